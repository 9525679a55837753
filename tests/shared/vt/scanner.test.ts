import xterm from "@xterm/headless";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createScanner, type Detail } from "../../../shared/vt/scanner.ts";
import { maxHeader, maxPayload, type Sequence } from "../../../shared/vt/sequence.ts";
import { terminalOptions } from "../../../shared/vt/terminal-options.ts";
import { stream } from "../../engine/screen/streams.ts";
import { count } from "../../support/counts.ts";

/** For the counts of a long run. */
const longMs = 600_000;

/** A sequence as text: `csi ?25h`, `osc 0;title`, `dcs $q m`. */
function describeSequence(sequence: Sequence): string {
  const { kind, command, data } = sequence;
  if (kind === "osc") return `osc ${command};${data}`;
  const letters: string[] = [];
  for (let id = sequence.id; id !== 0; id >>>= 8) letters.unshift(String.fromCharCode(id & 0xff));
  const params = Array.from(sequence.params.subarray(0, sequence.paramCount)).join(",");
  if (kind === "esc") return `esc ${letters.join("")}`;
  return `${kind} ${letters.join("")} ${params}${kind === "dcs" ? ` ${data}` : ""}`;
}

function scan(chunks: readonly string[], detail: Detail = "sequences") {
  const seen: string[] = [];
  let text = "";
  const scanner = createScanner(
    {
      sequence: (sequence) => seen.push(describeSequence(sequence)),
      control: (code, offset) => seen.push(`control ${code} at ${offset}`),
      text: (chunk, start, end) => {
        text += chunk.slice(start, end);
      },
    },
    detail,
  );
  for (const chunk of chunks) scanner.feed(chunk);
  return { seen, text, unfinished: scanner.unfinished, offset: scanner.offset };
}

/** The same stream cut at these places. */
function cut(text: string, places: readonly number[]): string[] {
  const sorted = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...sorted].map((place, index) => text.slice(place, sorted[index] ?? text.length));
}

test("every kind of sequence is reported with its parts", () => {
  const { seen } = scan([
    "\x1b7\x1b(0\x1b[31;1;;4:3m\x1b[?25h\x1b[>c\x1b[2 q\x1b]0;a;b\x07\x1b]8;;u\x1b\\\x1b]104\x07\x1bP1$qm\x1b\\\x9b5n\x9d2;t\x9c",
  ]);
  expect(seen).toEqual([
    "esc 7",
    "esc (0",
    "csi m 31,1,0,4",
    "csi ?h 25",
    "csi >c 0",
    "csi  q 2",
    "osc 0;a;b",
    "osc 8;;u",
    "esc \\",
    "osc 104;",
    "dcs $q 1 m",
    "esc \\",
    "csi n 5",
    "osc 2;t",
  ]);
});

test("offsets count from the beginning of the stream, over all chunks", () => {
  const seen: [number, number][] = [];
  const scanner = createScanner({ sequence: ({ start, end }) => seen.push([start, end]) });
  for (const chunk of ["ab\x1b", "[3", "1mcd\x1b]0;t", "\x1b\\"]) scanner.feed(chunk);
  expect(seen).toEqual([
    [2, 7],
    [9, 14],
    [14, 16],
  ]);
  expect(scanner.offset).toBe(16);
});

test("what a CAN, SUB or C1 control breaks off is not reported", () => {
  expect(scan(["\x1b[31\x18m\x1b]0;t\x1a\x1bP$q\x18\x1b[1\x84"]).seen).toEqual([
    "control 24 at 4",
    "control 132 at 20",
  ]);
});

test("text and controls come apart when everything is asked for", () => {
  const { text, seen } = scan(["one\r\n\x1b[3", "\t1mtwo 日本\x7f\x07"], "everything");
  expect(text).toBe("onetwo 日本");
  expect(seen).toEqual([
    "control 13 at 3",
    "control 10 at 4",
    "control 9 at 8",
    "csi m 31",
    "control 7 at 18",
  ]);
});

test("however a stream is cut, the same is seen", { timeout: longMs }, () => {
  for (const detail of ["sequences", "everything"] as const) {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(400), { maxLength: 12 }), (text, places) => {
        expect(scan(cut(text, places), detail)).toEqual(scan([text], detail));
      }),
      { seed: 1, numRuns: count(500, 20_000) },
    );
  }
});

test("a terminal that gets the unfinished sequence, then the rest, dispatches what the whole stream does", {
  timeout: longMs,
}, () => {
  fc.assert(
    fc.property(stream, fc.nat(400), (text, place) => {
      const [before = "", rest = ""] = cut(text, [place]);
      const { unfinished, seen } = scan([before]);
      const sequences = (all: readonly string[]) => all.filter((each) => !each.startsWith("control"));
      const continued = sequences(scan([unfinished + rest]).seen).filter((each) => !each.startsWith("dcs"));
      const expected = sequences(scan([text]).seen).slice(sequences(seen).length);
      expect(continued).toEqual(expected.filter((each) => !each.startsWith("dcs")));
    }),
    { seed: 2, numRuns: count(500, 20_000) },
  );
});

