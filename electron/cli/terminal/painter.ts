import type { Terminal } from "@xterm/headless";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Clock } from "../../../shared/base/ports.ts";
import { type Cursor, readCursor } from "./cursor.ts";
import { diffFrames, moveTo } from "./diff.ts";
import { createFrame, type Frame, type Offset, readScreen } from "./frame.ts";
import { clippingNote, drawSheet, drawStatus } from "./status-bar.ts";
import { chooseOffset, type Size } from "./view.ts";

/** 60 frames a second: more is not seen, and costs whoever watches over a slow line. */
const frameMs = 1000 / 60;

/** A frame of more than this is put up at once by terminals that can, instead of from top to bottom. */
const largeFrameLength = 400;

/** Alternate screen, no wrapping at the edge, bracketed paste, all blank. */
const enter = "\x1b[?1049h\x1b[?7l\x1b[?2004h\x1b[m\x1b[H\x1b[2J";

/** What frames switch, put back to what terminals start with. */
const reset = "\x1b[?2026l\x1b[m\x1b[?1l\x1b>\x1b[0 q\x1b[?25h";

const leave = `${reset}\x1b[?2004l\x1b[?7h\x1b[?1049l`;

export interface PainterOptions extends Size {
  /** Writes to the user's terminal; `done` once it is through, so that a slow one gets fewer frames, not older ones. */
  readonly out: (text: string, done: () => void) => void;
  readonly clock: Clock;
}

export interface Painter {
  /** What the screen shows has changed. The terminal is read when the frame is due, the first at once. */
  handleScreen(terminal: Terminal): void;
  /** The user's window has a new size. */
  resize(cols: number, rows: number): void;
  /** One line at the bottom, in inverse, and lines above it that lie over the screen; undefined hides it all. */
  setStatus(text: string | undefined, sheet?: readonly string[]): void;
  /** Paints everything anew: something else has written to the user's terminal. */
  redraw(): void;
  /** Gives the user's terminal back as it was. Synchronous as far as `out` is. */
  dispose(): void;
}

/** What was painted last, and how the user's terminal stands. */
interface Painted {
  readonly frame: Frame;
  /** The cell the user's cursor is surely at; -1 where that is not known. */
  readonly cursor: number;
  readonly cursorStyle: number;
  readonly cursorVisible: boolean;
  readonly applicationCursor: boolean;
  readonly applicationKeypad: boolean;
}

function blank(size: Size): Painted {
  return {
    frame: createFrame(size.cols, size.rows),
    cursor: -1,
    cursorStyle: 0,
    cursorVisible: true,
    applicationCursor: false,
    applicationKeypad: false,
  };
}

/**
 * Shows a headless terminal in the user's own, as mosh does: every byte it writes is made here, from cells. Nothing of
 * what the target wrote gets through: no title, no clipboard, no query, no link.
 */
