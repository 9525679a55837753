import { expect, test } from "vitest";
import { concat, fromUtf8, toBase64url, utf8 } from "../../../shared/base/bytes.ts";
import { sessionIdSchema } from "../../../shared/base/ids.ts";
import { encodeLine, maxLineBytes } from "../../../shared/log/line.ts";
import {
  ana,
  ben,
  createScribe,
  eventOf,
  fileOf,
  keysOf,
  recordSession,
  session,
  verify,
} from "./fixture.ts";

const sealed = recordSession();
const file = fileOf(sealed.public.lines);

/** The file with line `at` (0: the header) changed as text. */
function edited(at: number, change: (line: string) => string): Uint8Array {
  return fileOf(sealed.public.lines.map((line, i) => (i === at ? utf8(change(fromUtf8(line))) : line)));
}

/** The file without the LF after line `at`. */
function joined(at: number): Uint8Array {
  return concat(
    fileOf(sealed.public.lines.slice(0, at + 1)).subarray(0, -1),
    fileOf(sealed.public.lines.slice(at + 1)),
  );
}

test("[L2, L4] a sealed recording is intact, and says who signed, who witnessed and how long it is", () => {
  const found = verify(file);
  expect(found).toMatchObject({
    verdict: "sealed",
    message:
      "Intact and sealed: 26 entries in 0:00:04.426. Signed by host " +
      `${found.hostFingerprint}. Witnessed by 2 participants.`,
    session,
    hostKey: toBase64url(keysOf("host").publicKey),
    entries: 26,
    checkpoints: 5,
    epochs: 1,
    durationMs: 4426,
    covered: { entries: 26, elapsedMs: 4426 },
    position: { epoch: 1, n: 26, head: toBase64url(sealed.public.chain.head) },
  });
  expect(found.hostFingerprint).toMatch(/^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$/);
  expect(found.witnessed).toEqual([
    { participant: ana, key: toBase64url(keysOf("ana").publicKey), statements: 4, upTo: 21 },
    { participant: ben, key: toBase64url(keysOf("ben").publicKey), statements: 1, upTo: 15 },
  ]);
});

test.each([1, 2, 7, 1000])("chunks of %i bytes make no difference", (chunkBytes) => {
  expect(verify(file, undefined, chunkBytes)).toEqual(verify(file));
});

test("a session that nobody else witnessed is labelled so", () => {
  const alone = createScribe();
  alone.entry(0, "o", "$ ");
  alone.checkpoint(1, { sealed: true });
  const found = verify(fileOf(alone.public.lines));
  expect([found.verdict, found.witnessed]).toEqual(["sealed", "unwitnessed"]);
  expect(found.message).toContain("No participant's client witnessed it.");
});

test("[L4] a change is named by the first stretch between two checkpoints that shows it", () => {
  const found = verify(edited(7, (line) => line.replace("df -h 1", "rm -r 1")));
  expect(found.verdict).toBe("altered");
  expect(found.damage).toEqual({
    fromSeq: 6,
    toSeq: 11,
    fromMs: 1000,
    toMs: 2095,
    reason: "it is not what the host signed",
  });
  expect(found.message).toBe(
    "Altered: entries 6 to 11, between 0:00:01.000 and 0:00:02.095: it is not what the host signed.",
  );
  expect(found.entries).toBe(26);
});

test.each([
  ["an empty line", edited(7, () => ""), "line 8: it is not an entry"],
  ["a carriage return", edited(7, (line) => `${line}\r`), "line 8: it is not an entry"],
  ["a missing line feed", joined(7), "line 8"],
  ["something after the seal", concat(file, utf8("\n")), "something follows the seal"],
  ["an unfinished line after the seal", concat(file, utf8("[")), "something follows the seal"],
  ["a comment", edited(7, (line) => `# note\n${line}`), "line 8: it is not an entry"],
  ["the seal's interval", edited(26, (line) => line.replace("[0.001,", "[0.002,")), "at another time"],
  [
    "another spelling of the seal",
    edited(26, (line) => line.replace("sealed", "\\u0073ealed")),
    "not spelled",
  ],
  [
    "the seal's flag taken away",
    edited(26, (line) => line.replace(',\\"sealed\\":true', "")),
    "not signed by this host",
  ],
  ["a field added to the seal", edited(26, (line) => line.replace("}", ',\\"more\\":1}')), "malformed"],
  [
    "a seal added to a checkpoint",
    edited(5, (line) => line.replace("}", ',\\"sealed\\":true}')),
    "not signed",
  ],
])("[L4] %s is an alteration", (_what, changed, reason) => {
  const found = verify(changed);
  expect(found.verdict).toBe("altered");
  expect(found.damage?.reason).toContain(reason);
});

test("[L4] a line that is too long is an alteration and takes no more memory than one that is not", () => {
  const long = encodeLine(0, "o", "a".repeat(maxLineBytes - 100));
  const found = verify(
    concat(fileOf(sealed.public.lines.slice(0, 8)), long, long, utf8("\n")),
    undefined,
    65_536,
  );
  expect([found.verdict, found.damage?.reason]).toEqual([
    "altered",
    "line 9: it is longer than 1048576 bytes",
  ]);
});

