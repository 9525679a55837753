import headless from "@xterm/headless";
import type { ParticipantId } from "../../shared/base/ids.ts";
import type { SessionClient } from "../../shared/client/session-client.ts";
import { createTerminalSink } from "../../shared/client/terminal-sink.ts";
import type { PeerCommandName } from "../../shared/commands/table.ts";
import { authorize } from "../../shared/policy/authorize.ts";
import { rules } from "../../shared/policy/rules.ts";
import { hardenTerminal } from "../../shared/vt/harden.ts";
import { terminalOptions } from "../../shared/vt/terminal-options.ts";
import { systemClock } from "../engine/ports.ts";
import { createHostClock } from "./host-clock.ts";
import { createPresence } from "./presence.ts";
import { createBar } from "./terminal/bar.ts";
import type { Prompt } from "./terminal/keys/session-key.ts";
import { newsOf } from "./terminal/news.ts";
import { type OpenPrompt, openPrompt } from "./terminal/prompt.ts";
import { keysHelp, pressKey } from "./terminal/session-keys.ts";
import { inColumns } from "./terminal/sheet.ts";
import { queuesLines } from "./terminal/status-text.ts";
import { createTextEntry } from "./terminal/text-entry.ts";
import { openUserTerminal } from "./terminal/user-terminal.ts";
import type { Size } from "./terminal/view.ts";

export interface TerminalJoinOptions {
  /** Ctrl-] q of the owner's own terminal: ends the session instead of leaving it. */
  readonly onQuit?: () => void;
  readonly owner?: boolean;
}

const alwaysHelp = ["q leave or end", "? help", "Ctrl-] send Ctrl-] itself"];

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
  const hostClock = createHostClock(client, systemClock);
  const presence = createPresence(client, hostClock);
  let prompt: OpenPrompt | undefined;
  let help: readonly string[] | undefined;

  const me = (): ParticipantId | undefined =>
    client.status.name === "live" ? client.status.participant : undefined;
  const ask = async (name: PeerCommandName, input: unknown, done?: string) => {
    const result = await client.callByName(name, input);
    if (!result.ok) bar.tell(result.message);
    else if (done !== undefined) bar.tell(done);
  };

  const composer = createTextEntry({
    onSubmit: (text) => {
      if (text.trim() !== "") void ask("line.submit", { text });
    },
    onCancel: () => {},
    onControl: (key) => {
      if (key === "\u0003") {
        if (composer.text === "") void ask("line.interrupt", {});
        else composer.clear();
      } else bar.tell("Lines are queued here: write one and press Enter. Ctrl-] o types raw.");
    },
  });

  /** A line is written with these keys, or they go to the session as they are. */
  const handleTyped = (text: string, raw: () => void) => {
    const own = me();
    const { state } = client;
    if (own === undefined || state === undefined || !queuesLines(state, own)) return raw();
    const may = authorize(state, { kind: "participant", participant: own }, "queue");
    if (may.decision !== "allow") return bar.tell(rules[may.rule]);
    composer.handle(text);
    bar.show();
  };

  const handleKeys = (text: string, answer: (open: OpenPrompt) => void, raw: () => void) => {
    presence.note();
    closeHelp();
    if (prompt === undefined) return handleTyped(text, raw);
    answer(prompt);
    bar.show();
  };

  const closeHelp = () => {
    if (help === undefined) return;
    help = undefined;
    bar.show();
  };

  const openAsked = (asked: Prompt, done: string | undefined) => {
    prompt = openPrompt(asked, roomAbove(user.size), {
      onCall: (call) => void ask(call.name, call.input, done),
      onClose: () => {
        prompt = undefined;
      },
    });
    bar.show();
  };

  const showHelp = () => {
    const { state } = client;
    const own = me();
    const keys = own === undefined || state === undefined ? [] : keysHelp(state, own);
    const share =
      options.owner === true && state !== undefined ? [`Elsewhere: tandem share ${state.id}`] : [];
    help = ["Ctrl-], then:", ...inColumns([...alwaysHelp, ...keys], user.size.cols - 2), ...share];
    bar.show();
  };

  const handleCommand = (key: string) => {
    presence.note();
    closeHelp();
    prompt = undefined;
    bar.show();
    if (key === "q") return options.onQuit === undefined ? void client.leave() : options.onQuit();
    if (key === "\u001d") return void ask("input.key", { data: key });
    const own = me();
    const { state } = client;
    const pressed = own === undefined || state === undefined ? undefined : pressKey(key, state, own);
    if (pressed === undefined) return showHelp();
    if ("refused" in pressed) return bar.tell(pressed.refused);
    const { action, done } = pressed;
    if ("kind" in action) return openAsked(action, done);
    void ask(action.name, action.input, done);
  };

  const user = openUserTerminal({
    stdin: process.stdin,
    stdout: process.stdout,
    clock: systemClock,
    onKeys: (text) =>
      handleKeys(
        text,
        (open) => open.handleKeys(text),
        () => void ask("input.key", { data: text }),
      ),
    onPaste: (text) =>
      handleKeys(
        text,
        (open) => open.handlePaste(text),
        () => void ask("input.paste", { text }),
      ),
    onCommand: handleCommand,
    onResize: ({ cols, rows }) => {
      // They were laid out for another window.
      prompt = undefined;
      help = undefined;
      bar.show();
      if (options.owner === true) void client.call("session.resize", { cols, rows: Math.max(1, rows - 1) });
    },
  });

  const bar = createBar({
    client,
    clock: systemClock,
    hostNowMs: hostClock.nowMs,
    written: () => composer.text,
    prompt: () => prompt,
    help: () => help,
    show: (text, sheet) => user.setStatus(text, sheet),
  });

  const paint = () => user.handleScreen(screen);
  client.setSink(createTerminalSink(screen, { onWrite: () => paint, onSize: paint }));
  client.onStatus(bar.show);
  client.onState(bar.show);
  client.onEntry(({ entry: { event } }) => {
    const own = me();
    const news =
      own === undefined || client.state === undefined ? undefined : newsOf(event, client.state, own);
    if (news !== undefined) bar.tell(news);
  });
  bar.show();

  return async () => {
    bar.dispose();
    await user.dispose();
    screen.dispose();
  };
}

/** What the bar leaves of the window. */
function roomAbove({ cols, rows }: Size): Size {
  return { cols, rows: rows - 1 };
}
