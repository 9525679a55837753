import { createNativeCrypto } from "../../../electron/engine/identity/native-crypto.ts";
import type { Recorder } from "../../../electron/engine/recorder/line-writer.ts";
import { silentLogger, systemClock, systemRandom } from "../../../electron/engine/ports.ts";
import { toBase64url } from "../../../shared/base/bytes.ts";
import { sessionIdSchema } from "../../../shared/base/ids.ts";
import { startChain } from "../../../shared/log/chain.ts";
import { createCheckpoint, encodeCheckpointLine } from "../../../shared/log/checkpoint.ts";
import { encodeHeader, type LogHeader } from "../../../shared/log/header.ts";
import { encodeLine, type LineCode } from "../../../shared/log/line.ts";

export const crypto = createNativeCrypto();

export const keys = crypto.createEd25519(new Uint8Array(32).fill(7));
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
}

export function createFeed(recorder: Recorder): Feed {
  const chain = startChain(crypto.sha256, encodeHeader(headerOf()));
  let elapsedMs = 0;
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
      const facts = { session, epoch: 1, n, head, elapsedMs, commitment: new Uint8Array(32), sealed };
      put(encodeCheckpointLine(0, createCheckpoint(crypto, keys.privateKey, facts)));
    },
  };
}

/** Terminal output of 16 KB, different each time. */
export function screenful(i: number): string {
  const line = `\u001b[3${i % 8}m${i} total 48 drwxr-xr-x  2 root root  4096 Größe 日本\u001b[0m\r\n`;
  return line.repeat(Math.ceil(16_384 / line.length)).slice(0, 16_384);
}
