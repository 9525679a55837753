import type { Terminal } from "@xterm/xterm";
import { createTerminalSink } from "../../../shared/client/terminal-sink.ts";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Disposable, DisposableStore } from "../../../shared/base/disposable.ts";
import { cleanLabel } from "../../../shared/vt/clean.ts";
import type { SessionModel } from "../../store/session-model.ts";
import { type Theme, themeStore } from "../../ui/theme.ts";
import { listenToInput } from "./input.ts";
import type { Keyboard } from "./keyboard.ts";
import { type Drawn, drawnWithin, fitInto, measureCell, setFontSize } from "./layout.ts";
import { type PaneSize, withoutInset } from "./fit.ts";
import { createOwnerSize } from "./owner-size.ts";
import { listenToPinch } from "./pinch.ts";
import { accelerate, createTerminal, themeOptions } from "./terminal.ts";

/** What the surface's own views draw around the terminal. */
export interface ScreenView {
  readonly drawn: Drawn | undefined;
  readonly zoom: number;
  /** Lines between what is shown and the newest. */
  readonly linesBack: number;
  /** What the program calls itself; cleaned. */
  readonly title: string;
  /** Counts bells, at most one a second. */
  readonly bells: number;
}

export interface Screen extends Disposable {
  readonly terminal: Terminal;
  readonly view: StoreApi<ScreenView>;
  setInput(allowed: boolean): void;
  setFontSize(fontSize: number): void;
  backToLive(): void;
}

const titleLength = 60;
const titleEveryMs = 500;
const bellEveryMs = 1_000;

export interface MountOptions {
  readonly model: SessionModel;
  /** Scrolls when the screen is enlarged; its size is what the screen is fitted to. */
  readonly pane: HTMLElement;
  readonly element: HTMLElement;
  readonly keyboard: Keyboard;
  /** True for whoever's window sets the session's size. */
  readonly rules: boolean;
  readonly fontSize: number;
  readonly onLink: (address: string) => void;
}

/** Tab belongs to the target: whoever has only a keyboard is told the way out. */
const terminalLabel = "Shared terminal. Control F6 leaves it.";

/** Puts a terminal into the page and the session's screen onto it. */
export function mountScreen(options: MountOptions): Screen {
  const { model, pane, element } = options;
  const owned = new DisposableStore();
  const stop = new AbortController();
  owned.add({ dispose: () => stop.abort() });
  const view = createStore<ScreenView>(() => ({
    drawn: undefined,
    zoom: 1,
    linesBack: 0,
    title: "",
    bells: 0,
  }));

  const size = model.client.state?.size ?? { cols: 80, rows: 24 };
  const terminal = owned.add(
    createTerminal({
      ...size,
      fontSize: options.fontSize,
      theme: themeStore.getState().theme,
      onLink: options.onLink,
    }),
  );
  terminal.open(element);
  terminal.textarea?.setAttribute("aria-label", terminalLabel);
  accelerate(terminal);

  const ownerSize = owned.add(createOwnerSize(model));
  let claimedFor = "";
  /** Asks for the size that fills this pane: when the pane or the letters changed, not when another window asked. */
  const claim = (room: PaneSize) => {
    const cell = measureCell(terminal);
    const wanted = `${room.width} ${room.height} ${terminal.options.fontSize} ${window.devicePixelRatio}`;
    if (cell === undefined || wanted === claimedFor) return;
    claimedFor = wanted;
    ownerSize.follow(room, cell);
  };
  const fit = () => {
    const room = { width: pane.clientWidth, height: pane.clientHeight };
    if (room.width === 0 || room.height === 0) return;
    if (options.rules) claim(room);
    const { zoom } = view.getState();
    view.setState({
      drawn: options.rules ? drawnWithin(terminal, room) : fitInto(terminal, withoutInset(room), zoom),
    });
  };
  const watching = new ResizeObserver(fit);
  watching.observe(pane);
  // The cells change too: with the letters, with the session's size, and when a hidden page is drawn at last.
  const cells = terminal.element?.querySelector(".xterm-screen");
  if (cells instanceof HTMLElement) watching.observe(cells);
  owned.add({ dispose: () => watching.disconnect() });
  if (!options.rules) {
    const zoom = {
      get: () => view.getState().zoom,
      set: (next: number) => {
        view.setState({ zoom: next });
        fit();
      },
    };
    listenToPinch(pane, zoom, stop.signal);
  }

  const noteScroll = () => {
    const { baseY, viewportY } = terminal.buffer.active;
    const linesBack = baseY - viewportY;
    if (linesBack !== view.getState().linesBack) view.setState({ linesBack });
  };
  owned.add(terminal.onScroll(noteScroll));
  owned.add(terminal.onRender(noteScroll));

  const follow = ({ theme }: { readonly theme: Theme }) =>
    Object.assign(terminal.options, themeOptions(theme));
  owned.add({ dispose: themeStore.subscribe(follow) });
  owned.add(
    throttled(terminal.onTitleChange, titleEveryMs, (title) =>
      view.setState({ title: cleanLabel(title, titleLength) }),
    ),
  );
  owned.add(
    throttled(terminal.onBell, bellEveryMs, () => view.setState(({ bells }) => ({ bells: bells + 1 }))),
  );
  owned.add(listenToInput(terminal, element, model, options.keyboard));
  model.client.setSink(
    createTerminalSink(terminal, { onWrite: () => model.lag.noteWrite(performance.now()), onSize: fit }),
  );

  return {
    terminal,
    view,
    setInput(allowed) {
      terminal.options.disableStdin = !allowed;
    },
    setFontSize(fontSize) {
      setFontSize(terminal, fontSize);
      fit();
    },
    backToLive() {
      terminal.scrollToBottom();
      noteScroll();
    },
    dispose: () => owned.dispose(),
  };
}

/** The first at once, then the latest at most every so often. */
function throttled<T>(
  listen: (listener: (value: T) => void) => Disposable,
  everyMs: number,
  run: (value: T) => void,
): Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest: { readonly value: T } | undefined;
  const pass = () => {
    timer = undefined;
    if (latest === undefined) return;
    const { value } = latest;
    latest = undefined;
    timer = setTimeout(pass, everyMs);
    run(value);
  };
  const listening = listen((value) => {
    latest = { value };
    if (timer === undefined) pass();
  });
  return {
    dispose() {
      listening.dispose();
      clearTimeout(timer);
    },
  };
}
