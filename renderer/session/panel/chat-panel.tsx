import { useEffect, useLayoutEffect, useRef } from "react";
import type { SessionState } from "../../../shared/state/state.ts";
import { useSessionState } from "../../store/use-session.ts";
import { useWhyNot } from "../use-me.ts";
import { ChatComposer } from "./chat-composer.tsx";
import { ChatMessage } from "./chat-message.tsx";
import "./chat.css";

/** Messages of one person within this time stand under one name. */
const togetherMs = 3 * 60_000;
/** Closer to the end than this still follows new messages, pixels. */
const nearEnd = 60;

export function ChatPanel() {
  const chat = useSessionState((state) => state.chat);
  const refused = useWhyNot("chat");
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
          <ChatMessage key={message.seq} message={message} together={isTogether(message, chat[index - 1])} />
        ))}
        {chat.length === 0 && (
          <li className="panel__empty">
            Nobody has written yet. Everybody here reads it, and whoever joins later.
          </li>
        )}
      </ol>
      {refused === undefined ? <ChatComposer /> : <p className="chat__refused">{refused}</p>}
    </div>
  );
}

type Message = SessionState["chat"][number];

function isTogether(message: Message, before: Message | undefined): boolean {
  return before?.participant === message.participant && message.atMs - before.atMs < togetherMs;
}
