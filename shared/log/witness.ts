import { concat, fromBase64url, lengthPrefixed, toBase64url, utf8 } from "../base/bytes.ts";
import type { ParticipantId, SessionId } from "../base/ids.ts";
import type { Crypto, KeyPair } from "../base/ports.ts";
import type { WitnessStated } from "../events/evidence.ts";
import { u32, u64 } from "./integers.ts";

/** What a participant's client vouches for, taken from a checkpoint whose signature it has verified. */
export interface WitnessFacts {
  readonly participant: ParticipantId;
  readonly session: SessionId;
  readonly epoch: number;
  /** The checkpoint's n and head. */
  readonly n: number;
  readonly head: Uint8Array;
  readonly received: readonly (readonly [from: number, to: number])[];
}

/** The bytes signed: these parts, each with its length before it; a range is its two numbers, u64 each. */
function signedBytes(key: Uint8Array, facts: WitnessFacts): Uint8Array {
  return lengthPrefixed(
    utf8("tandem/1 witness"),
    utf8(facts.session),
    utf8(facts.participant),
    key,
    u32(facts.epoch),
    u64(facts.n),
    facts.head,
    concat(...facts.received.flatMap(([from, to]) => [u64(from), u64(to)])),
  );
}

export function createWitnessStatement(
  crypto: Pick<Crypto, "sign">,
  keys: KeyPair,
  facts: WitnessFacts,
): WitnessStated {
  return {
    type: "witness.stated",
    participant: facts.participant,
    key: toBase64url(keys.publicKey),
    session: facts.session,
    epoch: facts.epoch,
    n: facts.n,
    head: toBase64url(facts.head),
    received: facts.received.map(([from, to]) => [from, to]),
    signature: toBase64url(crypto.sign(keys.privateKey, signedBytes(keys.publicKey, facts))),
  };
}

/**
 * Whether the key it names signed this statement. Whoever has the log compares session, epoch, n and head as well, and
 * whoever knows the participants compares the key with the participant's.
 */
export function verifyWitnessStatement(crypto: Pick<Crypto, "verify">, stated: WitnessStated): boolean {
  const key = fromBase64url(stated.key);
  const head = fromBase64url(stated.head);
  const signature = fromBase64url(stated.signature);
  if (key === undefined || head === undefined || signature === undefined) return false;
  return crypto.verify(key, signedBytes(key, { ...stated, head }), signature);
}
