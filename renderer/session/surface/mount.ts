import type { Terminal } from "@xterm/xterm";
import { createTerminalSink } from "../../../shared/client/terminal-sink.ts";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type Disposable, DisposableStore } from "../../../shared/base/disposable.ts";
import { cleanLabel } from "../../../shared/vt/clean.ts";
import type { SessionModel } from "../../store/session-model.ts";
import { type Theme, themeStore } from "../../ui/theme.ts";
import { listenToInput } from "./input.ts";
import type { Grid } from "../annotate/grid.ts";
import { createAbsoluteLines } from "./absolute-lines.ts";
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
  /** Where the cells stand and which lines they show; undefined while nothing is drawn. */
  readonly grid: Grid | undefined;
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
    grid: undefined,
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
    noteScroll();
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
    const { grid: before, drawn } = view.getState();
    const grid = gridOf(terminal, drawn, lines.first);
    if (linesBack !== view.getState().linesBack || !sameGrid(before, grid))
      view.setState({ linesBack, grid });
  };
  const lines = owned.add(createAbsoluteLines(terminal, noteScroll));
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
  const sink = createTerminalSink(terminal, {
    onWrite: () => model.lag.noteWrite(performance.now()),
    onSize: fit,
    onReset: lines.noteReset,
  });
  owned.add(model.client.setSink(sink));

  const backToLive = () => {
    terminal.scrollToBottom();
    noteScroll();
  };
  owned.add(
    model.screen.attach({
      backToLive,
      focus: () => terminal.focus(),
      topLine: () => {
        const grid = view.getState().grid;
        return grid?.buffer === "main" ? grid.top : undefined;
      },
      reveal(line) {
        const row = Math.floor(line) - lines.first;
        const { active } = terminal.buffer;
        if (active.type !== "normal" || row < 0 || row >= active.length) return false;
        // A third down: what led to it is in sight as well.
        terminal.scrollToLine(Math.max(0, row - Math.floor(terminal.rows / 3)));
        noteScroll();
        return true;
      },
    }),
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
    backToLive,
    dispose: () => owned.dispose(),
  };
}

/** Which lines are in sight, and how large their cells are drawn. */
function gridOf(terminal: Terminal, drawn: Drawn | undefined, first: number): Grid | undefined {
  const cell = measureCell(terminal);
  if (cell === undefined || drawn === undefined) return undefined;
  const { active } = terminal.buffer;
  const main = active.type === "normal";
  return {
    cellWidth: cell.width * drawn.scale,
    cellHeight: cell.height * drawn.scale,
    cols: terminal.cols,
    rows: terminal.rows,
    buffer: main ? "main" : "alternate",
    top: main ? first + active.viewportY : 0,
    first: main ? first : 0,
  };
}

function sameGrid(a: Grid | undefined, b: Grid | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.top === b.top &&
    a.first === b.first &&
    a.buffer === b.buffer &&
    a.cols === b.cols &&
    a.rows === b.rows &&
    a.cellWidth === b.cellWidth &&
    a.cellHeight === b.cellHeight
  );
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
