import { equalBytes, fromBase64url, toBase64url } from "../base/bytes.ts";
import type { ParticipantId, SessionId } from "../base/ids.ts";
import type { Crypto } from "../base/ports.ts";
import { checkpointSchema, witnessStatedSchema } from "../events/evidence.ts";
import { encodeCheckpointLine, verifyCheckpoint } from "./checkpoint.ts";
import { parseEvent, startsEvent } from "./evidence-line.ts";
import { keyFingerprint } from "./fingerprint.ts";
import type { LogHeader } from "./header.ts";
import { createSpine, type Judgement, type SpineEntry, type SpineReport } from "./spine.ts";
import { sentence } from "./verdict-text.ts";
import { verifyWitnessStatement } from "./witness.ts";

/** A participant who stated heads, by the key they stated them with. */
export interface Witness {
  readonly participant: ParticipantId;
  /** Ed25519 public key, base64url. That it is this participant's is the host's word: see what this does not prove. */
  readonly key: string;
  readonly statements: number;
  /** The last entry they stated. */
  readonly upTo: number;
}

/**
 * What `verify` finds.
 *
 * - `sealed`: everything stands as the host signed it, to the end.
 * - `cut-off`: everything stands as it was written, but it stops before the end; `covered` says how far signatures go.
 * - `altered`: it is not what the host wrote; `damage` is the first stretch between two checkpoints that shows it.
 * - `unreadable`: not a recording, or one of a newer format.
 */
export interface Verification extends SpineReport {
  /** For people; says verdict, reason and reach. */
  readonly message: string;
  readonly session?: SessionId;
  /** Ed25519 public key from the header, base64url. Who that is, is for the reader to know. */
  readonly hostKey?: string;
  readonly hostFingerprint?: string;
  readonly checkpoints: number;
  readonly witnessed: readonly Witness[] | "unwitnessed";
}

/** A checkpoint that held: what verifying a private file needs of the public one. */
export interface HeldCheckpoint {
  readonly n: number;
  readonly epoch: number;
  /** base64url. */
  readonly commitment: string;
  readonly sealed: boolean;
}

export interface VerifierOptions {
  readonly crypto: Pick<Crypto, "sha256" | "verify">;
  /** Ed25519 public key, base64url: anything signed by another counts as altered. */
  readonly expectedHostKey?: string;
  readonly onCheckpoint?: (checkpoint: HeldCheckpoint) => void;
}

/** Fed with a file's bytes in chunks of any size; each chunk is read before feed returns, and not kept. */
export interface Verifier {
  feed(chunk: Uint8Array): void;
  /** Once, after the last byte. */
  end(): Verification;
}

/**
 * Checkpoints remembered to hold statements against: over an hour of unbroken activity. A statement about an older one
 * is passed over, counted for nothing.
 */
const maxRemembered = 4096;

/** A hostile file cannot make the list of witnesses longer than any session's. */
const maxWitnesses = 1000;

