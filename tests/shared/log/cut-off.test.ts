import { expect, test } from "vitest";
import { concat, utf8 } from "../../../shared/base/bytes.ts";
import { couldBecomeLine } from "../../../shared/log/torn.ts";
import { createScribe, fileOf, recordSession, verify } from "./fixture.ts";

const lines = recordSession().public.lines;

test("[L4] a recording that stops at any byte is cut off, and is covered up to its last checkpoint", () => {
  const short = fileOf(recordSession({ rounds: 2 }).public.lines);
  for (let end = 0; end < short.length; end++) {
    const found = verify(short.subarray(0, end));
    expect([end, found.verdict]).toEqual([end, "cut-off"]);
  }
});

test("[L4] what the signatures cover grows with each checkpoint, and the rest is said to stand unsigned", () => {
  const covered = lines.map((_, i) => verify(fileOf(lines.slice(0, i + 1))).covered.entries);
  const checkpoints = [5, 11, 16, 22, 26];
  expect(covered).toEqual(lines.map((_, i) => checkpoints.filter((at) => at <= i).at(-1) ?? 0));
  expect(verify(fileOf(lines.slice(0, 9))).message).toBe(
    "Intact as far as it goes, but cut off: signatures cover the first 5 entries, up to 0:00:01.000; " +
      "3 entries after that stand unsigned.",
  );
  expect(verify(fileOf(lines.slice(0, 3))).message).toBe(
    "Intact as far as it goes, but cut off before the first signature: none of its 2 entries is covered.",
  );
});

test("[L4] what stands after the last line feed must be what a cut leaves of a line", () => {
  const whole = '[12.5, "o", "a\\u001b\\n\\"é日\u{1f600}"]';
  const bytes = utf8(whole);
  for (let end = 0; end <= bytes.length; end++) expect(couldBecomeLine(bytes.subarray(0, end))).toBe(true);
  const head = fileOf(lines.slice(0, 9));
  for (const junk of [
    `${whole}x`,
    `${whole} `,
    `${whole}${whole}`,
    "x",
    "[x",
    "[1.2345",
    '[1, "oo',
    '[1, "o", 5',
    '[1, "o", "a" ',
    '[1, "o", "\\x',
    '[1, "o", "\\u12g',
    '[1, "o", "a\tb',
    "\r",
    "[.",
    "[01",
    "[1.,",
    "\0\0\0\0",
  ]) {
    expect([junk, couldBecomeLine(utf8(junk))]).toEqual([junk, false]);
    expect([junk, verify(concat(head, utf8(junk))).verdict]).toEqual([junk, "altered"]);
  }
  const broken = Uint8Array.of(...utf8('[1, "o", "'), 0xe6, 0x41);
  expect(couldBecomeLine(broken)).toBe(false);
});

test("a session that goes on in a new epoch after a crash is intact, also where the crash left lines unsigned", () => {
  const scribe = recordSessionUntilCrash();
  scribe.beginEpoch();
  scribe.entry(20, "o", "back again\r\n");
  scribe.checkpoint(1000);
  scribe.beginEpoch({ epoch: 7 });
  scribe.entry(3, "o", "and again\r\n");
  scribe.checkpoint(1, { sealed: true });
  const found = verify(fileOf(scribe.public.lines));
  expect(found).toMatchObject({ verdict: "sealed", epochs: 3, durationMs: 2074, position: { epoch: 7 } });
});

function recordSessionUntilCrash() {
  const scribe = createScribe();
  scribe.entry(0, "o", "$ ");
  scribe.checkpoint(1000);
  scribe.entry(50, "o", "unsigned\r\n");
  return scribe;
}

test.each([
  ["to an epoch that was before", { epoch: 1 }, "epoch 1 begins after epoch 1"],
  ["after lines that are gone", { n: 1 }, "epoch 2 did not begin after what stands before it"],
])("[L10] a new epoch that goes %s is an alteration", (_what, fields, reason) => {
  const scribe = recordSessionUntilCrash();
  scribe.beginEpoch(fields);
  scribe.checkpoint(10, { sealed: true });
  const found = verify(fileOf(scribe.public.lines));
  expect([found.verdict, found.damage?.reason]).toEqual(["altered", reason]);
});

test("[L4, L10] nothing goes on after a seal, not even a new epoch", () => {
  const scribe = recordSession();
  scribe.beginEpoch();
  scribe.checkpoint(10, { sealed: true });
  const found = verify(fileOf(scribe.public.lines));
  expect([found.verdict, found.damage?.reason]).toEqual(["altered", "something follows the seal"]);
});
