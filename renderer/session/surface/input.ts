import type { Terminal } from "@xterm/xterm";
import { type Disposable, DisposableStore } from "../../../shared/base/disposable.ts";
import type { Capability } from "../../../shared/policy/capabilities.ts";
import { rules } from "../../../shared/policy/rules.ts";
import type { SessionModel } from "../../store/session-model.ts";
import { copyText } from "../../ui/copy-text.ts";
import type { Keyboard } from "./keyboard.ts";

/** As the host's table has it: more than this in one key message is not a keystroke. */
const keyChunk = 4096;
const longestPaste = 60_000;
/** Others are told that I type at most this often. */
const typingEveryMs = 1_000;
/** Mouse movements in between are left out: only the latest place matters. */
const moveEveryMs = 16;

// oxlint-disable-next-line no-control-regex -- the reports begin with the escape character
const sgrMouse = /^\u001b\[<(\d{1,4});\d{1,4};\d{1,4}[Mm]$/;
// oxlint-disable-next-line no-control-regex -- as above
const focusReport = /^\u001b\[[IO]$/;

/**
 * What a person does at a terminal, as commands: keys, pastes (text only, from the paste event itself), mouse reports
 * and focus. Nothing the terminal says by itself gets through: queries are silenced at its parser, and focus reports
 * are made here.
 */
export function listenToInput(
  terminal: Terminal,
  element: HTMLElement,
  model: SessionModel,
  keyboard: Keyboard,
): Disposable {
  const owned = new DisposableStore();
  const stop = new AbortController();
  owned.add({ dispose: () => stop.abort() });
  let toldTypingAtMs = Number.NEGATIVE_INFINITY;

  const may = (capability: Capability) => {
    const { decision, rule } = model.may(capability);
    if (decision === "allow") return true;
    model.hint(rules[rule]);
    return false;
  };
  const tellTyping = () => {
    const now = performance.now();
    if (now - toldTypingAtMs < typingEveryMs) return;
    toldTypingAtMs = now;
    model.client.sendTyping();
  };
  const sendKeys = (data: string) => {
    if (!may("input")) return;
    tellTyping();
    for (const part of chunks(data)) void model.act("input.key", { data: part });
  };
  const paste = (text: string) => {
    if (text.length === 0 || !may("paste")) return;
    if (text.length > longestPaste) {
      return model.hint(
        `That is too long to paste: at most ${longestPaste.toLocaleString()} characters at once.`,
      );
    }
    tellTyping();
    void model.act("input.paste", { text });
  };

  const mouse = owned.add(createMouse((data) => void model.client.call("input.mouse", { data })));
  keyboard.attach(terminal, sendKeys);

  owned.add(
    terminal.onData((data) => {
      if (focusReport.test(data)) return;
      const report = sgrMouse.exec(data);
      if (report !== null) return mouse.report(data, (Number(report[1]) & 32) !== 0);
      mouse.flush();
      sendKeys(keyboard.withCtrl(data));
    }),
  );
  // The older mouse reports, bytes beyond ASCII in them.
  owned.add(
    terminal.onBinary((data) => data.length === 6 && mouse.report(data, (data.charCodeAt(3) & 32) !== 0)),
  );

  element.addEventListener(
    "paste",
    (event) => {
      event.preventDefault();
      event.stopPropagation();
      paste(event.clipboardData?.getData("text/plain") ?? "");
    },
    { signal: stop.signal, capture: true },
  );
  // By whatever way it is copied: the menu, the keyboard, the middle button.
  for (const kind of ["copy", "cut"] as const) {
    element.addEventListener(
      kind,
      (event) => {
        if (may("copy")) return;
        event.preventDefault();
        event.stopPropagation();
      },
      { signal: stop.signal, capture: true },
    );
  }
  const reportFocus = (focused: boolean) => {
    if (!terminal.modes.sendFocusMode || model.may("input").decision !== "allow") return;
    void model.client.call("input.focus", { focused });
  };
  element.addEventListener("focusin", () => reportFocus(true), { signal: stop.signal });
  element.addEventListener("focusout", () => reportFocus(false), { signal: stop.signal });

  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== "keydown") return !terminal.options.disableStdin;
    if (copies(event) && terminal.hasSelection()) {
      event.preventDefault();
      if (may("copy")) void copyText(terminal.getSelection());
      return false;
    }
    // The way out for whoever has only a keyboard: Tab belongs to the target.
    if (event.ctrlKey && event.key === "F6") return false;
    if (terminal.options.disableStdin !== true) return true;
    if (scrolls(terminal, event)) {
      event.preventDefault();
    } else if (types(event)) {
      void may("input");
    }
    return false;
  });
  // On a screen without scrollback a wheel is sent as arrow keys. Whoever turns it looks, and means to take nothing.
  terminal.attachCustomWheelEventHandler(
    () => terminal.buffer.active.type === "normal" || model.may("input").rule !== "owner-reclaims",
  );
  return owned;
}

function* chunks(data: string): Generator<string> {
  let at = 0;
  while (at < data.length) {
    let end = Math.min(data.length, at + keyChunk);
    const last = data.charCodeAt(end - 1);
    // Never between the halves of one character.
    if (end < data.length && last >= 0xd800 && last <= 0xdbff) end -= 1;
    yield data.slice(at, end);
    at = end;
  }
}

function createMouse(send: (data: string) => void) {
  let move: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (move !== undefined) send(move);
    move = undefined;
  };
  return {
    flush,
    report(data: string, isMove: boolean) {
      if (isMove) {
        move = data;
        timer ??= setTimeout(flush, moveEveryMs);
        return;
      }
      flush();
      send(data);
    },
    dispose() {
      clearTimeout(timer);
    },
  };
}

function types(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  return event.key.length === 1 || event.key === "Enter" || event.key === "Backspace";
}

function copies(event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase();
  return (
    (event.ctrlKey && event.shiftKey && key === "c") ||
    (event.ctrlKey && key === "insert") ||
    (event.metaKey && key === "c")
  );
}

/** Reading back by keyboard, for whoever does not type. */
function scrolls(terminal: Terminal, event: KeyboardEvent): boolean {
  const step: Partial<Record<string, () => void>> = {
    PageUp: () => terminal.scrollPages(-1),
    PageDown: () => terminal.scrollPages(1),
    ArrowUp: () => terminal.scrollLines(-1),
    ArrowDown: () => terminal.scrollLines(1),
    Home: () => terminal.scrollToTop(),
    End: () => terminal.scrollToBottom(),
    Escape: () => terminal.scrollToBottom(),
  };
  const run = event.ctrlKey || event.metaKey || event.altKey ? undefined : step[event.key];
  run?.();
  return run !== undefined;
}
