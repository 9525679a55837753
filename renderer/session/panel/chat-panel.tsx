import { useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { rules } from "../../../shared/policy/rules.ts";
import { authorize } from "../../../shared/policy/authorize.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { useSession, useSessionState } from "../../store/use-session.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { useNow } from "../../ui/use-now.ts";
import { exactTime, timeOfDay } from "../../ui/words.ts";
import { ChatComposer } from "./chat-composer.tsx";
import { splitMentions } from "./mentions.ts";

/** Messages of one person within this time stand under one name. */
const togetherMs = 3 * 60_000;
/** Closer to the end than this still follows new messages, pixels. */
const nearEnd = 60;

export function ChatPanel() {
  const chat = useSessionState((state) => state.chat);
  const participants = useSessionState((state) => state.participants);
  const refused = useSession((view) => {
    if (view.state === undefined || view.me === undefined) return "not-in-session" as const;
    const decision = authorize(view.state, { kind: "participant", participant: view.me }, "chat");
    return decision.decision === "allow" ? undefined : decision.rule;
  });
  const list = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  const latest = chat.at(-1)?.seq;

  useLayoutEffect(() => {
    if (follows.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [latest]);
  useEffect(() => {
    const element = list.current;
    const note = () => {
      if (element !== null)
        follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
    };
    element?.addEventListener("scroll", note, { passive: true });
    return () => element?.removeEventListener("scroll", note);
  }, []);

  return (
    <div className="chat">
      {/* A list that scrolls is reached by keyboard too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ol ref={list} className="chat__list" aria-label="Messages" tabIndex={0}>
        {chat.map((message, index) => (
          <Message key={message.seq} message={message} before={chat[index - 1]} participants={participants} />
        ))}
        {chat.length === 0 && (
          <li className="panel__empty">
            Nobody has written yet. Everybody here reads it, and whoever joins later.
          </li>
        )}
      </ol>
      {refused === undefined ? <ChatComposer /> : <p className="chat__refused">{rules[refused]}</p>}
    </div>
  );
}

type ChatMessage = SessionState["chat"][number];

interface MessageProps {
  readonly message: ChatMessage;
  readonly before: ChatMessage | undefined;
  readonly participants: SessionState["participants"];
}

function Message({ message, before, participants }: MessageProps) {
  const me = useSession((view) => view.me);
  const now = useNow(60_000);
  const people = useMemo(() => Object.values(participants), [participants]);
  const segments = useMemo(() => splitMentions(message.text, people), [message.text, people]);
  const together = before?.participant === message.participant && message.atMs - before.atMs < togetherMs;
  const toMe = segments.some((each) => each.kind === "mention" && each.participant === me);
  const guest = participants[message.participant]?.role !== "owner";
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
              // Segments of one message never change their order.
              // oxlint-disable-next-line react/no-array-index-key
              <mark key={index} className={each.participant === me ? "mention mention--me" : "mention"}>
                {each.text}
              </mark>
            ),
          )}
        </p>
      </div>
    </li>
  );
}
