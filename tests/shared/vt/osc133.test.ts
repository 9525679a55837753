import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPromptMarks, type PromptMark } from "../../../shared/vt/osc133.ts";
import { maxPayload } from "../../../shared/vt/sequence.ts";
import { count } from "../../support/counts.ts";

function read(chunks: readonly string[], key?: string): readonly PromptMark[] {
  const found: PromptMark[] = [];
  const marks = createPromptMarks({
    ...(key === undefined ? {} : { key }),
    onMark: (mark) => found.push(mark),
  });
  for (const chunk of chunks) marks.feed(chunk);
  return found;
}

/** A prompt, a command, its output and its end, as bash, kitty or iTerm2 write them: ended by BEL, ST or C1. */
const stream =
  "\x1b]133;A;k=s\x07$ \x1b]133;B\x1b\\ls\r\n\x1b]133;C\x07a \x1b[1mb\x1b[m ü日\r\n\x9d133;D;2;aid=7\x9c\x1b]133;D\x07";
const inOrder: readonly PromptMark[] = [
  { type: "prompt" },
  { type: "reading" },
  { type: "command" },
  { type: "done", exitCode: 2 },
  { type: "done" },
];

describe("the marks of a prompt", () => {
  it("are read in their order, wherever the output is cut", () => {
    expect(read([stream])).toEqual(inOrder);
    expect(read([...stream])).toEqual(inOrder);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 8 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
        const chunks = places.map((from, i) => stream.slice(from, places[i + 1] ?? stream.length));
        expect(read(chunks)).toEqual(inOrder);
      }),
      { seed: 133, numRuns: count(200, 20_000) },
    );
  });

  it("with a key are those that carry it, and no others", () => {
    const forged = stream + stream.replaceAll("\x07", ";tandem=else\x07");
    expect(read([forged], "secret")).toEqual([]);
    const own = "\x1b]133;D;1;tandem=secret\x07\x1b]133;A;tandem=secret\x07\x1b]133;D;tandem=secret\x07";
    expect(read([forged, own, forged], "secret")).toEqual([
      { type: "done", exitCode: 1 },
      { type: "prompt" },
      { type: "done" },
    ]);
  });

  it.each([
    ["a letter of nobody's", "\x1b]133;Z\x07"],
    ["no letter", "\x1b]133\x07\x1b]133;\x07"],
    ["a longer word", "\x1b]133;Cx\x07\x1b]133;AA;k=s\x07"],
    ["another number", "\x1b]1337;A\x07\x1b]13;A\x07"],
    [
      "too much to be a mark",
      `\x1b]133;A;${"x".repeat(1000)}\x07\x1b]133;A;${"x".repeat(2 * maxPayload)}\x07`,
    ],
    ["one within another sequence", "\x1bPq\x9e133;A\x07\x1b\\\x1b_]133;A\x07\x1b\\"],
    ["one broken off", "\x1b]133;A\x18\x1b]133;B\x1a\x1b]133;C"],
  ])("are not read out of %s", (_, text) => {
    expect(read([text])).toEqual([]);
    expect(read([text, "\x07\x1b]133;A\x07"]).at(-1)).toEqual({ type: "prompt" });
  });

  it.each(["256", "1000", "-1", "0x1", "1e1", "", " 1"])("have no exit code where it says %j", (code) => {
    expect(read([`\x1b]133;D;${code}\x07`])).toEqual([{ type: "done" }]);
  });

  it("are looked for in any output without a throw", () => {
    const piece = fc.oneof(
      fc.constantFrom("\x1b]133;", "A", "B", "C", "D;", ";", "\x07", "\x1b\\", "\x1b", "\x9d", "tandem="),
      fc.string({ maxLength: 20 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join("");
        expect(read(pieces)).toEqual(read([text]));
      }),
      { seed: 7, numRuns: count(300, 30_000) },
    );
  });
});

it("brackets around pastes are on from the moment the target asks for them until it asks for none, or a reset", () => {
  const marks = createPromptMarks({ onMark: () => {} });
  const after = (text: string) => {
    marks.feed(text);
    return marks.bracketedPaste;
  };
  expect(marks.bracketedPaste).toBe(false);
  expect(after("\x1b[?20")).toBe(false);
  expect(after("04h")).toBe(true);
  expect(after("\x1b[?25l\x1b[2004l\x1b[?1;20l")).toBe(true);
  expect(after("\x1b[?25;2004l")).toBe(false);
  expect(after("\x1b[?1049;2004h")).toBe(true);
  expect(after("\x1bc")).toBe(false);
});
