import {
  bgFlags,
  colourMode16,
  colourMode256,
  colourModeMask,
  type ExtendedAttributes,
  fgFlags,
  flagsMask,
  type Link,
} from "./xterm-core.ts";

/** Attributes with one value for each look: xterm leaves stray bits behind that mean nothing. */
export interface Look {
  readonly fg: number;
  readonly bg: number;
  readonly underlineStyle: number;
  readonly underlineColour: number;
  /** 0 for none; else a link's number in the terminal that is read. */
  readonly url: number;
}

export const plainLook: Look = { fg: 0, bg: 0, underlineStyle: 0, underlineColour: 0, url: 0 };

/** UTF-16 units of links that a pen writes: beyond it text keeps its place and loses its link, as where links are too many. */
const maxLinkCharacters = 1_048_576;

/** A link that stands for any: it only makes the attributes count as extended. */
export const anyLink = -1;

function colourOf(value: number): number {
  const mode = value & colourModeMask;
  if (mode === 0) return 0;
  return mode === colourMode16 || mode === colourMode256 ? mode | (value & 0xff) : mode | (value & 0xffffff);
}

/** extended: of a cell only where its bg says it has some; of the pen always. */
export function lookOf(fg: number, bg: number, extended: ExtendedAttributes | undefined): Look {
  let style = (fg & fgFlags.underline) === 0 ? 0 : 1;
  let underlineColour = 0;
  let url = 0;
  if (extended !== undefined) {
    underlineColour = colourOf(extended.underlineColor);
    if ((bg & bgFlags.hasExtended) !== 0) {
      url = extended.urlId;
      // A link hides the style that comes back when it is closed.
      const own = url === 0 ? extended : extended.clone();
      own.urlId = 0;
      if (style !== 0) style = own.underlineStyle;
    }
  }
  return {
    fg: (fg & flagsMask & ~fgFlags.underline) | colourOf(fg),
    bg: (bg & flagsMask & ~bgFlags.hasExtended) | colourOf(bg),
    underlineStyle: style,
    underlineColour,
    url,
  };
}

/** Whether a cell's look is what this pen gives; a cell has no colour of an underline that is not drawn. */
export function isSeenAs(cell: Look, pen: Look): boolean {
  return (
    cell.fg === pen.fg &&
    cell.bg === pen.bg &&
    cell.underlineStyle === pen.underlineStyle &&
    cell.url === pen.url &&
    (cell.underlineColour === pen.underlineColour || (cell.underlineStyle === 0 && cell.url === 0))
  );
}

const fgCodes: readonly (readonly [number, number])[] = [
  [fgFlags.bold, 1],
  [fgFlags.blink, 5],
  [fgFlags.inverse, 7],
  [fgFlags.invisible, 8],
  [fgFlags.strikethrough, 9],
];

const bgCodes: readonly (readonly [number, number])[] = [
  [bgFlags.dim, 2],
  [bgFlags.italic, 3],
  [bgFlags.overline, 53],
];

/** base: 30 for text, 40 for the background, 50 for underlines (which have only the long form). */
function writeColour(colour: number, base: 30 | 40 | 50): string {
  const mode = colour & colourModeMask;
  const index = colour & 0xff;
  if (mode === 0) return `${base + 9}`;
  if (mode === colourMode16 && base !== 50) return `${index < 8 ? base + index : base + 60 + index - 8}`;
  if (mode === colourMode16 || mode === colourMode256) return `${base + 8};5;${index}`;
  return `${base + 8};2;${(colour >> 16) & 0xff};${(colour >> 8) & 0xff};${index}`;
}

function writeWhole(look: Look): string {
  let codes = "";
  for (const [flag, code] of fgCodes) if ((look.fg & flag) !== 0) codes += `;${code}`;
  for (const [flag, code] of bgCodes) if ((look.bg & flag) !== 0) codes += `;${code}`;
  if (look.underlineStyle !== 0) codes += look.underlineStyle === 1 ? ";4" : `;4:${look.underlineStyle}`;
  if ((look.fg & colourModeMask) !== 0) codes += `;${writeColour(look.fg, 30)}`;
  if ((look.bg & colourModeMask) !== 0) codes += `;${writeColour(look.bg, 40)}`;
  if (look.underlineColour !== 0) codes += `;${writeColour(look.underlineColour, 50)}`;
  const protect = (look.bg & bgFlags.protected) === 0 ? "" : '\x1b[1"q';
  return codes === "" ? `\x1b[m${protect}` : `\x1b[0${codes}m${protect}`;
}

function writeChange(from: Look, to: Look): string {
  const sameFlags =
    (from.fg & flagsMask) === (to.fg & flagsMask) &&
    (from.bg & flagsMask) === (to.bg & flagsMask) &&
    from.underlineStyle === to.underlineStyle &&
    from.underlineColour === to.underlineColour;
  if (!sameFlags) return writeWhole(to);
  if (from.fg === to.fg && from.bg === to.bg) return "";
  if (to.fg === 0 && to.bg === 0 && to.underlineStyle === 0 && to.underlineColour === 0) return "\x1b[m";
  const codes: string[] = [];
  if (from.fg !== to.fg) codes.push(writeColour(to.fg, 30));
  if (from.bg !== to.bg) codes.push(writeColour(to.bg, 40));
  return `\x1b[${codes.join(";")}m`;
}

/** Follows the attributes of the terminal that is written to, and writes what changes them. */
export interface Pen {
  /** What makes the next character look like this; empty where it would already. */
  to(look: Look): string;
  /** Whether what is erased now stays plain. */
  readonly erasesPlain: boolean;
  /** The terminal's attributes were changed by something else than this pen. */
  forget(): void;
}

export function createPen(getLink: (url: number) => Link | undefined): Pen {
  let current = plainLook;
  let known = true;
  let linkRoom = maxLinkCharacters;
  const writeLink = (url: number): string => {
    const link = url === anyLink ? { uri: "x:" } : getLink(url);
    if (link === undefined || linkRoom < 0) return "\x1b]8;;\x1b\\";
    const text = `\x1b]8;${link.id === undefined ? "" : `id=${link.id}`};${link.uri}\x1b\\`;
    linkRoom -= text.length;
    return text;
  };
  return {
    to(look) {
      const text =
        (known ? writeChange(current, look) : writeWhole(look)) +
        (current.url === look.url ? "" : writeLink(look.url));
      current = look;
      known = true;
      return text;
    },
    get erasesPlain() {
      return (current.bg & colourModeMask) === 0;
    },
    forget() {
      known = false;
    },
  };
}