/** What xterm itself dispatches: a handler of ours on every function there can be with up to one intermediate. */
function createXtermListener() {
  const terminal = new xterm.Terminal({ ...terminalOptions, cols: 20, rows: 5 });
  const seen: string[] = [];
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => String.fromCharCode(from + index));
  for (const intermediates of ["", ...range(0x20, 0x2f)]) {
    for (const final of range(0x30, 0x7e)) {
      terminal.parser.registerEscHandler(
        { intermediates, final },
        () => seen.push(`esc ${intermediates}${final}`) > 0,
      );
    }
    for (const prefix of ["", ...range(0x3c, 0x3f)]) {
      for (const final of range(0x40, 0x7e)) {
        const name = `${prefix}${intermediates}${final}`;
        const main = (params: readonly (number | number[])[]) =>
          params.filter((each) => !Array.isArray(each)).join(",");
        terminal.parser.registerCsiHandler(
          { prefix, intermediates, final },
          (params) => seen.push(`csi ${name} ${main(params)}`) > 0,
        );
        terminal.parser.registerDcsHandler(
          { prefix, intermediates, final },
          (data, params) => seen.push(`dcs ${name} ${main(params)} ${data}`) > 0,
        );
      }
    }
  }
  for (let command = 0; command < 150; command++) {
    terminal.parser.registerOscHandler(command, (data) => seen.push(`osc ${command};${data}`) > 0);
  }
  const core: unknown = Reflect.get(terminal, "_core");
  const writeSync: unknown =
    typeof core === "object" && core !== null ? Reflect.get(core, "writeSync") : undefined;
  if (typeof writeSync !== "function") throw new Error("xterm has no writeSync any more");
  return {
    dispatched(text: string): string[] {
      seen.length = 0;
      Reflect.apply(writeSync, core, [`\x18${text}`]);
      return [...seen];
    },
  };
}

test("the scanner dispatches what xterm dispatches, on any stream", { timeout: longMs }, () => {
  const listener = createXtermListener();
  // Single characters as well, so that every state meets every kind of character.
  const letter = fc.constantFrom(
    ..."\x1b\x1b\x1b[]P_^X(#$?>;:0123mhqc\\\x07\x18\x1a\x0e\n\x7f\x9b\x9c\x9d\x90\x98\x84é日 !A".split(""),
  );
  const soup = fc.array(letter, { minLength: 1, maxLength: 60 }).map((letters) => letters.join(""));
  fc.assert(
    fc.property(fc.oneof(stream, soup), (text) => {
      const known = (each: string) =>
        !each.startsWith("control") && !/^(osc -1|csi t )/.test(each) && !/^\w+ .?[ -/]{2}/.test(each);
      // Whether a DEL belongs to a DCS depends in xterm on what stands before it.
      const withoutDel = (all: readonly string[]) => all.map((each) => each.replaceAll("\x7f", ""));
      const expected = withoutDel(listener.dispatched(text));
      expect(withoutDel(scan([text]).seen.filter(known))).toEqual(expected);
    }),
    { seed: 3, numRuns: count(2_000, 100_000) },
  );
});

describe("an endless sequence", () => {
  const cases = [
    { name: "OSC", start: "\x1b]0;", filler: "title ", end: "\x07" },
    { name: "DCS", start: "\x1bPq", filler: "#0~~", end: "\x1b\\" },
    { name: "APC", start: "\x1b_G", filler: "aaaa", end: "\x1b\\" },
    { name: "CSI", start: "\x1b[", filler: "1;22;", end: "m" },
    { name: "ESC with intermediates", start: "\x1b", filler: "((((", end: "B" },
  ];
  for (const { name, start, filler, end } of cases) {
    test(`[S3] ${name}: what is kept is bounded, and the terminal is back in step at its end`, () => {
      const scanner = createScanner({});
      scanner.feed(start);
      const chunk = filler.repeat(Math.ceil(65_536 / filler.length));
      for (let i = 0; i < 64; i++) {
        scanner.feed(chunk);
        expect(scanner.unfinished.length).toBeLessThanOrEqual(maxHeader + maxPayload);
      }
      expect(scan([`${scanner.unfinished}${end}\x1b[1;2H`]).seen.at(-1)).toBe("csi H 1,2");
      scanner.feed(end);
      expect(scanner.unfinished).toBe("");
    });
  }

  test("reports what was kept, marked as overlong", () => {
    const seen: [number, boolean][] = [];
    const scanner = createScanner({ sequence: ({ data, overlong }) => seen.push([data.length, overlong]) });
    scanner.feed(`\x1b]2;${"t".repeat(maxPayload + 1)}\x07\x1b]2;ok\x07`);
    expect(seen).toEqual([
      [maxPayload - 2, true],
      [2, false],
    ]);
  });
});

test("a surrogate pair may be cut in two", () => {
  const { text } = scan(["a\ud83d", "\ude42b"], "everything");
  expect(text).toBe("a🙂b");
});
