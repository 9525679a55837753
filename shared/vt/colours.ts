import type { Sequence } from "./sequence.ts";

/** Colours the target changed: by palette index (0 to 255), or 256 and up for text, background, cursor (OSC 10 to 12). */
export type Colours = ReadonlyMap<number, string>;

const special = 256;
const specialCount = 3;

/** The notations of XParseColor that terminals take: `#rgb` up to 12 digits, `rgb:r/g/b` with 1 to 4 digits each. */
const notation =
  /^(#([\da-f]{3}|[\da-f]{6}|[\da-f]{9}|[\da-f]{12})|rgb:[\da-f]{1,4}\/[\da-f]{1,4}\/[\da-f]{1,4})$/i;

function isIndex(text: string): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) < special;
}

/** Takes OSC 4, 10 to 12, 104 and 110 to 112; others do nothing. */
export function handleColour(colours: Map<number, string>, { command, data, overlong }: Sequence): void {
  if (overlong) return;
  const slots = data.split(";");
  if (command === 4) {
    for (let i = 0; i + 1 < slots.length; i += 2) {
      const [index = "", colour = ""] = slots.slice(i, i + 2);
      if (isIndex(index) && notation.test(colour)) colours.set(Number(index), colour);
    }
  } else if (command >= 10 && command < 10 + specialCount) {
    for (const [i, colour] of slots.entries()) {
      const index = special + command - 10 + i;
      if (index < special + specialCount && notation.test(colour)) colours.set(index, colour);
    }
  } else if (command === 104) {
    if (data === "") for (let index = 0; index < special; index++) colours.delete(index);
    for (const index of slots) if (isIndex(index)) colours.delete(Number(index));
  } else if (command >= 110 && command < 110 + specialCount) {
    colours.delete(special + command - 110);
  }
}

/** The sequences that set these colours in a terminal that has its own. */
export function writeColours(colours: Colours): string {
  let text = "";
  const palette: string[] = [];
  for (const [index, colour] of colours) {
    if (index < special) palette.push(`${index};${colour}`);
    else text += `\x1b]${10 + index - special};${colour}\x1b\\`;
  }
  return palette.length === 0 ? text : `${text}\x1b]4;${palette.join(";")}\x1b\\`;
}
