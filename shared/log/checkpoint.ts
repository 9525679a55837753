import { fromBase64url, lengthPrefixed, toBase64url, utf8 } from "../base/bytes.ts";
import type { SessionId } from "../base/ids.ts";
import type { Crypto } from "../base/ports.ts";
import type { Checkpoint } from "../events/evidence.ts";
import { u32, u64 } from "./integers.ts";
import { encodeLine } from "./line.ts";

/** What a checkpoint says, in bytes; session and epoch are the log's and not repeated in the entry. */
export interface CheckpointFacts {
  readonly session: SessionId;
  readonly epoch: number;
  /** Entries signed; the checkpoint itself becomes entry n + 1. */
  readonly n: number;
  /** h(n), 32 bytes. */
  readonly head: Uint8Array;
  /** ms since the file began at which the checkpoint's own entry stands. */
  readonly elapsedMs: number;
  /** 32 bytes, from createCommitment. */
  readonly commitment: Uint8Array;
  readonly sealed: boolean;
}

/**
 * The bytes signed: these parts, each with its length before it. The time is among them because nothing follows a
 * sealed checkpoint: no later head covers its line, so the signature and the one spelling must.
 */
function signedBytes(facts: CheckpointFacts): Uint8Array {
  return lengthPrefixed(
    utf8("tandem/1 checkpoint"),
    utf8(facts.session),
    u32(facts.epoch),
    u64(facts.n),
    facts.head,
    u64(facts.elapsedMs),
    facts.commitment,
    Uint8Array.of(facts.sealed ? 1 : 0),
  );
}

/** hostKey: the host's Ed25519 private key, 32 bytes. */
export function createCheckpoint(
  crypto: Pick<Crypto, "sign">,
  hostKey: Uint8Array,
  facts: CheckpointFacts,
): Checkpoint {
  return {
    type: "checkpoint",
    n: facts.n,
    elapsedMs: facts.elapsedMs,
    head: toBase64url(facts.head),
    private: toBase64url(facts.commitment),
    signature: toBase64url(crypto.sign(hostKey, signedBytes(facts))),
    ...(facts.sealed ? { sealed: true } : {}),
  };
}

/**
 * Whether the host of this key signed this checkpoint for this session and epoch. Says nothing of whether its head is
 * the log's: whoever has the log compares n and head.
 */
export function verifyCheckpoint(
  crypto: Pick<Crypto, "verify">,
  hostKey: Uint8Array,
  log: { readonly session: SessionId; readonly epoch: number },
  checkpoint: Checkpoint,
): boolean {
  const head = fromBase64url(checkpoint.head);
  const commitment = fromBase64url(checkpoint.private);
  const signature = fromBase64url(checkpoint.signature);
  if (head === undefined || commitment === undefined || signature === undefined) return false;
  const { n, elapsedMs } = checkpoint;
  const facts = { ...log, n, head, elapsedMs, commitment, sealed: checkpoint.sealed === true };
  return crypto.verify(hostKey, signedBytes(facts), signature);
}

/** The one spelling of a checkpoint's line. */
export function encodeCheckpointLine(intervalMs: number, checkpoint: Checkpoint): Uint8Array {
  const { type, n, elapsedMs, head, private: commitment, signature, sealed } = checkpoint;
  const data = { type, n, elapsedMs, head, private: commitment, signature, ...(sealed ? { sealed } : {}) };
  return encodeLine(intervalMs, "t", JSON.stringify(data));
}
