import headless from "@xterm/headless";
import type { SessionClient } from "../../shared/client/session-client.ts";
import { peopleHere } from "../../shared/state/selectors.ts";
import { systemClock } from "../engine/ports.ts";
import { createTerminalSink } from "../../shared/client/terminal-sink.ts";
import { showControls } from "../../shared/vt/clean.ts";
import { hardenTerminal } from "../../shared/vt/harden.ts";
import { terminalOptions } from "../../shared/vt/terminal-options.ts";
import { openUserTerminal } from "./terminal/user-terminal.ts";

export interface TerminalJoinOptions {
  /** Ctrl-] q of the owner's own terminal: ends the session instead of leaving it. */
  readonly onQuit?: () => void;
  readonly owner?: boolean;
}

/** How long a hint stands in the status bar before the state does again. */
const hintMs = 4_000;

const help = "Ctrl-], then: q leave or end · c chat · ? help · Ctrl-] again: send it";

/**
 * Shows the session in the user's terminal, painted from a screen of our own; keys go in as they are typed. Resolves
 * once the terminal was given back.
 */
export function joinInTerminal(
  client: SessionClient,
  options: TerminalJoinOptions = {},
): () => Promise<void> {
  const screen = new headless.Terminal({ ...terminalOptions, cols: 80, rows: 24 });
  hardenTerminal(screen);
  let hint: string | undefined;
  let chatting = "";
  let isChatting = false;

  const user = openUserTerminal({
    stdin: process.stdin,
    stdout: process.stdout,
    clock: systemClock,
    onKeys: (text) => (isChatting ? typeChat(text) : void type("input.key", { data: text })),
    onPaste: (text) => (isChatting ? typeChat(text) : void type("input.paste", { text })),
    onCommand: (key) => {
      if (key === "q") return options.onQuit === undefined ? void client.leave() : options.onQuit();
      if (key === "c") {
        isChatting = true;
        chatting = "";
        return showStatus();
      }
      if (key === "\u001d") return void type("input.key", { data: key });
      const id = client.state?.id;
      tell(options.owner === true && id !== undefined ? `${help} · elsewhere: tandem share ${id}` : help);
    },
    onResize: ({ cols, rows }) => {
      if (options.owner === true) void client.call("session.resize", { cols, rows: Math.max(1, rows - 1) });
    },
  });

  const type = async (name: "input.key" | "input.paste", input: { data: string } | { text: string }) => {
    const result = await client.callByName(name, input);
    if (!result.ok) tell(result.message);
  };

  const typeChat = (text: string) => {
    for (const letter of text) {
      if (letter === "\r") {
        isChatting = false;
        if (chatting.trim() !== "") {
          void client
            .call("chat.send", { text: chatting })
            .then((result) => result.ok || tell(result.message));
        }
      } else if (letter === "\u001b") isChatting = false;
      else if (letter === "\u007f") chatting = chatting.slice(0, -1);
      else if (letter >= " ") chatting += letter;
    }
    showStatus();
  };

  const tell = (text: string) => {
    hint = showControls(text);
    showStatus();
    systemClock.schedule(hintMs, () => {
      hint = undefined;
      showStatus();
    });
  };

  const line = (): string => {
    if (isChatting) return `Chat: ${chatting}▏ (Enter sends, Esc cancels)`;
    if (hint !== undefined) return hint;
    const { status, state } = client;
    switch (status.name) {
      case "connecting":
        return "Connecting…";
      case "waiting":
        return "Waiting to be let in…";
      case "reconnecting":
        return "The line was lost. Reconnecting…";
      case "over":
        return status.closing.message;
      case "live": {
        if (state === undefined) return "Connecting…";
        const me = state.participants[status.participant];
        const mayType =
          me?.role === "owner" || (me?.permissions.allow_input && state.mode.name !== "view_only");
        const parts = [
          showControls(state.title),
          `${peopleHere(state).length} here`,
          mayType ? "you may type" : "view only",
          state.recording === "on"
            ? "recorded"
            : state.recording === "failed"
              ? "RECORDING FAILED"
              : "not recorded",
        ];
        const waiting = Object.keys(state.joinRequests).length;
        if (waiting > 0 && me?.role === "owner") parts.push(`${waiting} waiting to be let in`);
        if (status.carrier !== "local") parts.push(status.carrier === "webrtc" ? "direct" : "relayed");
        return `${parts.join(" · ")} · Ctrl-] ? for help`;
      }
    }
  };
  const showStatus = () => user.setStatus(line());

  const paint = () => user.handleScreen(screen);
  client.setSink(createTerminalSink(screen, { onWrite: () => paint, onSize: paint }));
  client.onStatus(showStatus);
  client.onState(showStatus);
  client.onEntry(({ entry }) => {
    if (entry.event.type !== "chat.sent") return;
    const name = client.state?.participants[entry.event.participant]?.name ?? "Somebody";
    tell(`${name}: ${entry.event.text}`);
  });
  showStatus();

  return async () => {
    user.dispose();
    screen.dispose();
  };
}
