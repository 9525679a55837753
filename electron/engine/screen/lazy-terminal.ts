import type { Modes } from "../../../shared/vt/modes.ts";
import type { Scanner } from "../../../shared/vt/scanner.ts";
import { createAbsoluteLines } from "./absolute-lines.ts";
import { createHeldOutput, type Cut } from "./held-output.ts";
import { createPen, lookOf } from "./pen.ts";
import { createPlainReader, type Place } from "./plain-text.ts";
import type { KeyframeDepth } from "./screen.ts";
import type { XtermCore } from "./xterm-core.ts";

/** Of more characters than this without an end of lines that would do, all are parsed. */
const maxHeldCharacters = 4 * 1024 * 1024;

/**
 * A terminal that parses plain text only when and as far as it is looked at: of a flood no more than what is still on
 * the screen and in the scrollback then. The result is the same, cell by cell, as if it had parsed everything.
 *
 * Why: plain text acts on the line the cursor is on and on those below, which scroll in blank, and otherwise on nothing
 * but the pen. So what follows a line break is decided by the pen there alone, once all that stood on the screen and in
 * the scrollback at that break has scrolled away: the pen and the last scrollback + 2 × rows rows give everything, the
 * pen and the last 2 × rows rows the screen. (Up to rows - 1 of them may go by before the cursor is on the last row,
 * from where each scrolls.) Where the screen alone was made that way, the scrollback is made later by the same means:
 * only what suffices for that is ever let go.
 *
 * One thing is not the same: where in xterm.js's ring of lines the first one lies. It shows only when a terminal with
 * full scrollback becomes narrower: xterm.js may then cut a line short here or there by that. No two terminals of a
 * session have the same ring, whether they parse everything or begin with a keyframe.
 */
export interface LazyTerminal {
  /** Takes output in; parses it at once where it is not plain. */
  write(text: string): void;
  /** Makes the screen right, or everything. */
  catchUp(depth: KeyframeDepth): void;
  /** Makes everything right for what is not output: a resize. */
  end(): void;
  /** Everything is right. */
  readonly settled: boolean;
  /** The beginning of a sequence that came last and is not given to terminal and scanner yet. */
  readonly unread: string;
  /** The absolute number of the screen's first line on the main buffer, as of what was taken in. */
  readonly top: number;
  /** Of the scrollback's first line; right after catching up with everything. */
  readonly first: number;
}

export function createLazyTerminal(
  core: XtermCore,
  scrollback: number,
  modes: Modes,
  scanner: Scanner,
): LazyTerminal {
  const held = createHeldOutput();
  const lines = createAbsoluteLines(core);
  const read = createPlainReader({
    widthOf: (codePoint) => core.unicodeService.wcwidth(codePoint),
    nextStop: (column) => core.buffers.active.nextStop(column),
  });
  /** Plain text is being held, or would be. */
  let running = false;
  let place: Place = { x: 0, joinWidth: 0 };
  let unread = "";
  /** Rows the cursor went down since; the row of the screen, and the absolute line, it was on then. */
  let down = 0;
  let begun = { row: 0, line: 0 };
  /** Up to where in the held output the screen is right. */
  let shown = 0;
  /** And the scrollback, too. */
  let exact = true;
  /** Half a character was written last. */
  let torn = false;
  /** A saved cursor lies below the screen: its row depends on every row that scrolls. */
  let savedBelow = false;

  const screenRows = () => 2 * core.rows;
  const everyRow = () => scrollback + 2 * core.rows;

  const penNow = (): string => {
    const { fg, bg, extended } = core._inputHandler.getAttrData();
    const pen = createPen(() => undefined);
    pen.forget();
    return pen.to(lookOf(fg, bg, extended));
  };

  /** Whether plain text from here on has no effect but the one it has everywhere. */
  const mayRun = (): boolean => {
    const { active, normal } = core.buffers;
    return (
      active === normal &&
      normal.scrollTop === 0 &&
      normal.scrollBottom === core.rows - 1 &&
      modes.wraparound &&
      !modes.newLine &&
      !torn &&
      scanner.unfinished === "" &&
      core._inputHandler.getAttrData().extended.urlId === 0
    );
  };

  const begin = (): void => {
    const { normal } = core.buffers;
    running = true;
    place = { x: normal.x, joinWidth: (core._inputHandler._parser.precedingJoinState >> 1) & 3 };
    down = 0;
    begun = { row: normal.y, line: lines.top + normal.y };
    held.clear(penNow());
    shown = held.end;
    exact = true;
    savedBelow = normal.savedY >= normal.ybase + core.rows;
  };

  const topNow = (): number => begun.line + down - Math.min(core.rows - 1, begun.row + down);

  const show = (text: string): void => {
    core.writeSync(text);
    shown = held.end;
  };
  const showCut = ({ offset, pen }: Cut): void => show(pen + held.after(offset));

  const showScreen = (): void => {
    const cut = held.trimmed && !savedBelow ? held.cut(screenRows()) : undefined;
    if (cut !== undefined && cut.offset > shown) {
      exact = false;
      showCut(cut);
    } else if (shown >= held.start) show(held.after(shown));
    else showEverything();
  };

  const showEverything = (): void => {
    const cut = held.cut(everyRow());
    if (exact && shown >= held.start && (cut === undefined || cut.offset <= shown)) show(held.after(shown));
    else if (cut !== undefined) showCut(cut);
    exact = true;
  };

  const catchUp = (depth: KeyframeDepth): void => {
    if (!running) return;
    if (depth === "screen" && shown < held.end) showScreen();
    else if (depth === "everything" && (shown < held.end || !exact)) showEverything();
    lines.setTop(topNow());
  };

  const end = (): void => {
    catchUp("everything");
    running = false;
  };

  const trim = (): void => {
    const cut = held.cut(everyRow());
    if (cut !== undefined) held.trim(cut);
    if (held.end - held.start > maxHeldCharacters) end();
  };

  const parse = (text: string): void => {
    core.writeSync(text);
    scanner.feed(text);
    torn = /[\ud800-\udbff]$/.test(text);
  };

  return {
    write(text) {
      const whole = unread + text;
      unread = "";
      if (!running && mayRun()) begin();
      const reading = running ? read(whole, place, core.cols) : undefined;
      if (reading === undefined) {
        end();
        return parse(whole);
      }
      place = reading;
      down += reading.rows;
      unread = whole.slice(reading.length);
      held.push(whole.slice(0, reading.length), reading.rows);
      const slack = everyRow() >> 2;
      if (held.rows > everyRow() + slack || held.end - held.start > maxHeldCharacters) trim();
    },
    catchUp,
    end,
    get settled() {
      return !running || (exact && shown === held.end);
    },
    get unread() {
      return unread;
    },
    get top() {
      return running ? topNow() : lines.top;
    },
    get first() {
      return lines.first;
    },
  };
}
