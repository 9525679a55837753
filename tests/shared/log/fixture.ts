import { createHash } from "node:crypto";
import { createNativeCrypto } from "../../../electron/engine/identity/native-crypto.ts";
import { expect } from "vitest";
import { z } from "zod";
import { concat, equalBytes, fromUtf8, toBase64url, utf8 } from "../../../shared/base/bytes.ts";
import { participantIdSchema, sessionIdSchema } from "../../../shared/base/ids.ts";
import type { Random } from "../../../shared/base/ports.ts";
import type { EpochBegan } from "../../../shared/events/evidence.ts";
import { type Chain, startChain } from "../../../shared/log/chain.ts";
import { createCheckpoint, encodeCheckpointLine } from "../../../shared/log/checkpoint.ts";
import { encodeHeader, type LogHeader } from "../../../shared/log/header.ts";
import { encodeLine, type LineCode, parseLine } from "../../../shared/log/line.ts";
import { commitPrivate, saltBytes } from "../../../shared/log/private.ts";
import { createVerifier, type HeldCheckpoint, type Verification } from "../../../shared/log/verify.ts";
import { createPrivateVerifier, type PrivateVerification } from "../../../shared/log/verify-private.ts";
import { createWitnessStatement } from "../../../shared/log/witness.ts";

export const crypto = createNativeCrypto();

/** The same bytes for the same seed, for ever: SHA-256 in counter mode. */
export function seededRandom(seed: string): Random {
  let counter = 0;
  return {
    bytes(length) {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; at += 32) {
        const block = createHash("sha256").update(`${seed} ${counter++}`).digest();
        bytes.set(block.subarray(0, length - at), at);
      }
      return bytes;
    },
  };
}

export function keysOf(name: string) {
  return crypto.createEd25519(seededRandom(name).bytes(32));
}

export const session = sessionIdSchema.parse("SES-ABCDEFGH23456722");
export const ana = participantIdSchema.parse("PAR-ANAANA22");
export const ben = participantIdSchema.parse("PAR-BENBEN33");

export function headerOf(fields: Partial<LogHeader["tandem"]> = {}): LogHeader {
  return {
    version: 3,
    term: { cols: 80, rows: 24, type: "xterm-256color" },
    timestamp: 1_767_225_600,
    title: "prod-db-01",
    tandem: {
      format: 1,
      session,
      epoch: 1,
      hostKey: toBase64url(keysOf("host").publicKey),
      widths: "xterm-6",
      kind: "public",
      ...fields,
    },
  };
}

/** A log in the writing, both files of it, as a session writes them. */
export interface Scribe {
  readonly public: { readonly chain: Chain; readonly lines: readonly Uint8Array[] };
  readonly private: { readonly chain: Chain; readonly lines: readonly Uint8Array[] };
  entry(intervalMs: number, code: LineCode, data: string): void;
  hidden(intervalMs: number, event: object): void;
  /** The salt and the checkpoint; `lose` leaves out what a crash would. */
  checkpoint(intervalMs: number, options?: { sealed?: boolean; lose?: "salt" | "checkpoint" }): void;
  /** A statement of this participant about the last checkpoint, or about another head. */
  witness(participant: typeof ana, key: string, about?: { n?: number; head?: Uint8Array }): void;
  beginEpoch(fields?: Partial<EpochBegan>): void;
}

export function createScribe(
  options: { key?: string; seed?: string; tandem?: Partial<LogHeader["tandem"]> } = {},
) {
  const host = keysOf(options.key ?? "host");
  const tandem = { hostKey: toBase64url(host.publicKey), ...options.tandem };
  const random = seededRandom(options.seed ?? "salts");
  const begin = (header: Uint8Array) => ({ chain: startChain(crypto.sha256, header), lines: [header] });
  const open = begin(encodeHeader(headerOf(tandem)));
  const hidden = begin(encodeHeader(headerOf({ ...tandem, kind: "private" })));
  const logSession = tandem.session ?? session;
  let elapsedMs = 0;
  let epoch = tandem.epoch ?? 1;
  let last = { n: 0, head: open.chain.head, epoch };
  const put = (to: typeof open, line: Uint8Array) => {
    to.chain.append(line);
    to.lines.push(line);
  };
  const scribe: Scribe = {
    public: open,
    private: hidden,
    entry(intervalMs, code, data) {
      elapsedMs += intervalMs;
      put(open, encodeLine(intervalMs, code, data));
    },
    hidden(intervalMs, event) {
      put(hidden, encodeLine(intervalMs, "t", JSON.stringify(event)));
    },
    checkpoint(intervalMs, { sealed = false, lose } = {}) {
      elapsedMs += intervalMs;
      const { n, head } = open.chain;
      const before = { n: hidden.chain.n, head: hidden.chain.head };
      const salted = commitPrivate(crypto, hidden.chain, intervalMs, n, random.bytes(saltBytes));
      if (lose === "salt") {
        const kept = startChain(crypto.sha256, hidden.lines[0] ?? new Uint8Array());
        for (const line of hidden.lines.slice(1)) kept.append(line);
        hidden.chain = kept;
        if (kept.n !== before.n) throw new Error("the lost salt moved the chain");
      } else hidden.lines.push(salted.line);
      if (lose === "checkpoint") {
        elapsedMs -= intervalMs;
        return;
      }
      const facts = { session: logSession, epoch, n, head, elapsedMs, commitment: salted.commitment, sealed };
      put(open, encodeCheckpointLine(intervalMs, createCheckpoint(crypto, host.privateKey, facts)));
      last = { n, head, epoch };
    },
    witness(participant, key, about = {}) {
      const facts = { participant, session: logSession, ...last, ...about };
      const received = facts.n === 0 ? [] : [[1, facts.n] as const];
      const statement = createWitnessStatement(crypto, keysOf(key), { ...facts, received });
      scribe.entry(5, "t", JSON.stringify(statement));
    },
    beginEpoch(fields = {}) {
      epoch = fields.epoch ?? epoch + 1;
      for (const log of [open, hidden]) {
        const point = { n: log.chain.n, head: toBase64url(log.chain.head) };
        const began = { type: "epoch.began", epoch, ...point, wallMs: 1_767_229_200_000, ...fields };
        put(log, encodeLine(0, "t", JSON.stringify(began)));
      }
    },
  };
  return scribe;
}

