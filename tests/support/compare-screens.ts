/** A terminal as plain data: what is seen, and what decides how it takes the next output. */
export interface ScreenDump {
  readonly cols: number;
  readonly rows: number;
  readonly active: "normal" | "alternate";
  /** x is cols where the next character wraps. */
  readonly cursor: { readonly x: number; readonly y: number };
  /** What text written now would look like. */
  readonly pen: string;
  /** Modes, character sets and the like by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** Wide characters of which one half was overwritten; they are dumped as blanks. */
  readonly torn: number;
  readonly normal: BufferDump;
  /** Its lines are empty while it is not shown. */
  readonly alternate: BufferDump;
}

export interface BufferDump {
  /** Lines of scrollback before the screen. */
  readonly scrollback: number;
  readonly lines: readonly LineDump[];
  /** Tab stops, scroll region, saved cursor. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface LineDump {
  readonly wrapped: boolean;
  /** [text, look]; the second half of a wide character is `["»", ""]`. */
  readonly cells: readonly (readonly [string, string])[];
}

interface Extended {
  underlineStyle: number;
  readonly underlineColor: number;
  urlId: number;
  clone(): Extended;
}

interface XtermBuffer {
  x: number;
  y: number;
  ybase: number;
  savedX: number;
  savedY: number;
  scrollTop: number;
  scrollBottom: number;
  tabs: Record<number, boolean | undefined>;
  savedCharset: unknown;
  savedCurAttrData: { fg: number; bg: number };
  lines: { length: number; get(index: number): XtermLine | undefined };
}

interface XtermLine {
  length: number;
  isWrapped: boolean;
  _extendedAttrs: Record<number, Extended | undefined>;
  getWidth(index: number): number;
  getFg(index: number): number;
  getBg(index: number): number;
  getString(index: number): string;
  hasContent(index: number): number;
}

interface XtermCore {
  cols: number;
  rows: number;
  buffers: { active: XtermBuffer; normal: XtermBuffer; alt: XtermBuffer };
  options: { convertEol: boolean; cursorBlink: boolean };
  coreService: {
    isCursorHidden: boolean;
    modes: Record<string, unknown>;
    decPrivateModes: Record<string, unknown>;
  };
  coreMouseService: { activeProtocol: string; activeEncoding: string };
  _charsetService: { charset: unknown; glevel: number; _charsets: unknown[] };
  _oscLinkService: { getLinkData(id: number): { id?: string; uri: string } | undefined };
  _inputHandler: {
    getAttrData(): { fg: number; bg: number; extended: Extended };
    _windowTitle: string;
    _parser: { precedingJoinState: number };
  };
}

/**
 * Dumps a `Terminal` of @xterm/xterm or @xterm/headless 6.0. It uses nothing outside itself, so that a browser test can
 * hand it to `page.evaluate`. What xterm keeps but nobody can see is left out: attributes of blank cells that draw
 * nothing, and halves of wide characters.
 */
