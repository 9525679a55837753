import { writeColours } from "./colours.ts";
import type { Modes, MouseEncoding, MouseTracking } from "./modes.ts";

/**
 * Makes any terminal a fresh one, in band: breaks off an unfinished sequence (CAN), resets (RIS), and switches back what
 * xterm.js keeps over a reset. A keyframe begins with it, so a surface resizes itself and writes the keyframe, nothing
 * else; `terminal.reset()` would overtake what is still queued in the terminal.
 */
export const keyframeReset =
  "\x18\x1bc\x1b[20l\x1b[?12l\x1b[?25h\x1b]104\x1b\\\x1b]110\x1b\\\x1b]111\x1b\\\x1b]112\x1b\\";

const mouseTrackings: Record<MouseTracking, string> = {
  none: "",
  x10: "\x1b[?9h",
  vt200: "\x1b[?1000h",
  drag: "\x1b[?1002h",
  any: "\x1b[?1003h",
};

const mouseEncodings: Record<MouseEncoding, string> = {
  default: "",
  sgr: "\x1b[?1006h",
  "sgr-pixels": "\x1b[?1016h",
};

/**
 * The sequences that switch a fresh terminal into these modes without moving its cursor. Left out are those that act on
 * what is written after them (origin, insert, wraparound, character sets: the keyframe places them itself), and
 * synchronized output: a keyframe is to be seen at once.
 */
export function writeModes(modes: Modes): string {
  const { cursorStyle: style, cursorStyleBlinks: blinks } = modes;
  let text = `${writeColours(modes.colours)}\x1b]2;${modes.title}\x1b\\`;
  if (modes.applicationCursor) text += "\x1b[?1h";
  if (modes.applicationKeypad) text += "\x1b[?66h";
  if (modes.bracketedPaste) text += "\x1b[?2004h";
  if (modes.cursorBlink) text += "\x1b[?12h";
  if (!modes.cursorVisible) text += "\x1b[?25l";
  if (modes.focus) text += "\x1b[?1004h";
  if (modes.newLine) text += "\x1b[20h";
  if (modes.reverseVideo) text += "\x1b[?5h";
  if (modes.reverseWraparound) text += "\x1b[?45h";
  text += mouseTrackings[modes.mouse] + mouseEncodings[modes.mouseEncoding];
  if (blinks !== undefined) {
    // From 7 on the parameter says only whether it blinks.
    const steady = { block: 2, underline: 4, bar: 6 };
    text += `\x1b[${(style === undefined ? 8 : steady[style]) - (blinks ? 1 : 0)} q`;
  }
  return text;
}
