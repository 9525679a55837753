/* oxlint-disable no-control-regex -- control characters are what this file looks for */

/**
 * What xterm.js 6.0.0 cannot take from hostile output, and how a terminal is kept from it. Each was seen to freeze a
 * browser tab or to grow without end:
 *
 * - `CSI 2147483647 S` (also L, M, T, I, Z, b) loops, or allocates, as often as it is told;
 * - `CSI 1 J` (also `CSI ? 1 J`) in the last cell of a screen without scrollback throws inside the parser, after which the terminal
 *   parses nothing any more;
 * - every OSC 8 link keeps a marker, and every marker costs time on every scrolled line; printing into a link that
 *   spans many lines costs time for each of them per character; an address of megabytes is kept;
 * - combining characters pile up in one cell without bound.
 *
 * What a change of size does wrong is mended in resize.ts.
 */

import { mendResize, type ResizableCore } from "./resize.ts";

interface Params {
  readonly params: Int32Array;
}

interface Buffer {
  readonly x: number;
  readonly y: number;
  readonly lines: { readonly length: number };
}

/** As much of xterm.js's core (headless and browser alike) as this needs. */
interface Core extends ResizableCore {
  readonly rows: number;
  readonly buffers: ResizableCore["buffers"] & { readonly active: Buffer };
  readonly _inputHandler: {
    setHyperlink(data: string): boolean;
    getAttrData(): { readonly extended: { readonly urlId: number } };
  };
  readonly _oscLinkService: {
    readonly _dataByLinkId: ReadonlyMap<number, { readonly lines: readonly unknown[] }>;
  };
  registerCsiHandler(id: { prefix?: string; final: string }, handler: (params: Params) => boolean): unknown;
  registerOscHandler(command: number, handler: (data: string) => boolean): unknown;
  onScroll(listener: () => void): unknown;
}

/** Links on the screen and in the scrollback together; beyond it, and beyond maxLinkLength, text keeps its place and loses its link. */
const maxLinks = 2000;

/** Lines one link spans; no honest one comes near. */
const maxLinkLines = 64;

/** The longest that people write, the flag of a region, has 7; from 12 on a cell's text takes a kilobyte. */
const maxMarks = 10;

/** Of a link's address and its id together, in UTF-16 units: browsers and terminals take 2,083 and 250. */
const maxLinkLength = 2_400;

function isCore(value: unknown): value is Core {
  if (typeof value !== "object" || value === null) return false;
  const names = ["buffers", "_inputHandler", "_oscLinkService", "registerCsiHandler", "onScroll", "resize"];
  return names.every((name) => name in value);
}

/** Takes a `Terminal` of @xterm/xterm or @xterm/headless; call it before the first write. Throws for another version's. */
export function hardenTerminal(terminal: object): void {
  const core: unknown = Reflect.get(terminal, "_core");
  if (!isCore(core)) throw new Error("this is not a terminal of xterm.js 6.0: look at hardenTerminal again");

  const clamp = (final: string, limit: () => number): void => {
    core.registerCsiHandler({ final }, ({ params }) => {
      params[0] = Math.min(params[0] ?? 0, limit());
      return false;
    });
  };
  for (const final of ["L", "M", "S", "T"]) clamp(final, () => core.rows);
  for (const final of ["I", "Z", "b"]) clamp(final, () => core.cols);

  const eraseAll = ({ params }: Params): boolean => {
    const { x, y, lines } = core.buffers.active;
    const erasesAll = y === core.rows - 1 && x >= core.cols - 1 && lines.length <= core.rows;
    if (params[0] === 1 && erasesAll) params[0] = 2;
    return false;
  };
  core.registerCsiHandler({ final: "J" }, eraseAll);
  core.registerCsiHandler({ prefix: "?", final: "J" }, eraseAll);

  mendResize(core);

  const { _inputHandler: input, _oscLinkService: links } = core;
  const closeLink = (): void => {
    input.setHyperlink(";");
  };
  core.registerOscHandler(8, (data) => {
    if (links._dataByLinkId.size < maxLinks && data.length <= maxLinkLength) return false;
    closeLink();
    return true;
  });
  core.onScroll(() => {
    const open = input.getAttrData().extended.urlId;
    if (open !== 0 && (links._dataByLinkId.get(open)?.lines.length ?? 0) > maxLinkLines) closeLink();
  });
}

const anyMark = "(?=[^\\0-\\u02ff])[\\p{M}\\p{Cf}]";
const pile = new RegExp(`((?:${anyMark}){${maxMarks}})(?:${anyMark})+`, "gu");
const markAt = new RegExp(anyMark, "uy");

/** Whether the UTF-16 unit here belongs to a combining character. */
function isMark(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (!(unit >= 0x300)) return false;
  markAt.lastIndex = unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
  return markAt.test(text);
}

/** Output with at most maxMarks combining characters in a row. What is written to a terminal goes through it. */
export function boundMarks(text: string): string {
  // More in a row than that have one at a multiple of maxMarks: nothing else of the text need be looked at.
  for (let at = maxMarks; at < text.length; at += maxMarks) {
    if (!isMark(text, at)) continue;
    let [start, end] = [at, at + 1];
    while (isMark(text, start - 1)) start--;
    while (isMark(text, end)) end++;
    if (end - start > maxMarks) return text.replace(pile, "$1");
  }
  return text;
}
