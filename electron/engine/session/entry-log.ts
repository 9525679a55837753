import { invariant } from "../../../shared/base/assert.ts";
import type { SessionId } from "../../../shared/base/ids.ts";
import type { Clock, Crypto, KeyPair, Random } from "../../../shared/base/ports.ts";
import type { Entry, SessionEvent } from "../../../shared/events/table.ts";
import { startChain } from "../../../shared/log/chain.ts";
import { createCheckpoint, encodeCheckpointLine } from "../../../shared/log/checkpoint.ts";
import { encodeEvent } from "../../../shared/log/entry.ts";
import { encodeLine } from "../../../shared/log/line.ts";
import { createOutputLines } from "../../../shared/log/output-line.ts";
import { commitPrivate, saltBytes } from "../../../shared/log/private.ts";
import {
  encodeEntryFrame,
  encodeEntryFrameInPlace,
  entryHeaderBytes,
} from "../../../shared/wire/log-frames.ts";

/** An entry with its bytes, made once: the line for disk and hash, the frame for everybody's wire. */
export interface Logged {
  readonly entry: Entry;
  readonly line: Uint8Array;
  readonly frame: Uint8Array;
}

/** The ordered, chained log of one session; gives every event its place, its time and its bytes. */
export interface EntryLog {
  readonly epoch: number;
  /** The last entry's number. */
  readonly seq: number;
  readonly elapsedMs: number;
  append(event: SessionEvent): Logged;
  appendPrivate(event: SessionEvent): Logged;
  /** Signs everything so far: the private line that opens its commitment, and the checkpoint's own entry. */
  checkpoint(sealed: boolean): { readonly privateLine: Uint8Array; readonly logged: Logged };
}

export interface EntryLogOptions {
  readonly session: SessionId;
  readonly epoch: number;
  readonly publicHeader: Uint8Array;
  readonly privateHeader: Uint8Array;
  readonly identity: KeyPair;
  readonly crypto: Crypto;
  readonly random: Random;
  readonly clock: Clock;
}

export function createEntryLog(options: EntryLogOptions): EntryLog {
  const { crypto, clock, epoch } = options;
  const sha256 = (bytes: Uint8Array) => crypto.sha256(bytes);
  const chain = startChain(sha256, options.publicHeader);
  const privateChain = startChain(sha256, options.privateHeader);
  const encodeOutput = createOutputLines(entryHeaderBytes);
  const startMs = clock.monotonicMs();
  let elapsedMs = 0;
  let privateElapsedMs = 0;

  /** Whole ms since the epoch began; the interval to the entry before. */
  const tick = () => {
    const now = Math.max(elapsedMs, Math.floor(clock.monotonicMs() - startMs));
    const intervalMs = now - elapsedMs;
    elapsedMs = now;
    return intervalMs;
  };

  const tickPrivate = () => {
    const now = Math.max(privateElapsedMs, Math.floor(clock.monotonicMs() - startMs));
    const intervalMs = now - privateElapsedMs;
    privateElapsedMs = now;
    return intervalMs;
  };

  const place = (event: SessionEvent, line: Uint8Array, encodeFrame = encodeEntryFrame): Logged => {
    chain.append(line);
    const entry: Entry = { epoch, seq: chain.n, elapsedMs, event };
    return { entry, line, frame: encodeFrame({ epoch, seq: entry.seq, elapsedMs, isPrivate: false, line }) };
  };

  return {
    epoch,
    get seq() {
      return chain.n;
    },
    get elapsedMs() {
      return elapsedMs;
    },
    append(event) {
      invariant(event.type !== "checkpoint", "checkpoints are made by the log");
      const { code, data } = encodeEvent(event);
      const intervalMs = tick();
      const roomy = code === "o" ? encodeOutput(intervalMs, data) : undefined;
      if (roomy !== undefined) return place(event, roomy, encodeEntryFrameInPlace);
      return place(event, encodeLine(intervalMs, code, data));
    },
    appendPrivate(event) {
      const { code, data } = encodeEvent(event);
      const line = encodeLine(tickPrivate(), code, data);
      privateChain.append(line);
      const entry: Entry = { epoch, seq: privateChain.n, elapsedMs: privateElapsedMs, event };
      const { seq } = entry;
      return {
        entry,
        line,
        frame: encodeEntryFrame({ epoch, seq, elapsedMs: privateElapsedMs, isPrivate: true, line }),
      };
    },
    checkpoint(sealed) {
      const intervalMs = tick();
      const { n, head } = chain;
      const salted = commitPrivate(crypto, privateChain, tickPrivate(), n, options.random.bytes(saltBytes));
      const checkpoint = createCheckpoint(crypto, options.identity.privateKey, {
        session: options.session,
        epoch,
        n,
        head,
        elapsedMs,
        commitment: salted.commitment,
        sealed,
      });
      return {
        privateLine: salted.line,
        logged: place(checkpoint, encodeCheckpointLine(intervalMs, checkpoint)),
      };
    },
  };
}
