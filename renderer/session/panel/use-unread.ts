import { useEffect, useMemo } from "react";
import { create } from "zustand";
import { useSession, useSessionState, useUi } from "../../store/use-session.ts";

/** The last message read, by session; for as long as the page is open. */
const readStore = create<Readonly<Record<string, number>>>(() => ({}));

export interface Unread {
  readonly count: number;
  /** Of them, those that mention me. */
  readonly mentions: number;
}

const none: Unread = { count: 0, mentions: 0 };

/** Messages of others since the chat was last open. What was there when I came counts as read. */
export function useUnread(): Unread {
  const chatIsOpen = useUi((ui) => ui.panel === "chat");
  const session = useSessionState((state) => state.id);
  const chat = useSessionState((state) => state.chat);
  const me = useSession((view) => view.me);
  const latest = chat.at(-1)?.seq ?? 0;
  const read = readStore((state) => state[session]);
  useEffect(() => {
    if (read === undefined || (chatIsOpen && read < latest)) readStore.setState({ [session]: latest });
  }, [chatIsOpen, latest, read, session]);
  return useMemo(() => {
    if (read === undefined || chatIsOpen) return none;
    const unread = chat.filter((each) => each.seq > read && each.participant !== me);
    const mentions = unread.filter((each) => me !== undefined && each.mentions.includes(me));
    return { count: unread.length, mentions: mentions.length };
  }, [chat, chatIsOpen, me, read]);
}
