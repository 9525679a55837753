import { utf8 } from "../../shared/base/bytes.ts";
import type { Prng } from "../support/prng.ts";

/** Lines of a shell and of programs that colour, move about and ask. */
export function output(prng: Prng, length: number): Uint8Array {
  const pieces: string[] = [];
  for (let left = length; left > 0; ) {
    const words = [
      "total ",
      "drwxr-xr-x ",
      "naïve ",
      "日本語 ",
      "😀 ",
      "\u001b[31m",
      "\u001b[0m",
      "\r\n",
      "\t",
    ];
    const piece = prng.oneIn(40)
      ? `\u001b[${1 + prng.below(24)};${1 + prng.below(80)}H`
      : prng.oneIn(400)
        ? (prng.pick(["\u001b[6n", "\u001b[c", "\u001b[2J"]) ?? "")
        : (prng.pick(words) ?? "");
    pieces.push(piece);
    left -= piece.length;
  }
  return utf8(pieces.join(""));
}