export function createPainter({ out, clock, cols, rows }: PainterOptions): Painter {
  let size: Size = { cols, rows };
  let terminal: Terminal | undefined;
  let status: string | undefined;
  let sheet: readonly string[] | undefined;
  let offset: Offset = { left: 0, top: 0 };
  let painted = blank(size);
  let spare = createFrame(cols, rows);
  let lastFrameMs = Number.NEGATIVE_INFINITY;
  /** Goes before the next frame. */
  let prologue = enter;
  let state: "idle" | "waiting" | "writing" | "writing-stale" | "disposed" = "idle";
  let due: Disposable | undefined;

  function change(): void {
    if (state === "writing") state = "writing-stale";
    if (state !== "idle") return;
    const waitMs = lastFrameMs + frameMs - clock.monotonicMs();
    if (waitMs <= 0) return paint();
    state = "waiting";
    due = clock.schedule(waitMs, paint);
  }

  function paint(): void {
    lastFrameMs = clock.monotonicMs();
    const text = compose();
    if (text === "") {
      state = "idle";
      return;
    }
    state = "writing";
    out(text, () => {
      if (state === "disposed") return;
      const stale = state === "writing-stale";
      state = "idle";
      if (stale) change();
    });
  }

  /** Makes the next frame of what there is to see, and what leads to it. */
  function compose(): string {
    const next = spare;
    const area = { cols: size.cols, rows: status === undefined ? size.rows : size.rows - 1 };
    const cursor = terminal === undefined ? undefined : readCursor(terminal);
    if (terminal !== undefined) {
      offset = chooseOffset(offset, terminal, area, cursor?.visible === true ? cursor : undefined);
    }
    readScreen(terminal, offset, next, area.rows);
    const note = terminal === undefined ? "" : clippingNote(terminal, area);
    if (status !== undefined) drawStatus(next, area.rows, status, note);
    const openRows = sheet === undefined ? area.rows : drawSheet(next, area.rows, sheet);
    const before = painted;
    const { text: cells, cursor: penAt } = diffFrames(before.frame, next, before.cursor);
    painted = { frame: next, ...finish(cursor, { cols: area.cols, rows: openRows }, penAt) };
    spare = before.frame;
    const text = prologue + dress(cells, penAt, before, painted);
    prologue = "";
    return text;
  }

  /** area: what shows the session's screen, without what lies over it. */
  function finish(cursor: Cursor | undefined, area: Size, penAt: number): Omit<Painted, "frame"> {
    const x = (cursor?.x ?? 0) - offset.left;
    const y = (cursor?.y ?? 0) - offset.top;
    const isInside = x >= 0 && y >= 0 && x < area.cols && y < area.rows;
    const isShown = cursor?.visible === true && isInside;
    return {
      cursor: isShown ? y * size.cols + x : penAt,
      cursorVisible: isShown,
      cursorStyle: cursor?.style ?? 0,
      applicationCursor: terminal?.modes.applicationCursorKeysMode ?? false,
      applicationKeypad: terminal?.modes.applicationKeypadMode ?? false,
    };
  }

  function redraw(): void {
    prologue = reset + enter;
    painted = blank(size);
    spare = createFrame(size.cols, size.rows);
    change();
  }

  change();

  return {
    handleScreen(shown) {
      terminal = shown;
      change();
    },
    resize(nextCols, nextRows) {
      size = { cols: Math.max(1, nextCols), rows: Math.max(1, nextRows) };
      redraw();
    },
    setStatus(text, lines) {
      if (text === status && lines === sheet) return;
      status = text;
      sheet = lines;
      change();
    },
    redraw,
    dispose() {
      if (state === "disposed") return;
      state = "disposed";
      due?.dispose();
      out(leave, () => {});
    },
  };
}

/** The changed cells with what goes around them: cursor, keyboard modes, and the frame as one where it is large. penAt: where the cells leave the cursor. */
function dress(cells: string, penAt: number, before: Painted, after: Painted): string {
  const parts: string[] = [];
  const isLarge = cells.length > largeFrameLength;
  if (isLarge) parts.push("\x1b[?2026h");
  const hides = before.cursorVisible && (isLarge || !after.cursorVisible);
  if (hides) parts.push("\x1b[?25l");
  parts.push(cells);
  // The user's terminal encodes the keys, so it must be in the modes that the target asked for.
  if (before.applicationCursor !== after.applicationCursor)
    parts.push(`\x1b[?1${after.applicationCursor ? "h" : "l"}`);
  if (before.applicationKeypad !== after.applicationKeypad)
    parts.push(after.applicationKeypad ? "\x1b=" : "\x1b>");
  if (before.cursorStyle !== after.cursorStyle) parts.push(`\x1b[${after.cursorStyle} q`);
  if (after.cursorVisible) {
    if (penAt !== after.cursor) parts.push(moveTo(after.cursor, after.frame.cols));
    if (hides || !before.cursorVisible) parts.push("\x1b[?25h");
  }
  if (isLarge) parts.push("\x1b[?2026l");
  return parts.join("");
}
