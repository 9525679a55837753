import { type Colour, type Frame, flags } from "./frame.ts";

const flagCodes: readonly (readonly [number, number])[] = [
  [flags.bold, 1],
  [flags.dim, 2],
  [flags.italic, 3],
  [flags.underline, 4],
  [flags.blink, 5],
  [flags.inverse, 7],
  [flags.invisible, 8],
  [flags.strikethrough, 9],
  [flags.overline, 53],
];

/** The attributes that the next character gets. */
export interface Pen {
  readonly fg: Colour;
  readonly bg: Colour;
  readonly flags: number;
}

export const defaultPen: Pen = { fg: 0, bg: 0, flags: 0 };

export function penOf(frame: Frame, at: number): Pen {
  return { fg: frame.fg[at] ?? 0, bg: frame.bg[at] ?? 0, flags: frame.flags[at] ?? 0 };
}

/** The shortest sequence that turns one pen into another; empty where they are the same. */
export function changePen(from: Pen, to: Pen): string {
  if (from.fg === to.fg && from.bg === to.bg && from.flags === to.flags) return "";
  const whole = [...flagWords(to.flags), ...colourWords(0, to.fg, 30), ...colourWords(0, to.bg, 40)];
  const fresh = `\x1b[${whole.length === 0 ? "" : `0;${whole.join(";")}`}m`;
  // Codes that switch off one attribute differ between terminals; a reset does not.
  if ((from.flags & ~to.flags) !== 0) return fresh;
  const added = [
    ...flagWords(to.flags & ~from.flags),
    ...colourWords(from.fg, to.fg, 30),
    ...colourWords(from.bg, to.bg, 40),
  ];
  const change = `\x1b[${added.join(";")}m`;
  return change.length <= fresh.length ? change : fresh;
}

function flagWords(bits: number): readonly string[] {
  return bits === 0 ? [] : flagCodes.filter(([bit]) => (bits & bit) !== 0).map(([, code]) => String(code));
}

/** base: 30 for the text, 40 for the background. */
function colourWords(from: Colour, to: Colour, base: 30 | 40): readonly string[] {
  if (from === to) return [];
  const value = to & 0xffffff;
  switch (to >>> 24) {
    case 1:
      return [String(value < 8 ? base + value : base + 60 + value - 8)];
    case 2:
      return [`${base + 8};5;${value}`];
    case 3:
      return [`${base + 8};2;${value >> 16};${(value >> 8) & 255};${value & 255}`];
    default:
      return [String(base + 9)];
  }
}
