import headless from "@xterm/headless";
import type { Disposable } from "../../shared/base/disposable.ts";
import type { ParticipantId } from "../../shared/base/ids.ts";
import type { Carrier } from "../../shared/channel/connection.ts";
import type { SessionClient } from "../../shared/client/session-client.ts";
import { createTerminalSink } from "../../shared/client/terminal-sink.ts";
import type { PeerCommandName } from "../../shared/commands/table.ts";
import { authorize } from "../../shared/policy/authorize.ts";
import { rules } from "../../shared/policy/rules.ts";
import { atMs } from "../../shared/state/selectors.ts";
import { showControls } from "../../shared/vt/clean.ts";
import { hardenTerminal } from "../../shared/vt/harden.ts";
import { terminalOptions } from "../../shared/vt/terminal-options.ts";
import { systemClock } from "../engine/ports.ts";
import { newsOf } from "./terminal/news.ts";
import { keysHelp, sessionKeys } from "./terminal/session-keys.ts";
import { countsDown, queuesLines, statusText } from "./terminal/status-text.ts";
import { createTextEntry } from "./terminal/text-entry.ts";
import { openUserTerminal } from "./terminal/user-terminal.ts";

export interface TerminalJoinOptions {
  /** Ctrl-] q of the owner's own terminal: ends the session instead of leaving it. */
  readonly onQuit?: () => void;
  readonly owner?: boolean;
}

/** How long a hint stands in the status bar before the state does again. */
const hintMs = 4_000;
const tickMs = 1_000;

const help = "q leave or end · c chat · ? help · Ctrl-] again: send it";

/** That somebody is there is told so often at most: shared/commands/people.ts passes over what comes more often. */
const activeEveryMs = 5 * 60_000;

/**
 * Shows the session in the user's terminal, painted from a screen of our own; keys go in as they are typed, or are
 * gathered into lines where the session queues those. Resolves once the terminal was given back.
 */