test("[L4] a byte order mark before the header is an alteration, an untidy header too", () => {
  const marked = verify(concat(Uint8Array.of(0xef, 0xbb, 0xbf), file));
  expect([marked.verdict, marked.message]).toEqual(["altered", "The recording's header was written again."]);
  expect(verify(edited(0, (line) => `${line}\r`)).verdict).toBe("altered");
});

test("what is no recording is unreadable, and says why", () => {
  expect(verify(utf8("hello"))).toMatchObject({ verdict: "unreadable", entries: 0 });
  expect(verify(utf8('{"version":2}\n[0, "o", "a"]\n')).message).toContain("asciicast v2");
  const newer = verify(edited(0, (line) => line.replace('"format":1', '"format":9')));
  expect(newer).toMatchObject({
    verdict: "unreadable",
    message: "This recording has format 9, made by a newer Tandem. Update to read it.",
  });
});

test("[L4] with a host expected, another host's recording is altered, however well it is signed", () => {
  const other = fileOf(recordSession({ key: "mallory" }).public.lines);
  expect(verify(other).verdict).toBe("sealed");
  const found = verify(other, toBase64url(keysOf("host").publicKey));
  expect(found.verdict).toBe("altered");
  expect(found.message).toMatch(/^The recording is by host [A-Z2-7-]{19}, not by [A-Z2-7-]{19}\.$/);
  expect(verify(file, toBase64url(keysOf("host").publicKey)).verdict).toBe("sealed");
});

test("the private part is not taken for a recording", () => {
  const found = verify(fileOf(sealed.private.lines));
  expect([found.verdict, found.message]).toEqual(["altered", "This is the private part of a recording."]);
});

test("[L10] the host itself cannot rewrite what a participant has witnessed", () => {
  const scribe = createScribe();
  scribe.entry(0, "o", "what was shown");
  scribe.checkpoint(1000);
  const shown = eventOf(scribe.public.lines[2])["head"];
  const rewritten = createScribe();
  rewritten.entry(0, "o", "something else");
  rewritten.checkpoint(1000);
  rewritten.witness(ana, "ana", { n: 1, head: Buffer.from(String(shown), "base64url") });
  rewritten.checkpoint(1, { sealed: true });
  const found = verify(fileOf(rewritten.public.lines));
  expect(found.verdict).toBe("altered");
  expect(found.damage?.reason).toBe(`${ana} was shown something else up to entry 1 than stands here`);
});

test("[L10] a statement by somebody else, about nothing, or about what was not yet signed does not hold", () => {
  const reasonOf = (state: (scribe: ReturnType<typeof createScribe>) => void) => {
    const scribe = createScribe();
    scribe.entry(0, "o", "$ ");
    scribe.checkpoint(1000);
    state(scribe);
    scribe.checkpoint(1, { sealed: true });
    const found = verify(fileOf(scribe.public.lines));
    return `${found.verdict}: ${found.damage?.reason}`;
  };
  expect(reasonOf((scribe) => scribe.witness(ana, "ana", { n: 9 }))).toBe(
    `altered: ${ana} stated a checkpoint that is not in the recording`,
  );
  const statement = () => {
    const scribe = createScribe();
    scribe.entry(0, "o", "$ ");
    scribe.checkpoint(1000);
    scribe.witness(ana, "ana");
    return JSON.stringify(eventOf(scribe.public.lines.at(-1)));
  };
  expect(reasonOf((scribe) => scribe.entry(5, "t", statement()))).toBe("sealed: undefined");
  expect(reasonOf((scribe) => scribe.entry(5, "t", statement().replace(ana, ben)))).toBe(
    `altered: a statement was not signed by ${ben} for this session`,
  );
  expect(reasonOf((scribe) => scribe.entry(5, "t", statement().replace('"received"', '"more"')))).toBe(
    "altered: a participant's statement is malformed",
  );
});

test("[L4, L10] checkpoints of another session or another epoch are not taken", () => {
  const other = recordSession({ tandem: { session: sessionIdSchema.parse("SES-ZZZZZZZZZZZZZZZZ") } });
  const later = recordSession({ tandem: { epoch: 2 } });
  for (const { public: log } of [other, later]) {
    const spliced = fileOf(sealed.public.lines.map((line, i) => (i === 5 ? (log.lines[5] ?? line) : line)));
    expect(verify(spliced).verdict).toBe("altered");
  }
  expect(verify(fileOf(later.public.lines)).verdict).toBe("sealed");
});

test("a statement about a checkpoint of long ago is passed over: memory does not grow with the session", () => {
  const scribe = createScribe();
  const start = { n: 0, head: scribe.public.chain.head };
  for (let i = 0; i < 4100; i++) scribe.checkpoint(1000);
  scribe.witness(ana, "ana", { n: 2, head: start.head });
  scribe.witness(ben, "ben");
  scribe.checkpoint(0, { sealed: true });
  const found = verify(fileOf(scribe.public.lines));
  expect(found.verdict).toBe("sealed");
  expect(found.witnessed).toMatchObject([{ participant: ben, upTo: 4099 }]);
});