export function dumpScreen(terminal: object): ScreenDump {
  const isCore = (value: unknown): value is XtermCore =>
    typeof value === "object" && value !== null && "_oscLinkService" in value;
  const core: unknown = Reflect.get(terminal, "_core");
  if (!isCore(core)) throw new Error("this is not a terminal of xterm.js 6.0");
  const { cols, rows, buffers } = core;

  const colour = (value: number): string => {
    const mode = (value >> 24) & 3;
    if (mode === 0) return "";
    if (mode === 3) return `#${(value & 0xffffff).toString(16).padStart(6, "0")}`;
    return mode === 1 ? `${value & 0xff}` : `p${value & 0xff}`;
  };
  const link = (id: number): string => {
    const data = id === 0 ? undefined : core._oscLinkService.getLinkData(id);
    return data === undefined ? "" : `${data.id ?? ""};${data.uri}`;
  };
  const look = (fg: number, bg: number, extended: Extended | undefined, blank: boolean): string => {
    const parts: string[] = [];
    const add = (name: string, value: string | number | boolean): void => {
      if (value !== "" && value !== 0 && value !== false)
        parts.push(value === true ? name : `${name} ${value}`);
    };
    const isExtended = (bg & 0x10000000) !== 0 && extended !== undefined;
    const url = isExtended ? link(extended.urlId) : "";
    const own = isExtended ? extended.clone() : undefined;
    if (own !== undefined) own.urlId = 0;
    const underline = (fg & 0x10000000) === 0 ? 0 : (own?.underlineStyle ?? 1);
    const drawn = underline !== 0 || url !== "" || (fg & 0x84000000) !== 0 || (bg & 0x40000000) !== 0;
    if (!blank || drawn) add("colour", colour(fg));
    add("background", colour(bg));
    add("inverse", (fg & 0x4000000) !== 0);
    add("struck", (fg & 0x80000000) !== 0);
    add("overlined", (bg & 0x40000000) !== 0);
    add("underlined", underline);
    add("link", url);
    if (extended !== undefined && (underline !== 0 || url !== ""))
      add("underline colour", colour(extended.underlineColor));
    if (blank) return parts.join(", ");
    add("bold", (fg & 0x8000000) !== 0);
    add("blinking", (fg & 0x20000000) !== 0);
    add("invisible", (fg & 0x40000000) !== 0);
    add("italic", (bg & 0x4000000) !== 0);
    add("dim", (bg & 0x8000000) !== 0);
    add("protected", (bg & 0x20000000) !== 0);
    return parts.join(", ");
  };
  let torn = 0;
  const dumpLine = (line: XtermLine | undefined): LineDump => {
    const cells: [string, string][] = [];
    const length = Math.min(line?.length ?? 0, cols);
    for (let i = 0; i < length && line !== undefined; i++) {
      const bg = line.getBg(i);
      const extended = (bg & 0x10000000) === 0 ? undefined : line._extendedAttrs[i];
      const wide = line.getWidth(i) === 2;
      const whole = !wide || (i + 1 < length && line.getWidth(i + 1) === 0 && !line.hasContent(i + 1));
      const blank = !line.hasContent(i) || !whole;
      if (!whole || (line.getWidth(i) === 0 && blank)) torn++;
      const text = blank ? "" : line.getString(i);
      // Where it draws an underline or the like, an empty cell and a space are seen the same.
      const drawn = text.trim() === "" ? look(line.getFg(i), bg, extended, true) : "";
      const space = /^(?!background [^,]*$)./.test(drawn);
      cells.push(space ? [" ", drawn] : [text, look(line.getFg(i), bg, extended, blank)]);
      if (!blank && wide) {
        cells.push(["»", ""]);
        i++;
      }
    }
    return { wrapped: line?.isWrapped === true, cells };
  };
  const dumpBuffer = (buffer: XtermBuffer): BufferDump => {
    const lines: LineDump[] = [];
    const end = buffer.lines.length === 0 ? 0 : buffer.ybase + rows;
    for (let i = 0; i < end; i++) lines.push(dumpLine(buffer.lines.get(i)));
    const stops: number[] = [];
    for (let i = 0; i < cols; i++) if (buffer.tabs[i] === true) stops.push(i);
    const saved = buffer.savedCurAttrData;
    const savedY = Math.min(Math.max(buffer.savedY - buffer.ybase, 0), rows - 1);
    return {
      scrollback: buffer.ybase,
      lines,
      settings: {
        "tab stops": stops.join(" "),
        "scroll region": `${buffer.scrollTop} to ${buffer.scrollBottom}`,
        "saved position": `${Math.min(buffer.savedX, cols - 1)}, ${savedY}`,
        // xterm saves that there is an underline, not which: restored later it may be none.
        "saved attributes": look(saved.fg & ~0x10000000, saved.bg, undefined, false),
        "saved character set": JSON.stringify(buffer.savedCharset) ?? "plain",
      },
    };
  };

  const { coreService, coreMouseService, _charsetService: charsets, _inputHandler: input } = core;
  const settings: Record<string, string> = {
    "line feed mode": String(core.options.convertEol),
    "cursor blink": String(core.options.cursorBlink),
    "cursor hidden": String(coreService.isCursorHidden),
    mouse: `${coreMouseService.activeProtocol} ${coreMouseService.activeEncoding}`,
    "character set": JSON.stringify(charsets.charset) ?? "plain",
    "character set shift": String(charsets.glevel),
    title: input._windowTitle,
    "width a combining character joins": String((input._parser.precedingJoinState >> 1) & 3),
  };
  for (let i = 0; i < 4; i++) settings[`G${i}`] = JSON.stringify(charsets._charsets[i]) ?? "plain";
  for (const [name, value] of Object.entries(coreService.modes)) settings[name] = String(value);
  for (const [name, value] of Object.entries(coreService.decPrivateModes)) {
    // A keyframe is to be seen at once, so it leaves this one out.
    if (name !== "synchronizedOutput") settings[name] = String(value);
  }
  const { active } = buffers;
  const attributes = input.getAttrData();
  const normal = dumpBuffer(buffers.normal);
  const alternate = dumpBuffer(buffers.alt);
  return {
    cols,
    rows,
    active: active === buffers.alt ? "alternate" : "normal",
    cursor: { x: active.x, y: active.y },
    pen: look(attributes.fg, attributes.bg, attributes.extended, false),
    settings,
    torn,
    normal,
    alternate,
  };
}

