import fc from "fast-check";

const words = ["a", "ls", "hello ", "tandem", " ", "    ", "~/src $ ", "x".repeat(21)] as const;
const wide = ["日本", "한", "ｗ", "あ", "🙂"] as const;
const marks = ["\u0301", "\u0308", "e\u0301", "\u200d", "日\u0301"] as const;
const controls = ["\r", "\n", "\r\n", "\b", "\t", "\v", "\f", "\x07", "\0", "\x7f", "\x0e", "\x0f"] as const;
const c1 = [
  "\x84",
  "\x85",
  "\x88",
  "\x8d",
  "\x9b3m",
  "\x9d2;t\x9c",
  "\x90q\x9c",
  "\x98x\x9c",
  "\x9c",
] as const;
const broken = [
  "\x1b",
  "\x1b[",
  "\x1b[3",
  "\x1b[?",
  "\x1b]0;ti",
  "\x1bP1$r",
  "\x1b_ap",
  "\x1b(",
  "\x18",
  "\x1a",
] as const;

const numbers = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom(20, 21, 40, 80, 255, 65536, 2147483647, 99999999999) },
);
const number = fc.option(numbers, { nil: "" }).map(String);

const sgrCodes = [
  "", "0", "1", "2", "3", "4", "4:2", "4:3", "4:0", "5", "7", "8", "9", "21", "22", "23", "24", "25", "27", "28", "29",
  "31", "39", "42", "49", "53", "55", "58;5;9", "58:2::1:2:3", "59", "94", "103", "38;5;4", "38;5;200", "48;5;17",
  "38;2;1;2;3", "48;2;250;0;9", "38:2::9:8:7", "1;31;44",
] as const; // biome-ignore format: a table
const sgr = fc
  .array(fc.constantFrom(...sgrCodes), { minLength: 1, maxLength: 3 })
  .map((codes) => `\x1b[${codes.join(";")}m`);

const moves = fc
  .tuple(fc.constantFrom(..."ABCDEFGHIZ`adefr".split("")), number, number)
  .map(
    ([final, a, b]) => `\x1b[${final === "H" || final === "f" || final === "r" ? `${a};${b}` : a}${final}`,
  );
const edits = fc
  .tuple(fc.constantFrom(..."@LMPSTXb".split("")), number)
  .map(([final, n]) => `\x1b[${n}${final}`);
const rareEdits = fc
  .tuple(fc.constantFrom(" @", " A", "'}", "'~", '"q', " q", "g"), number)
  .map(([final, n]) => `\x1b[${n}${final}`);
// ED 3 has a test of its own: xterm keeps a saved cursor's row counted from the scrollback that is then gone.
const erasures = fc
  .tuple(fc.constantFrom("", "0", "1", "2"), fc.constantFrom("J", "K"))
  .map(([n, final]) => `\x1b[${n}${final}`);
const selective = fc
  .tuple(fc.constantFrom("", "0", "1", "2"), fc.constantFrom("J", "K"))
  .map(([n, final]) => `\x1b[?${n}${final}`);

const privateModes = [1, 2, 3, 5, 6, 7, 9, 12, 25, 45, 47, 66, 1000, 1002, 1003, 1004, 1006, 1016] as const;
const bufferModes = [1047, 1048, 1049, 2004, 2026] as const;
const modes = fc
  .tuple(fc.constantFrom(...privateModes, ...bufferModes), fc.constantFrom("h", "l"))
  .map(([mode, final]) => `\x1b[?${mode}${final}`);
const ansiModes = fc
  .tuple(fc.constantFrom(4, 20), fc.constantFrom("h", "l"))
  .map(([mode, final]) => `\x1b[${mode}${final}`);

const escapes = fc.constantFrom(
  ..."78DEHM=>no|}~".split("").map((final) => `\x1b${final}`),
  "\x1b#8",
  "\x1b%G",
);
const charsets = fc
  .tuple(fc.constantFrom("(", ")", "*", "+", "-", "."), fc.constantFrom("0", "B", "A", "4", "<"))
  .map(([slot, set]) => `\x1b${slot}${set}`);
const resets = fc.constantFrom("\x1b[!p", "\x1bc");
const osc = fc.constantFrom(
  "\x1b]0;a title\x07",
  "\x1b]2;тема\x1b\\",
  "\x1b]4;1;#ff0000;2;rgb:00/ff/00\x07",
  "\x1b]10;?\x07",
  "\x1b]11;#123\x07",
  "\x1b]104\x07",
  "\x1b]133;A\x07",
  "\x1b]x;y\x07",
);
const queries = fc.constantFrom(
  "\x1b[c",
  "\x1b[>c",
  "\x1b[6n",
  "\x1b[5n",
  "\x1b[?6n",
  "\x1b[?25$p",
  "\x1bP$qm\x1b\\",
);
const lines = fc.constantFrom("\x1b(0lqqk\x1b(B", "\x0eqx\x0f", "┌──┐", "one\r\ntwo\r\n", "%\r\x1b[K");

/** One piece of output, weighted: what programs do most, and everything that hides state. */
export const piece: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...words) },
  { weight: 3, arbitrary: fc.constantFrom(...wide) },
  { weight: 2, arbitrary: fc.constantFrom(...marks) },
  { weight: 8, arbitrary: fc.constantFrom(...controls) },
  { weight: 1, arbitrary: fc.constantFrom(...c1) },
  { weight: 1, arbitrary: fc.constantFrom(...broken) },
  { weight: 8, arbitrary: sgr },
  { weight: 8, arbitrary: moves },
  { weight: 6, arbitrary: edits },
  { weight: 5, arbitrary: erasures },
  { weight: 2, arbitrary: rareEdits },
  { weight: 1, arbitrary: selective },
  { weight: 5, arbitrary: modes },
  { weight: 1, arbitrary: ansiModes },
  { weight: 4, arbitrary: escapes },
  { weight: 3, arbitrary: charsets },
  { weight: 1, arbitrary: resets },
  { weight: 2, arbitrary: osc },
  { weight: 1, arbitrary: queries },
  { weight: 2, arbitrary: lines },
);

/** What lies hidden in xterm and comes out when it is resized is left out: stray halves, stale tab stops, two screens. */
const typicalPiece: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...words) },
  { weight: 3, arbitrary: fc.constantFrom("日本", "あ", "e\u0301") },
  { weight: 8, arbitrary: fc.constantFrom("\r", "\n", "\r\n", "\r\n") },
  {
    weight: 4,
    arbitrary: fc.constantFrom("\x1b[1;31m", "\x1b[44m", "\x1b[m", "\x1b[7m", "\x1b[38;2;1;2;3m"),
  },
  { weight: 2, arbitrary: fc.constantFrom("\r\x1b[K", "\x1b[H\x1b[2J", "\x1b[A\r", "\x1b[2;3H\x1b[J") },
);

export const typicalStream: fc.Arbitrary<string> = fc
  .array(typicalPiece, { minLength: 1, maxLength: 40 })
  // xterm forgets nothing at a resize of what a combining character would join: a sequence ends that.
  .map((all) => `${all.join("")}\x1b[m`);

/** Everything that can come, in any order. */
export const stream: fc.Arbitrary<string> = fc
  .array(piece, { minLength: 1, maxLength: 40 })
  .map((all) => all.join(""));
