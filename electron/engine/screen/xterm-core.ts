/**
 * What a keyframe reads of xterm.js behind its public interface: attributes the interface leaves out (underline styles,
 * links, protection), saved cursors, scroll regions, tab stops, and what the parser will join the next character to.
 * The version is pinned; coreOf refuses another one whose inside differs.
 */

export interface ExtendedAttributes {
  /** 0 none, 1 single, 2 double, 3 curly, 4 dotted, 5 dashed; always 5 where urlId is set. */
  underlineStyle: number;
  readonly underlineColor: number;
  urlId: number;
  clone(): ExtendedAttributes;
}

export interface Attributes {
  readonly fg: number;
  readonly bg: number;
  readonly extended: ExtendedAttributes;
}

export interface Line {
  readonly length: number;
  readonly isWrapped: boolean;
  readonly _extendedAttrs: Readonly<Record<number, ExtendedAttributes | undefined>>;
  /** 0 for the second half of a wide character, and for a combining character without a base. */
  getWidth(column: number): number;
  getFg(column: number): number;
  getBg(column: number): number;
  getString(column: number): string;
  hasContent(column: number): number;
}

export interface Buffer {
  /** The column, or `cols` where the last cell is written and the next character wraps. */
  readonly x: number;
  readonly y: number;
  /** Lines of scrollback above the screen. */
  readonly ybase: number;
  readonly lines: {
    readonly length: number;
    get(index: number): Line | undefined;
    /** Lines that went at the top. */
    onTrim(listener: (count: number) => void): unknown;
  };
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly tabs: Readonly<Record<number, boolean | undefined>>;
  readonly savedX: number;
  /** Counted from the top of the scrollback. */
  readonly savedY: number;
  readonly savedCurAttrData: Attributes;
  /** The column a TAB goes to from this one. */
  nextStop(column: number): number;
}

export interface Link {
  readonly id?: string | undefined;
  readonly uri: string;
}

export interface XtermCore {
  readonly cols: number;
  readonly rows: number;
  readonly buffers: {
    readonly active: Buffer;
    readonly normal: Buffer;
    readonly alt: Buffer;
    /** Also after a reset, which makes both anew. */
    onBufferActivate(listener: () => void): unknown;
  };
  readonly _inputHandler: {
    getAttrData(): Attributes;
    /** What the last character printed was, if nothing but characters came since: bits 1 and 2 are its width. */
    readonly _parser: { readonly precedingJoinState: number };
  };
  readonly _oscLinkService: { getLinkData(id: number): Link | undefined };
  readonly unicodeService: { wcwidth(codePoint: number): number };
  /** Parses before it returns. Nothing else may be under way. */
  writeSync(text: string): void;
}

/** Bits of `fg` and `bg` (xterm's common/buffer/Constants.ts). */
export const colourModeMask = 0x3000000;
export const colourMode16 = 0x1000000;
export const colourMode256 = 0x2000000;
export const colourModeRgb = 0x3000000;
export const flagsMask = 0xfc000000 | 0;
export const fgFlags = {
  inverse: 0x4000000,
  bold: 0x8000000,
  underline: 0x10000000,
  blink: 0x20000000,
  invisible: 0x40000000,
  strikethrough: 0x80000000 | 0,
} as const;
export const bgFlags = {
  italic: 0x4000000,
  dim: 0x8000000,
  hasExtended: 0x10000000,
  protected: 0x20000000,
  overline: 0x40000000,
} as const;

function hasAll(value: unknown, names: readonly string[]): value is object {
  return typeof value === "object" && value !== null && names.every((name) => name in value);
}

const bufferNames = ["x", "y", "ybase", "lines", "scrollTop", "scrollBottom", "tabs", "nextStop"];
const savedNames = ["savedX", "savedY", "savedCurAttrData"];
const coreNames = [
  "cols",
  "rows",
  "buffers",
  "_inputHandler",
  "_oscLinkService",
  "unicodeService",
  "writeSync",
];
const lineNames = ["isWrapped", "_extendedAttrs", "getWidth", "getFg", "getBg", "getString", "hasContent"];

function isCore(core: unknown): core is XtermCore {
  if (!hasAll(core, coreNames)) return false;
  const buffers: unknown = Reflect.get(core, "buffers");
  if (!hasAll(buffers, ["active", "normal", "alt", "onBufferActivate"])) return false;
  const normal: unknown = Reflect.get(buffers, "normal");
  if (!hasAll(normal, [...bufferNames, ...savedNames])) return false;
  const lines: unknown = Reflect.get(normal, "lines");
  if (!hasAll(lines, ["get", "length", "onTrim"]) || !("get" in lines) || typeof lines.get !== "function")
    return false;
  const line: unknown = Reflect.apply(lines.get, lines, [0]);
  const input: unknown = Reflect.get(core, "_inputHandler");
  if (!hasAll(input, ["getAttrData", "_parser"])) return false;
  return (
    hasAll(line, lineNames) &&
    hasAll(Reflect.get(input, "_parser"), ["precedingJoinState"]) &&
    hasAll(Reflect.get(core, "_oscLinkService"), ["getLinkData"]) &&
    hasAll(Reflect.get(core, "unicodeService"), ["wcwidth"])
  );
}

/** The inside of a `Terminal` of xterm.js 6.0, headless or not. Throws for one that looks different. */
export function coreOf(terminal: object): XtermCore {
  const core: unknown = Reflect.get(terminal, "_core");
  if (!isCore(core)) throw new Error("the inside of xterm.js has changed: keyframes must be looked at again");
  return core;
}