export interface CompareOptions {
  /** Only what is on the screens: no scrollback. */
  readonly depth?: "screen" | "everything";
  /** Only what is seen: cells, cursor, which screen. */
  readonly only?: "seen";
  /** false: whether a line continues the one above does not matter. */
  readonly wraps?: boolean;
}

/** The first difference as a sentence, or undefined where there is none. */
export function compareScreens(
  first: ScreenDump,
  second: ScreenDump,
  { depth = "everything", only, wraps = true }: CompareOptions = {},
): string | undefined {
  const differs = (name: string, a: unknown, b: unknown): string | undefined =>
    a === b ? undefined : `${name}: ${JSON.stringify(a)} in the first, ${JSON.stringify(b)} in the second`;
  return (
    differs("size", `${first.cols}x${first.rows}`, `${second.cols}x${second.rows}`) ??
    differs("screen shown", first.active, second.active) ??
    compareBuffers("normal screen", first.normal, second.normal, first.rows, depth, wraps) ??
    // It has no scrollback, but for a line or two that xterm leaves there when it shrinks.
    compareBuffers("alternate screen", first.alternate, second.alternate, first.rows, "screen", wraps) ??
    differs("cursor column", first.cursor.x, second.cursor.x) ??
    differs("cursor row", first.cursor.y, second.cursor.y) ??
    (only === "seen"
      ? undefined
      : (differs("pen", first.pen, second.pen) ??
        compareSettings("terminal", first.settings, second.settings) ??
        compareSettings("normal screen", first.normal.settings, second.normal.settings) ??
        compareSettings("alternate screen", first.alternate.settings, second.alternate.settings)))
  );
}

function compareSettings(
  where: string,
  first: Readonly<Record<string, string>>,
  second: Readonly<Record<string, string>>,
): string | undefined {
  for (const name of new Set([...Object.keys(first), ...Object.keys(second)])) {
    if (first[name] === second[name]) continue;
    return `${where}: ${name} is ${first[name]} in the first, ${second[name]} in the second`;
  }
  return undefined;
}

function compareBuffers(
  where: string,
  first: BufferDump,
  second: BufferDump,
  rows: number,
  depth: "screen" | "everything",
  wraps: boolean,
): string | undefined {
  if (depth === "everything" && first.scrollback !== second.scrollback) {
    return `${where}: ${first.scrollback} lines of scrollback in the first, ${second.scrollback} in the second`;
  }
  const a = depth === "everything" ? first.lines : first.lines.slice(-rows);
  const b = depth === "everything" ? second.lines : second.lines.slice(-rows);
  if (a.length !== b.length) return `${where}: ${a.length} lines in the first, ${b.length} in the second`;
  for (const [index, line] of a.entries()) {
    const other = b[index];
    const place = `${where}, line ${index} of ${a.length}`;
    if (other === undefined) return `${place} is missing`;
    if (wraps && line.wrapped !== other.wrapped) {
      return `${place}: ${line.wrapped ? "only the first" : "only the second"} continues the line above`;
    }
    if (line.cells.length !== other.cells.length) return `${place}: the lengths differ`;
    for (const [column, [text, look]] of line.cells.entries()) {
      const [otherText, otherLook] = other.cells[column] ?? ["", ""];
      if (text !== otherText) {
        return `${place}, column ${column}: ${JSON.stringify(text)} in the first, ${JSON.stringify(otherText)} in the second`;
      }
      if (look !== otherLook) {
        return `${place}, column ${column}, ${JSON.stringify(text)}: (${look}) in the first, (${otherLook}) in the second`;
      }
    }
  }
  return undefined;
}