/** The event in a `t` line. */
export function eventOf(line: Uint8Array | undefined): Readonly<Record<string, unknown>> {
  const parsed = parseLine(fromUtf8(line ?? new Uint8Array()));
  if (!parsed.ok) throw new Error(parsed.error);
  return z.record(z.string(), z.unknown()).parse(JSON.parse(parsed.value.data));
}

/** The file: each line with its LF. */
export function fileOf(lines: readonly Uint8Array[]): Uint8Array {
  return concat(...lines.flatMap((line) => [line, utf8("\n")]));
}

/** A session of some seconds: colours, wide characters, a resize, chat, two witnesses, private input, a seal. */
export function recordSession(
  options: Parameters<typeof createScribe>[0] & { rounds?: number } = {},
): Scribe {
  const scribe = createScribe(options);
  const chat = (text: string) => JSON.stringify({ type: "chat.sent", by: ana, text });
  scribe.entry(0, "t", JSON.stringify({ type: "session.started", title: "prod-db-01" }));
  for (let round = 0; round < (options.rounds ?? 4); round++) {
    scribe.entry(12, "o", `\u001b[32mana@prod-db-01\u001b[0m:~$ df -h ${round}\r\n`);
    scribe.hidden(14, { type: "input.content", by: ana, text: `df -h ${round}\r` });
    scribe.entry(251, "o", 'Größe 日本語 \u{1f600} "quoted" \\ back\r\n');
    scribe.entry(40, "t", chat(`is it full? ${round}`));
    if (round === 1) scribe.entry(90, "r", "100x30");
    scribe.checkpoint(697);
    scribe.witness(ana, "ana");
    if (round === 2) scribe.witness(ben, "ben");
  }
  scribe.entry(310, "x", "0");
  scribe.entry(0, "t", JSON.stringify({ type: "session.ended" }));
  scribe.checkpoint(1, { sealed: true });
  return scribe;
}

export function verify(file: Uint8Array, expectedHostKey?: string, chunkBytes?: number): Verification {
  return verifyAll(file, expectedHostKey, chunkBytes).found;
}

export function verifyAll(file: Uint8Array, expectedHostKey?: string, chunkBytes = Math.max(1, file.length)) {
  const checkpoints: HeldCheckpoint[] = [];
  const verifier = createVerifier({
    crypto,
    onCheckpoint: (checkpoint) => checkpoints.push(checkpoint),
    ...(expectedHostKey === undefined ? {} : { expectedHostKey }),
  });
  for (let at = 0; at < file.length; at += chunkBytes) verifier.feed(file.subarray(at, at + chunkBytes));
  return { found: verifier.end(), checkpoints };
}

export function verifyPrivate(file: Uint8Array, privateFile: Uint8Array): PrivateVerification {
  const { found, checkpoints } = verifyAll(file);
  const verifier = createPrivateVerifier(crypto, found, checkpoints);
  verifier.feed(privateFile);
  return verifier.end();
}

/** What a verdict vouches for, header and covered entries, is byte for byte what was written. */
export function expectSameLines(found: Uint8Array, written: Uint8Array, coveredEntries: number): void {
  if (coveredEntries === 0) return;
  let end = -1;
  for (let line = 0; line <= coveredEntries; line++) end = written.indexOf(10, end + 1);
  expect(end).toBeGreaterThan(0);
  expect(equalBytes(found.subarray(0, end + 1), written.subarray(0, end + 1))).toBe(true);
}
