import { concat, fromStrictUtf8, utf8 } from "../../shared/base/bytes.ts";
import type { Entry } from "../../shared/events/table.ts";
import { decodeEvent } from "../../shared/log/entry.ts";
import { parseLine } from "../../shared/log/line.ts";
import { createVerifier, type HeldCheckpoint, type Verification } from "../../shared/log/verify.ts";
import { createPrivateVerifier, type PrivateVerification } from "../../shared/log/verify-private.ts";
import { createNativeCrypto } from "../../electron/engine/identity/native-crypto.ts";

const crypto = createNativeCrypto();

/** The lines of a recording's bytes, the header first. */
export function splitLines(file: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let from = 0; from < file.length; ) {
    const end = file.indexOf(10, from);
    lines.push(file.subarray(from, end < 0 ? file.length : end));
    from = end < 0 ? file.length : end + 1;
  }
  return lines;
}

/** The entries of one epoch's lines, the header being the first; throws on one that no reader takes. */
export function readEntries(lines: readonly Uint8Array[]): readonly Entry[] {
  let elapsedMs = 0;
  return lines.slice(1).map((bytes, i) => {
    const line = parseLine(fromStrictUtf8(bytes) ?? "");
    if (!line.ok) throw new Error(`entry ${i + 1}: ${line.error}`);
    const event = decodeEvent(line.value.code, line.value.data);
    if (!event.ok) throw new Error(`entry ${i + 1}: ${event.error}`);
    elapsedMs += line.value.intervalMs;
    return { epoch: 1, seq: i + 1, elapsedMs, event: event.value };
  });
}

/** What `verify` says of a public recording and its private part. */
export function verifyBoth(
  lines: readonly Uint8Array[],
  privateLines: readonly Uint8Array[],
): { readonly public: Verification; readonly private: PrivateVerification } {
  const held: HeldCheckpoint[] = [];
  const verifier = createVerifier({ crypto, onCheckpoint: (each) => held.push(each) });
  for (const line of lines) verifier.feed(concat(line, utf8("\n")));
  const found = verifier.end();
  const hidden = createPrivateVerifier(crypto, found, held);
  for (const line of privateLines) hidden.feed(concat(line, utf8("\n")));
  return { public: found, private: hidden.end() };
}
