import { closeSync, openSync, writeSync } from "node:fs";

/** A generator everybody knows the numbers of: the same file in every run, on every machine (mulberry32). */
function createNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below);
  };
}

const vocabulary = (
  "the build of target in error warning connection 127.0.0.1 GET /index.html 200 file not found src/main.ts " +
  "cache miss retry after timeout kernel eth0 link up Größe naïve façade 日本語 端末 привет мир ✓ → 🙂 deployed"
).split(" ");

type Numbers = ReturnType<typeof createNumbers>;

function sentence(numbers: Numbers, length: number): string {
  let text = "";
  while (text.length < length) text += `${vocabulary[numbers(vocabulary.length)] ?? ""} `;
  return text.trimEnd();
}

/** What scrolls past in a terminal: logs with coloured levels, compilers, listings, prose, long JSON, empty lines. */
const kinds: readonly ((numbers: Numbers, line: number) => string)[] = [
  (numbers, line) => {
    const level = ["\x1b[32mINFO\x1b[0m", "\x1b[33mWARN\x1b[0m", "\x1b[1;31mERROR\x1b[0m"][numbers(3)] ?? "";
    return `2026-03-01T12:${String(line % 60).padStart(2, "0")}:07.${line % 1000}Z ${level} ${sentence(numbers, 20 + numbers(60))}`;
  },
  (numbers, line) =>
    `[${line}] \x1b[36mcc\x1b[m -O2 -c src/part${numbers(900)}.c -o out/part${numbers(900)}.o`,
  (numbers, line) =>
    `-rw-r--r-- 1 root root ${numbers(9_999_999)} Mar  1 12:00 \x1b[38;5;${numbers(256)}mfile-${line}\x1b[0m`,
  (numbers) => sentence(numbers, numbers(120)),
  (numbers, line) => `{"line":${line},"text":"${sentence(numbers, 80 + numbers(200))}"}`,
  (numbers) => (numbers(3) === 0 ? "" : sentence(numbers, 10 + numbers(30))),
];

/** Writes a file of realistic lines, of this many bytes or up to a line more; every line ends with the plain pen. */
export function writeSample(path: string, bytes: number): void {
  const numbers = createNumbers(1);
  const file = openSync(path, "w");
  let planned = 0;
  let block = "";
  for (let line = 0; planned < bytes; line++) {
    const text = `${kinds[numbers(kinds.length)]?.(numbers, line) ?? ""}\n`;
    planned += Buffer.byteLength(text);
    block += text;
    if (block.length > 1_000_000 || planned >= bytes) {
      writeSync(file, block);
      block = "";
    }
  }
  closeSync(file);
}
