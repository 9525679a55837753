import { equalBytes, fromBase64url } from "../base/bytes.ts";
import type { Crypto } from "../base/ports.ts";
import type { DoorHash } from "./messages.ts";

const nobodysHash = new Uint8Array(32);

/**
 * Whether a door opens a link. Does the same work for a link that does not exist, so that neither the answer nor its
 * time tells an unknown link from a wrong door.
 */
export function opensLink(
  crypto: Pick<Crypto, "sha256">,
  link: { readonly door: DoorHash; readonly expiresAtMs: number } | undefined,
  door: Uint8Array,
  nowMs: number,
): boolean {
  const expected = (link === undefined ? undefined : fromBase64url(link.door)) ?? nobodysHash;
  const matches = equalBytes(crypto.sha256(door), expected);
  return matches && link !== undefined && nowMs < link.expiresAtMs;
}
