import { z } from "zod";
import { concat, fromBase64url, utf8 } from "../base/bytes.ts";
import type { Crypto } from "../base/ports.ts";

/**
 * How an owner's page on 127.0.0.1 and the host prove to each other that both hold the page's token, before a
 * WebSocket carries anything else. Text frames, in this order: hello, challenge, proof, ready; binary frames after.
 */

const bytes32Schema = z
  .string()
  .length(43)
  .refine((text) => fromBase64url(text)?.length === 32, "not 32 bytes in base64url");

/** An answer of the host with room to spare; what is larger is not ours. */
export const maxLocalFrameBytes = 1_100_000;

/** POST /launch: the one-time code of the launch address for the token of this page. */
export const launchInputSchema = z.strictObject({ code: z.string().min(1).max(128) });
/** 32 bytes, base64url; kept in memory only. */
export const launchOutputSchema = z.strictObject({ token: bytes32Schema });

export const localHelloSchema = z.strictObject({ type: z.literal("hello"), nonce: bytes32Schema });
export const localChallengeSchema = z.strictObject({
  type: z.literal("proof"),
  nonce: bytes32Schema,
  mac: bytes32Schema,
});
export const localProofSchema = z.strictObject({ type: z.literal("proof"), mac: bytes32Schema });
export const localReadySchema = z.strictObject({ type: z.literal("ready") });

export interface LocalNonces {
  /** 32 bytes each. */
  readonly page: Uint8Array;
  readonly server: Uint8Array;
}

/** What the server shows. Its label and order differ from the page's, so that neither proof passes for the other. */
export function localServerMac(crypto: Crypto, token: Uint8Array, nonces: LocalNonces): Uint8Array {
  return crypto.hmacSha256(token, concat(utf8("tandem/1 local server"), nonces.page, nonces.server));
}

/** What the page shows. */
export function localPageMac(crypto: Crypto, token: Uint8Array, nonces: LocalNonces): Uint8Array {
  return crypto.hmacSha256(token, concat(utf8("tandem/1 local page"), nonces.server, nonces.page));
}
