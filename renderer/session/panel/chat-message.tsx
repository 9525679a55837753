import { memo, useMemo } from "react";
import { useShallow } from "zustand/react/shallow";
import type { SessionState } from "../../../shared/state/state.ts";
import { useSession, useSessionState } from "../../store/use-session.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { useNow } from "../../ui/use-now.ts";
import { exactTime, timeOfDay } from "../../ui/words.ts";
import { splitMentions } from "./mentions.ts";

type Message = SessionState["chat"][number];

interface ChatMessageProps {
  readonly message: Message;
  /** Stands under the name of the one before. */
  readonly together: boolean;
}

/** One message. What it draws of people are their names, which stay: their activity draws nothing anew. */
export const ChatMessage = memo(function ChatMessage({ message, together }: ChatMessageProps) {
  const me = useSession((view) => view.me);
  const now = useNow(60_000);
  const segments = useSegments(message);
  const toMe = me !== undefined && message.mentions.includes(me);
  const guest = useSessionState((state) => state.participants[message.participant]?.role !== "owner");
  return (
    <li className={`message ${together ? "message--together" : ""} ${toMe ? "message--to-me" : ""}`}>
      {!together && <Avatar id={message.participant} name={message.name} size="small" />}
      <div className="message__body">
        {together ? (
          <span className="visually-hidden">{message.name}: </span>
        ) : (
          <p className="message__head">
            <bdi className="message__name truncate" title={message.name}>
              {message.name}
            </bdi>
            {message.participant === me ? (
              <span className="person__tag">you</span>
            ) : (
              guest && <span className="person__tag">guest</span>
            )}
            <time
              className="muted small figures"
              dateTime={new Date(message.atMs).toISOString()}
              title={exactTime(message.atMs)}
            >
              {timeOfDay(message.atMs, now)}
            </time>
          </p>
        )}
        <p className="message__text" dir="auto">
          {segments.map((each, index) =>
            each.kind === "text" ? (
              each.text
            ) : (
              <mark
                // Segments of one message never change their order.
                // oxlint-disable-next-line react/no-array-index-key
                key={index}
                className={
                  me !== undefined && each.participants.includes(me) ? "mention mention--me" : "mention"
                }
              >
                {each.text}
              </mark>
            ),
          )}
        </p>
      </div>
    </li>
  );
});

/** Cut once for its text and the names it mentions. */
function useSegments({ text, mentions }: Message) {
  const names = useSessionState(
    useShallow((state) => mentions.map((id) => state.participants[id]?.name ?? "")),
  );
  return useMemo(() => {
    const people = mentions.flatMap((id, index) => {
      const name = names[index];
      return name === undefined || name === "" ? [] : [{ id, name }];
    });
    return splitMentions(text, people);
  }, [text, mentions, names]);
}
