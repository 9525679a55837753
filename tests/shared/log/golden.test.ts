import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { fromUtf8 } from "../../../shared/base/bytes.ts";
import { decodeEvent } from "../../../shared/log/entry.ts";
import { parseLine } from "../../../shared/log/line.ts";
import { goldenFiles, makeGoldenRecording } from "../../golden/recording-v1.ts";
import { verify, verifyPrivate } from "./fixture.ts";

const golden = { public: await readFile(goldenFiles.public), private: await readFile(goldenFiles.private) };

test("[L1] the golden recording of format 1 is intact and sealed, in both its files", () => {
  expect(verify(golden.public)).toMatchObject({
    verdict: "sealed",
    entries: 18,
    checkpoints: 4,
    epochs: 2,
    durationMs: 7052,
    hostFingerprint: "OWNF-6ZER-R47E-TIVU",
    witnessed: [{ participant: "PAR-GUESTAAA", statements: 1, upTo: 9 }],
  });
  expect(verifyPrivate(golden.public, golden.private)).toMatchObject({
    verdict: "sealed",
    entries: 6,
    epochs: 2,
  });
});

test("[L1] today's writer writes the golden recording byte for byte", () => {
  const made = makeGoldenRecording();
  expect(fromUtf8(made.public)).toBe(fromUtf8(golden.public));
  expect(fromUtf8(made.private)).toBe(fromUtf8(golden.private));
});

test.each(["public", "private"] as const)(
  "[L1] every line of the golden %s file is an event we know",
  (which) => {
    const [, ...lines] = fromUtf8(golden[which]).trimEnd().split("\n");
    for (const text of lines) {
      const line = parseLine(text);
      const event = line.ok ? decodeEvent(line.value.code, line.value.data) : line;
      expect([text, event.ok && event.value.type !== "unknown"]).toEqual([text, true]);
    }
  },
);
