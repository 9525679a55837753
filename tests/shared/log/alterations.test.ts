import fc from "fast-check";
import { expect, test } from "vitest";
import { concat, equalBytes, fromUtf8, toBase64url, utf8 } from "../../../shared/base/bytes.ts";
import { sessionIdSchema } from "../../../shared/base/ids.ts";
import { checkpointSchema } from "../../../shared/events/evidence.ts";
import { createCheckpoint, encodeCheckpointLine } from "../../../shared/log/checkpoint.ts";
import { parseEvent, startsEvent } from "../../../shared/log/evidence-line.ts";
import { parseLine } from "../../../shared/log/line.ts";
import { count } from "../../support/counts.ts";
import { splitLines } from "../../support/log.ts";
import { crypto, expectSameLines, fileOf, keysOf, recordSession, session, verify } from "./fixture.ts";

const rounds = 12;
const lines = recordSession({ rounds }).public.lines;
const file = fileOf(lines);
/** By the same host: of the same session with other salts, and of another session. */
const siblings = [
  recordSession({ rounds, seed: "other salts" }).public.lines,
  recordSession({ rounds, tandem: { session: sessionIdSchema.parse("SES-OTHEROTHEROTHERO") } }).public.lines,
];
const hostKey = toBase64url(keysOf("host").publicKey);

const at = fc.nat({ max: file.length - 1 });
const lineAt = fc.nat({ max: lines.length - 1 });
const readable = (i: number) => parseLine(fromUtf8(lines[i] ?? new Uint8Array()));
const isCheckpoint = (i: number) => {
  const line = readable(i);
  return line.ok && startsEvent(line.value, "checkpoint");
};
const checkpoints = lines.map((_, i) => i).filter(isCheckpoint);
const checkpointAt = fc.constantFrom(...checkpoints);

const withLine = (i: number, ...instead: readonly Uint8Array[]) =>
  fileOf([...lines.slice(0, i), ...instead, ...lines.slice(i + 1)]);
const lineOf = (from: readonly Uint8Array[], i: number) => from[i] ?? new Uint8Array();

/** Signs checkpoint i anew, with a key that is not the host's. */
function forged(i: number, key: string): Uint8Array {
  const line = readable(i);
  const fields = line.ok ? parseEvent(checkpointSchema, line.value.data) : undefined;
  if (!line.ok || fields === undefined) throw new Error(`line ${i} is not a checkpoint`);
  const facts = {
    session,
    epoch: 1,
    n: fields.n,
    elapsedMs: fields.elapsedMs,
    head: Buffer.from(fields.head, "base64url"),
    commitment: Buffer.from(fields.private, "base64url"),
    sealed: fields.sealed === true,
  };
  const checkpoint = createCheckpoint(crypto, keysOf(key).privateKey, facts);
  return encodeCheckpointLine(line.value.intervalMs, checkpoint);
}

const edits = ["sealed", "n", "elapsedMs", "head", "private", "signature"] as const;

function editedCheckpoint(i: number, edit: (typeof edits)[number]): Uint8Array {
  const text = fromUtf8(lineOf(lines, i));
  if (edit === "sealed") {
    return utf8(
      text.includes("sealed")
        ? text.replace(',\\"sealed\\":true', "")
        : text.replace("}", ',\\"sealed\\":true}'),
    );
  }
  return utf8(
    text.replace(
      new RegExp(`(\\\\"${edit}\\\\":(?:\\\\")?)(.)`),
      (_, name, first) => `${name}${first === "1" ? "2" : "1"}`,
    ),
  );
}

/** Of each kind that are noticed as altered; with seven kinds that differ every time, a thousand in the short run. */
const each = count(150, 1900);
const given = process.env["TANDEM_SEED"];
const seed = given === undefined ? Math.floor(Math.random() * 0x7fff_ffff) : Number(given);

type Check = (altered: Uint8Array) => void;

/** The property of what is drawn, so that a counterexample prints as that and not as a file. */
function alteration<T>(draw: fc.Arbitrary<T>, apply: (drawn: T) => Uint8Array) {
  return (check: Check) =>
    fc.assert(
      fc.property(draw, (drawn) => check(apply(drawn))),
      { seed, numRuns: each, maxSkipsPerRun: 20 },
    );
}

const sibling = fc.constantFrom(...siblings.keys());
const lineOfSibling = (which: number, i: number) => lineOf(siblings[which] ?? [], i);

