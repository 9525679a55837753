import { createNativeCrypto } from "../../../electron/engine/identity/native-crypto.ts";
import type { Recorder } from "../../../electron/engine/recorder/line-writer.ts";
import { silentLogger, systemClock, systemRandom } from "../../../electron/engine/ports.ts";
import { fromBase64url, toBase64url } from "../../../shared/base/bytes.ts";
import { sessionIdSchema } from "../../../shared/base/ids.ts";
import { type ChainPoint, resumeChain, startChain } from "../../../shared/log/chain.ts";
import { createCheckpoint, encodeCheckpointLine } from "../../../shared/log/checkpoint.ts";
import { encodeHeader, type LogHeader } from "../../../shared/log/header.ts";
import { encodeLine, type LineCode } from "../../../shared/log/line.ts";
import type { Verification } from "../../../shared/log/verify.ts";

export const crypto = createNativeCrypto();

const keys = crypto.createEd25519(new Uint8Array(32).fill(7));
const session = sessionIdSchema.parse("SES-ABCDEFGH23456722");

export function headerOf(fields: Partial<LogHeader["tandem"]> = {}): LogHeader {
  const hostKey = toBase64url(keys.publicKey);
  return {
    version: 3,
    term: { cols: 80, rows: 24, type: "xterm-256color" },
    timestamp: 1_767_225_600,
    title: "prod-db-01",
    tandem: { format: 1, session, epoch: 1, hostKey, widths: "xterm-6", kind: "public", ...fields },
  };
}

export const ports = { clock: systemClock, random: systemRandom, logger: silentLogger };

/** A session's log on its way into a recorder, chained and signed. */
export interface Feed {
  /** Entries so far. */
  readonly n: number;
  entry(intervalMs: number, code: LineCode, data: string): void;
  checkpoint(sealed: boolean): void;
  /** Goes on after a crash. */
  beginEpoch(): void;
}

/** from: what verify found in a file that is gone on with. */
export function createFeed(recorder: Recorder, from?: Verification): Feed {
  const chain =
    from?.position === undefined
      ? startChain(crypto.sha256, encodeHeader(headerOf()))
      : resumeChain(crypto.sha256, pointOf(from.position));
  let elapsedMs = from?.durationMs ?? 0;
  let epoch = from?.position?.epoch ?? 1;
  const put = (line: Uint8Array) => {
    chain.append(line);
    recorder.append(line);
  };
  return {
    get n() {
      return chain.n;
    },
    entry(intervalMs, code, data) {
      elapsedMs += intervalMs;
      put(encodeLine(intervalMs, code, data));
    },
    checkpoint(sealed) {
      const { n, head } = chain;
      const facts = { session, epoch, n, head, elapsedMs, commitment: new Uint8Array(32), sealed };
      put(encodeCheckpointLine(0, createCheckpoint(crypto, keys.privateKey, facts)));
    },
    beginEpoch() {
      epoch += 1;
      const began = {
        type: "epoch.began",
        epoch,
        n: chain.n,
        head: toBase64url(chain.head),
        wallMs: Date.now(),
      };
      put(encodeLine(0, "t", JSON.stringify(began)));
    },
  };
}

function pointOf(position: { readonly n: number; readonly head: string }): ChainPoint {
  return { n: position.n, head: fromBase64url(position.head) ?? new Uint8Array(32) };
}

/** Terminal output of 16 KB, different each time. */
export function screenful(i: number): string {
  const line = `\u001b[3${i % 8}m${i} total 48 drwxr-xr-x  2 root root  4096 Größe 日本\u001b[0m\r\n`;
  return line.repeat(Math.ceil(16_384 / line.length)).slice(0, 16_384);
}
