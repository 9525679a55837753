import { letters } from "./status-bar.ts";

/** Text cut into lines of at most `cols` columns; nothing of it is left out. */
export function wrap(text: string, cols: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  let width = 0;
  for (const letter of letters(text)) {
    if (width + letter.width > Math.max(2, cols)) {
      lines.push(line);
      line = "";
      width = 0;
    }
    line += letter.text;
    width += letter.width;
  }
  return [...lines, line];
}

const gap = 3;

/** Items of one letter a column in as many columns as there is room for, read downwards. */
export function inColumns(items: readonly string[], cols: number): readonly string[] {
  const widest = Math.max(1, ...items.map((each) => each.length));
  const columns = Math.max(1, Math.floor((cols + gap) / (widest + gap)));
  const rows = Math.ceil(items.length / columns);
  return Array.from({ length: rows }, (_, row) =>
    items
      .filter((_item, i) => i % rows === row)
      .map((each) => each.padEnd(widest + gap))
      .join("")
      .trimEnd(),
  );
}