/** Verifies a public log in constant memory. */
export function createVerifier(options: VerifierOptions): Verifier {
  const { crypto, expectedHostKey } = options;
  let key: Uint8Array | undefined;
  let header: LogHeader | undefined;
  let checkpoints = 0;
  const remembered = new Map<number, { readonly epoch: number; readonly head: string }>();
  const witnesses = new Map<string, Witness>();

  const judgeCheckpoint = (entry: SpineEntry, log: LogHeader, hostKey: Uint8Array): Judgement => {
    const { line, epoch, before } = entry;
    const fields = parseEvent(checkpointSchema, line.data);
    if (fields === undefined) return { wrong: "its checkpoint is malformed" };
    const checkpoint = { type: "checkpoint", ...fields } as const;
    if (!equalBytes(encodeCheckpointLine(line.intervalMs, checkpoint), entry.bytes)) {
      return { wrong: "its checkpoint is not spelled as hosts write it" };
    }
    if (!verifyCheckpoint(crypto, hostKey, { session: log.tandem.session, epoch }, checkpoint)) {
      return { wrong: "its checkpoint was not signed by this host for this session" };
    }
    if (checkpoint.n !== before.n || checkpoint.head !== toBase64url(before.head)) {
      return { wrong: "it is not what the host signed" };
    }
    if (checkpoint.elapsedMs !== entry.elapsedMs) {
      return { wrong: "its checkpoint stands at another time than the host signed" };
    }
    checkpoints += 1;
    remembered.set(checkpoint.n, { epoch, head: checkpoint.head });
    for (const oldest of remembered.keys()) {
      if (remembered.size <= maxRemembered) break;
      remembered.delete(oldest);
    }
    const sealed = checkpoint.sealed === true;
    options.onCheckpoint?.({ n: checkpoint.n, epoch, commitment: checkpoint.private, sealed });
    return sealed ? "sealed" : "covered";
  };

  /** The host logs only statements that hold, so one that does not is as good as a broken chain. */
  const judgeStatement = (entry: SpineEntry, log: LogHeader): Judgement => {
    const fields = parseEvent(witnessStatedSchema, entry.line.data);
    if (fields === undefined) return { wrong: "a participant's statement is malformed" };
    const stated = { type: "witness.stated", ...fields } as const;
    const { participant, n } = stated;
    if (stated.session !== log.tandem.session || !verifyWitnessStatement(crypto, stated)) {
      return { wrong: `a statement was not signed by ${participant} for this session` };
    }
    const checkpoint = remembered.get(n);
    if (checkpoint === undefined) {
      const [oldest = 0] = remembered.keys();
      if (n < oldest) return "passed";
      return { wrong: `${participant} stated a checkpoint that is not in the recording` };
    }
    if (checkpoint.epoch !== stated.epoch || checkpoint.head !== stated.head) {
      return { wrong: `${participant} was shown something else up to entry ${n} than stands here` };
    }
    if ((stated.received.at(-1)?.[1] ?? 0) > n) {
      return { wrong: `${participant} stated entries after the checkpoint they signed` };
    }
    const name = `${participant} ${stated.key}`;
    const known = witnesses.get(name);
    if (known !== undefined || witnesses.size < maxWitnesses) {
      const statements = (known?.statements ?? 0) + 1;
      witnesses.set(name, { participant, key: stated.key, statements, upTo: Math.max(n, known?.upTo ?? 0) });
    }
    return "passed";
  };

  const spine = createSpine(crypto, {
    boundary: "checkpoint",
    judgeHeader(read) {
      header = read;
      key = fromBase64url(read.tandem.hostKey);
      if (read.tandem.kind !== "public") return { wrong: "This is the private part of a recording." };
      if (expectedHostKey !== undefined && expectedHostKey !== read.tandem.hostKey) {
        const found = keyFingerprint(crypto, read.tandem.hostKey);
        const wanted = keyFingerprint(crypto, expectedHostKey) ?? "the one expected";
        return { wrong: `The recording is by host ${found}, not by ${wanted}.` };
      }
      return "passed";
    },
    judgeEntry(entry) {
      if (header === undefined || key === undefined) return "passed";
      if (startsEvent(entry.line, "checkpoint")) return judgeCheckpoint(entry, header, key);
      if (startsEvent(entry.line, "witness.stated")) return judgeStatement(entry, header);
      return "passed";
    },
  });

  return {
    feed: (chunk) => spine.feed(chunk),
    end() {
      const report = spine.end();
      const hostFingerprint =
        header === undefined ? undefined : keyFingerprint(crypto, header.tandem.hostKey);
      const people = new Set([...witnesses.values()].map((each) => each.participant)).size;
      const seen =
        people === 0
          ? "No participant's client witnessed it."
          : `Witnessed by ${people} ${people === 1 ? "participant" : "participants"}.`;
      const signed = report.verdict === "sealed" ? ` Signed by host ${hostFingerprint}. ${seen}` : "";
      return {
        ...report,
        message: `${sentence(report)}${signed}`,
        ...(header === undefined ? {} : { session: header.tandem.session, hostKey: header.tandem.hostKey }),
        ...(hostFingerprint === undefined ? {} : { hostFingerprint }),
        checkpoints,
        witnessed: people === 0 ? "unwitnessed" : [...witnesses.values()],
      };
    },
  };
}
