import type { KeyframeDepth } from "./screen.ts";

/** So many of the last characters of output are kept, at least. */
const tailCharacters = 65_536;

interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** The last of the output, which stands for the screen where there is none. */
export interface OutputTail {
  push(text: string): void;
  /** As output, from the beginning of a line; for `screen` no more than one of this size shows. */
  last(depth: KeyframeDepth, size: Size): string;
}

export function createOutputTail(): OutputTail {
  let tail = "";
  return {
    push(text) {
      tail += text;
      if (tail.length > 2 * tailCharacters) tail = tail.slice(-tailCharacters);
    },
    last: (depth, size) => (depth === "screen" ? lastScreen(tail, size) : endOf(tail, tailCharacters)),
  };
}

/** The end of a text, of so many characters at most; where it was cut it begins with a line. */
function endOf(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const end = text.slice(-characters);
  return end.slice(end.indexOf("\n") + 1);
}

/** What empties the screen, so that nothing before it is to be seen there. */
const clears = ["\x1bc", "\x1b[2J", "\x1b[?1049h", "\x1b[?1049l"];

/** No more of the output than one screen shows, whatever of it are sequences. */
function lastScreen(output: string, { cols, rows }: Size): string {
  const cleared = Math.max(0, ...clears.map((each) => output.lastIndexOf(each)));
  const lines = output.slice(cleared).split("\n");
  let left = rows;
  let first = lines.length;
  for (; first > 0 && left > 0; first--) {
    left -= Math.max(1, Math.ceil((lines[first - 1]?.length ?? 0) / cols));
    if (left < 0) break;
  }
  return first < lines.length ? lines.slice(first).join("\n") : endOf(lines.at(-1) ?? "", cols * rows);
}