export function joinInTerminal(
  client: SessionClient,
  options: TerminalJoinOptions = {},
): () => Promise<void> {
  const screen = new headless.Terminal({ ...terminalOptions, cols: 80, rows: 24 });
  hardenTerminal(screen);
  let hint: { readonly text: string; readonly end: Disposable } | undefined;
  let isChatting = false;
  let ticking: Disposable | undefined;
  let activeAtMs = Number.NEGATIVE_INFINITY;
  /** The host's wall time minus this process's monotonic time: the newest entry of all is the least late. */
  let hostOffsetMs = Number.NEGATIVE_INFINITY;

  const me = (): ParticipantId | undefined =>
    client.status.name === "live" ? client.status.participant : undefined;
  const ask = async (name: PeerCommandName, input: unknown) => {
    const result = await client.callByName(name, input);
    if (!result.ok) tell(result.message);
  };

  const chat = createTextEntry({
    onSubmit: (text) => {
      isChatting = false;
      if (text.trim() !== "") void ask("chat.send", { text });
    },
    onCancel: () => {
      isChatting = false;
    },
  });
  const composer = createTextEntry({
    onSubmit: (text) => {
      if (text.trim() !== "") void ask("line.submit", { text });
    },
    onCancel: () => {},
    onControl: (key) => {
      if (key === "\u0003") {
        if (composer.text === "") void ask("line.interrupt", {});
        else composer.clear();
      } else tell("Lines are queued here: write one and press Enter. Ctrl-] o types raw.");
    },
  });

  /** Where what is typed goes: into the chat, into a line, or undefined: to the session as it is. */
  const entry = () => {
    if (isChatting) return chat;
    const own = me();
    const { state } = client;
    return own !== undefined && state !== undefined && queuesLines(state, own) ? composer : undefined;
  };

  const handleTyped = (text: string, raw: () => void) => {
    const now = systemClock.monotonicMs();
    if (now - activeAtMs > activeEveryMs && me() !== undefined) {
      activeAtMs = now;
      void client.call("presence.active", {});
    }
    const into = entry();
    if (into === undefined) return raw();
    const own = me();
    if (into === composer && own !== undefined && client.state !== undefined) {
      const may = authorize(client.state, { kind: "participant", participant: own }, "queue");
      if (may.decision !== "allow") return tell(rules[may.rule]);
    }
    into.handle(text);
    showStatus();
  };

  const handleCommand = (key: string) => {
    const own = me();
    const { state } = client;
    if (key === "q") return options.onQuit === undefined ? void client.leave() : options.onQuit();
    if (key === "c") {
      isChatting = true;
      chat.clear();
      return showStatus();
    }
    if (key === "\u001d") return void ask("input.key", { data: key });
    if (own === undefined || state === undefined) return tell(help);
    const known = sessionKeys.find((each) => each.key === key);
    const call = known?.call(state, own);
    if (call !== undefined) return void ask(call.name, call.input);
    if (known !== undefined) return tell(`Ctrl-] ${key} (${known.help}) means nothing just now.`);
    const elsewhere = options.owner === true ? ` · elsewhere: tandem share ${state.id}` : "";
    const more = keysHelp(state, own);
    tell(`Ctrl-], then: ${help}${more === "" ? "" : ` · ${more}`}${elsewhere}`);
  };

  const user = openUserTerminal({
    stdin: process.stdin,
    stdout: process.stdout,
    clock: systemClock,
    onKeys: (text) => handleTyped(text, () => void ask("input.key", { data: text })),
    onPaste: (text) => handleTyped(text, () => void ask("input.paste", { text })),
    onCommand: handleCommand,
    onResize: ({ cols, rows }) => {
      if (options.owner === true) void client.call("session.resize", { cols, rows: Math.max(1, rows - 1) });
    },
  });

  const tell = (text: string) => {
    hint?.end.dispose();
    const end = systemClock.schedule(hintMs, () => {
      hint = undefined;
      showStatus();
    });
    hint = { text: showControls(text), end };
    showStatus();
  };

  const liveLine = (own: ParticipantId, carrier: Carrier): string => {
    const { state } = client;
    if (state === undefined) return "Connecting…";
    const nowMs = hostOffsetMs + systemClock.monotonicMs();
    const way = carrier === "local" ? "" : ` · ${carrier === "webrtc" ? "direct" : "relayed"}`;
    return `${statusText(state, own, nowMs)}${way} · Ctrl-] ? for help`;
  };

  const line = (): string => {
    if (isChatting) return `Chat: ${chat.text}▏ (Enter sends, Esc cancels)`;
    if (hint !== undefined) return hint.text;
    if (composer.text !== "") return `Line: ${showControls(composer.text)}▏ (Enter queues it)`;
    const { status } = client;
    switch (status.name) {
      case "connecting":
        return "Connecting…";
      case "waiting":
        return "Waiting to be let in…";
      case "reconnecting":
        return "The line was lost. Reconnecting…";
      case "over":
        return status.closing.message;
      case "live":
        return liveLine(status.participant, status.carrier);
    }
  };
  const showStatus = () => {
    user.setStatus(line());
    ticking?.dispose();
    ticking = undefined;
    // Time that is running out is told second by second.
    if (client.state !== undefined && countsDown(client.state)) {
      ticking = systemClock.schedule(tickMs, showStatus);
    }
  };

  const paint = () => user.handleScreen(screen);
  client.setSink(createTerminalSink(screen, { onWrite: () => paint, onSize: paint }));
  client.onStatus(showStatus);
  client.onState((state) => {
    hostOffsetMs = Math.max(hostOffsetMs, atMs(state) - systemClock.monotonicMs());
    showStatus();
  });
  client.onEntry(({ entry: { event } }) => {
    const own = me();
    const news =
      own === undefined || client.state === undefined ? undefined : newsOf(event, client.state, own);
    if (news !== undefined) tell(news);
  });
  showStatus();

  return async () => {
    ticking?.dispose();
    hint?.end.dispose();
    user.dispose();
    screen.dispose();
  };
}
