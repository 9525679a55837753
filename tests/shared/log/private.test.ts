import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  concat,
  equalBytes,
  fromUtf8,
  lengthPrefixed,
  toBase64url,
  utf8,
} from "../../../shared/base/bytes.ts";
import { count } from "../../support/counts.ts";
import { ana, createScribe, fileOf, recordSession, verify, verifyPrivate } from "./fixture.ts";

const session = recordSession();
const publicFile = fileOf(session.public.lines);
const privateFile = fileOf(session.private.lines);
const input = { type: "input.content", by: ana, text: "secret\r" };

const dataOf = (line: Uint8Array | undefined) =>
  JSON.parse(JSON.parse(fromUtf8(line ?? new Uint8Array()))[2]);

test("a private file stands as its public one committed to it, to the end", () => {
  expect(verifyPrivate(publicFile, privateFile)).toMatchObject({
    verdict: "sealed",
    entries: 9,
    covered: { entries: 9 },
    message: expect.stringContaining("Intact and sealed: 9 entries"),
  });
});

test("the commitment is to the head after the salt's own entry", () => {
  const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
  let head = sha256(session.private.lines[0] ?? new Uint8Array());
  for (const line of session.private.lines.slice(1, 3)) head = sha256(concat(head, sha256(line)));
  const salt = Buffer.from(dataOf(session.private.lines[2]).salt, "base64url");
  const checkpoint = dataOf(session.public.lines[5]);
  expect(dataOf(session.private.lines[2]).n).toBe(checkpoint.n);
  expect(checkpoint.private).toBe(toBase64url(sha256(lengthPrefixed(utf8("tandem/1 private"), salt, head))));
});

test("commitments to the same private head differ, so the public file does not tell that nothing happened", () => {
  const scribe = createScribe();
  for (let i = 0; i < 3; i++) scribe.checkpoint(1000);
  const commitments = scribe.public.lines.slice(1).map((line) => dataOf(line).private);
  expect(new Set(commitments).size).toBe(3);
});

test("any change within the private file is noticed, its last line included", () => {
  const change = fc
    .tuple(
      fc.nat({ max: privateFile.length - 1 }),
      fc.constantFrom("flip", "delete", "insert"),
      fc.nat({ max: 7 }),
    )
    .map(([at, how, bit]) => {
      if (how === "flip") {
        const copy = privateFile.slice();
        copy[at] = (copy[at] ?? 0) ^ (1 << bit);
        return copy;
      }
      const rest = privateFile.subarray(how === "delete" ? at + 1 : at);
      return concat(
        privateFile.subarray(0, at),
        how === "delete" ? new Uint8Array() : Uint8Array.of(65),
        rest,
      );
    })
    .filter((bytes) => !equalBytes(bytes, privateFile) && bytes.length >= privateFile.length - 1);
  fc.assert(
    fc.property(change, (bytes) => {
      const cut = equalBytes(bytes, privateFile.subarray(0, bytes.length));
      expect(cut ? ["cut-off"] : ["altered", "unreadable"]).toContain(
        verifyPrivate(publicFile, bytes).verdict,
      );
    }),
    { seed: 3, numRuns: count(300, 5000) },
  );
});

test("a private file that stops anywhere is cut off", () => {
  for (let end = 0; end < privateFile.length; end++) {
    expect([end, verifyPrivate(publicFile, privateFile.subarray(0, end)).verdict]).toEqual([end, "cut-off"]);
  }
});

test("the private file of another recording is refused, of another session and of the same", () => {
  const same = recordSession({ seed: "other salts" });
  expect(verifyPrivate(publicFile, fileOf(same.private.lines)).damage?.reason).toBe(
    "it is not what the public recording committed to",
  );
  const other = recordSession({ key: "mallory" });
  expect(verifyPrivate(publicFile, fileOf(other.private.lines)).message).toBe(
    "This private part belongs to another recording.",
  );
  expect(verifyPrivate(publicFile, publicFile).message).toBe("This is not the private part of a recording.");
});

test.each(["salt", "checkpoint"] as const)(
  "after a crash that lost a %s, what goes on in the next epoch is intact in both files",
  (lose) => {
    const scribe = createScribe();
    scribe.hidden(3, input);
    scribe.entry(5, "o", "before\r\n");
    scribe.checkpoint(1000);
    scribe.checkpoint(1000, { lose });
    scribe.beginEpoch();
    scribe.hidden(3, input);
    scribe.checkpoint(10, { sealed: true });
    const [file, hidden] = [fileOf(scribe.public.lines), fileOf(scribe.private.lines)];
    expect(verify(file).verdict).toBe("sealed");
    expect(verifyPrivate(file, hidden).verdict).toBe("sealed");
  },
);

test("within an epoch a salt that is missing is an alteration", () => {
  const scribe = createScribe();
  for (const _ of [1, 2]) {
    scribe.entry(5, "o", "x");
    scribe.checkpoint(1000, _ === 1 ? { lose: "salt" } : {});
  }
  const file = fileOf(scribe.public.lines);
  expect(verifyPrivate(file, fileOf(scribe.private.lines)).damage?.reason).toBe(
    "it opens a checkpoint of entry 3, the public recording has one of 1",
  );
});
