import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { concat, lengthPrefixed, toBase64url, utf8 } from "../../../shared/base/bytes.ts";
import { createPrivateVerifier } from "../../../shared/log/verify-private.ts";
import { count } from "../../support/counts.ts";
import {
  ana,
  createScribe,
  crypto,
  eventOf,
  expectSameLines,
  fileOf,
  recordSession,
  verify,
  verifyAll,
  verifyPrivate,
} from "./fixture.ts";

const session = recordSession();
const publicFile = fileOf(session.public.lines);
const privateFile = fileOf(session.private.lines);
const input = { type: "input.content", by: ana, text: "secret\r" };

test("[L6] a private file stands as its public one committed to it, to the end", () => {
  expect(verifyPrivate(publicFile, privateFile)).toMatchObject({
    verdict: "sealed",
    entries: 9,
    covered: { entries: 9 },
    message: "Intact and sealed: 9 entries in 0:00:02.845.",
  });
});

test("[L6] the commitment is to the head after the salt's own entry", () => {
  const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
  let head = sha256(session.private.lines[0] ?? new Uint8Array());
  for (const line of session.private.lines.slice(1, 3)) head = sha256(concat(head, sha256(line)));
  const salt = Buffer.from(String(eventOf(session.private.lines[2])["salt"]), "base64url");
  const checkpoint = eventOf(session.public.lines[5]);
  expect(eventOf(session.private.lines[2])["n"]).toBe(checkpoint["n"]);
  expect(checkpoint["private"]).toBe(
    toBase64url(sha256(lengthPrefixed(utf8("tandem/1 private"), salt, head))),
  );
});

test("[L6] commitments to the same private head differ, so the public file does not tell that nothing happened", () => {
  const scribe = createScribe();
  for (let i = 0; i < 3; i++) scribe.checkpoint(1000);
  const commitments = scribe.public.lines.slice(1).map((line) => eventOf(line)["private"]);
  expect(new Set(commitments).size).toBe(3);
});

test("[L4, L6] whatever is changed in a private file, what its verdict vouches for stands as it was", () => {
  const place = fc.nat({ max: privateFile.length - 1 });
  fc.assert(
    fc.property(place, fc.constantFrom("flip", "delete", "insert"), fc.nat({ max: 7 }), (at, how, bit) => {
      const byte = Uint8Array.of((privateFile[at] ?? 0) ^ (1 << bit));
      const instead = how === "delete" ? new Uint8Array() : byte;
      const rest = privateFile.subarray(how === "insert" ? at : at + 1);
      const changed = concat(privateFile.subarray(0, at), instead, rest);
      const { verdict, covered } = verifyPrivate(publicFile, changed);
      expect(verdict).not.toBe("sealed");
      expectSameLines(changed, privateFile, covered.entries);
    }),
    { seed: 3, numRuns: count(300, 3000) },
  );
});

test("[L4, L6] a private file that stops anywhere is cut off", () => {
  const { found, checkpoints } = verifyAll(publicFile);
  for (let end = 0; end < privateFile.length; end++) {
    const verifier = createPrivateVerifier(crypto, found, checkpoints);
    verifier.feed(privateFile.subarray(0, end));
    expect([end, verifier.end().verdict]).toEqual([end, "cut-off"]);
  }
});

test("[L6] the private file of another recording is refused, of another session and of the same", () => {
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
  "[L6] after a crash that lost a %s, what goes on in the next epoch is intact in both files",
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

test("[L4, L6] within an epoch a salt that is missing is an alteration", () => {
  const scribe = createScribe();
  for (const lose of [{ lose: "salt" }, {}] as const) {
    scribe.entry(5, "o", "x");
    scribe.checkpoint(1000, lose);
  }
  const file = fileOf(scribe.public.lines);
  expect(verifyPrivate(file, fileOf(scribe.private.lines)).damage?.reason).toBe(
    "it opens a checkpoint of entry 3, the public recording has one of 1",
  );
});
