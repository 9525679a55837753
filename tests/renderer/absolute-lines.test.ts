import { Terminal } from "@xterm/xterm";
import { describe, expect, it } from "vitest";
import { createAbsoluteLines } from "../../renderer/session/surface/absolute-lines.ts";

function counted(scrollback: number) {
  const terminal = new Terminal({ cols: 20, rows: 4, scrollback, allowProposedApi: true });
  const lines = createAbsoluteLines(terminal, () => {});
  const write = (data: string) => new Promise<void>((resolve) => terminal.write(data, resolve));
  /** The absolute number of the line that begins so. */
  const numberOf = (text: string) => {
    const { normal } = terminal.buffer;
    for (let row = 0; row < normal.length; row++) {
      if (normal.getLine(row)?.translateToString(true) === text) return lines.first + row;
    }
    return undefined;
  };
  return { terminal, lines, write, numberOf };
}
const numbered = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => `line ${from + index}\r\n`).join("");

describe("the numbers of lines in a window", () => {
  it("stay with their text while older lines leave the scrollback", async () => {
    const { lines, write, numberOf } = counted(10);
    await write(numbered(0, 5));
    expect(numberOf("line 4")).toBe(4);
    await write(numbered(5, 100));
    expect(numberOf("line 100")).toBe(100);
    expect(lines.first).toBe(105 - 13);
  });

  it("begin where a whole screen says, though older writes were still on their way", async () => {
    const { lines, write, numberOf } = counted(10);
    await write(numbered(0, 30));
    lines.noteReset(5_000);
    await write(`\u001bc${numbered(5_000, 8)}`);
    expect(numberOf("line 5007")).toBe(5_007);
    await write(numbered(5_008, 20));
    expect(numberOf("line 5027")).toBe(5_027);
  });

  it("are never given twice after a program's own reset", async () => {
    const { write, numberOf } = counted(10);
    await write(numbered(0, 30));
    await write(`\u001bcafter`);
    expect(numberOf("after")).toBeGreaterThan(30);
  });

  it("do not move while a full-screen program shows its own screen", async () => {
    const { lines, write, numberOf } = counted(10);
    await write(numbered(0, 20));
    const first = lines.first;
    await write(`\u001b[?1049h${numbered(900, 50)}\u001b[?1049l`);
    expect(lines.first).toBe(first);
    expect(numberOf("line 19")).toBe(19);
  });
});