const alterations = {
  "a bit flipped": alteration(fc.tuple(at, fc.nat({ max: 7 })), ([i, bit]) => {
    const copy = file.slice();
    copy[i] = (copy[i] ?? 0) ^ (1 << bit);
    return copy;
  }),
  "bytes deleted": alteration(fc.tuple(at, fc.integer({ min: 1, max: 300 })), ([i, length]) =>
    concat(file.subarray(0, i), file.subarray(i + length)),
  ),
  "bytes inserted": alteration(
    fc.tuple(fc.nat({ max: file.length }), fc.uint8Array({ minLength: 1, maxLength: 40 })),
    ([i, bytes]) => concat(file.subarray(0, i), bytes, file.subarray(i)),
  ),
  "a line deleted": alteration(lineAt, (i) => withLine(i)),
  "a line doubled": alteration(lineAt, (i) => withLine(i, lineOf(lines, i), lineOf(lines, i))),
  "a pair of lines swapped": alteration(fc.tuple(lineAt, lineAt), ([i, j]) => {
    const copy = [...lines];
    [copy[i], copy[j]] = [lineOf(lines, j), lineOf(lines, i)];
    return fileOf(copy);
  }),
  "a line from another recording of this host": alteration(
    fc.tuple(lineAt, lineAt, sibling),
    ([i, j, which]) => withLine(i, lineOfSibling(which, j)),
  ),
  "the end of another recording of this host": alteration(fc.tuple(lineAt, sibling), ([i, which]) =>
    fileOf([...lines.slice(0, i), ...(siblings[which] ?? []).slice(i)]),
  ),
  "signatures of another key": alteration(
    fc.tuple(fc.subarray(checkpoints, { minLength: 1 }), fc.string({ minLength: 1 })),
    ([which, key]) => fileOf(lines.map((line, i) => (which.includes(i) ? forged(i, key) : line))),
  ),
  "a checkpoint edited": alteration(fc.tuple(checkpointAt, fc.constantFrom(...edits)), ([i, edit]) =>
    withLine(i, editedCheckpoint(i, edit)),
  ),
  "the header edited": alteration(
    fc.constantFrom(
      ['"cols":80', '"cols":81'],
      ["prod-db-01", "prod-db-02"],
      ['"epoch":1', '"epoch":2'],
      ['"title":', '"note":'],
      [session, "SES-OTHEROTHEROTHERO"],
      [hostKey, toBase64url(keysOf("mallory").publicKey)],
      ["1767225600", "1767225601"],
      ["}}", '},"more":1}'],
    ),
    ([from, to]) => withLine(0, utf8(fromUtf8(lineOf(lines, 0)).replace(from, to))),
  ),
};

/** Two swapped lines can be the same, and what is spliced whole is another recording, intact. */
const unaltered = [file, ...siblings.map(fileOf)];
/** Up to here signatures reach that stand without the seal: what a forger puts in the seal's place is unsigned. */
const signedBytes = fileOf(lines.slice(0, (checkpoints.at(-2) ?? 0) + 1)).length;
const headerBytes = lineOf(lines, 0).length;
/** Whether line i of these bytes is that one. */
const holdsLine = (bytes: Uint8Array, i: number, line: Uint8Array) =>
  equalBytes(splitLines(bytes)[i] ?? new Uint8Array(), line);
const firstDifference = (bytes: Uint8Array) => {
  let same = 0;
  while (same < bytes.length && bytes[same] === file[same]) same += 1;
  return same;
};

test.each(Object.entries(alterations))(
  `[L4] %s anywhere in a sealed recording is noticed as an alteration (seed ${seed})`,
  (_what, tryAll) => {
    let altered = 0;
    tryAll((bytes) => {
      fc.pre(!unaltered.some((one) => equalBytes(bytes, one)));
      const { verdict, covered, message } = verify(bytes, hostKey);
      const same = firstDifference(bytes);
      // A checkpoint's signature is its own proof: this host made it, if for another recording of the same entries.
      const { entries } = covered;
      const isOfSibling =
        entries > 0 && siblings.some((of) => holdsLine(bytes, entries, lineOf(of, entries)));
      expectSameLines(bytes, file, entries - (isOfSibling ? 1 : 0));
      expect(message).toMatch(/\.$/);
      // What only stops earlier is no alteration, and is counted apart; so is what stands where no signature is left.
      if (same === bytes.length) expect(verdict).toBe("cut-off");
      fc.pre(same < bytes.length);
      if (same >= signedBytes) expect(["altered", "cut-off"]).toContain(verdict);
      fc.pre(same < signedBytes);
      // A header that cannot be read says nothing more.
      expect(same <= headerBytes ? ["altered", "unreadable"] : ["altered"]).toContain(verdict);
      fc.pre(verdict === "altered");
      altered += 1;
    });
    expect(altered).toBe(each);
  },
);

test("[L4] all that is re-signed with another key is noticed by who expects this host", () => {
  const resigned = fileOf(recordSession({ rounds, key: "mallory" }).public.lines);
  expect(verify(resigned, hostKey).verdict).toBe("altered");
});
