import { equalBytes, fromStrictUtf8, toBase64url, utf8 } from "../base/bytes.ts";
import type { Crypto } from "../base/ports.ts";
import { epochBeganSchema } from "../events/evidence.ts";
import { type Chain, type ChainPoint, startChain } from "./chain.ts";
import { parseEvent, startsEvent } from "./evidence-line.ts";
import { headerStart, type LogHeader, parseHeader } from "./header.ts";
import { type Line, parseLine } from "./line.ts";
import { createLineSplitter } from "./lines.ts";
import { couldBecomeHeader, couldBecomeLine } from "./torn.ts";

/** A stretch between two signatures that does not verify. Times are the file's own, ms since its beginning. */
export interface Damage {
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** A clause: what was found. */
  readonly reason: string;
}

/** An entry that has just been taken into the chain. */
export interface SpineEntry {
  readonly bytes: Uint8Array;
  readonly line: Line;
  readonly seq: number;
  readonly epoch: number;
  /** ms since the file began. */
  readonly elapsedMs: number;
  readonly before: ChainPoint;
  readonly after: ChainPoint;
}

/** `covered`: a signature holds for everything up to and with this entry. `sealed`: and nothing may follow. */
export type Judgement = "passed" | "covered" | "sealed" | { readonly wrong: string };

/** What tells one kind of log from another. */
export interface SpineRules {
  /** The event that carries the signatures: damage reaches from one to the next. */
  readonly boundary: string;
  judgeHeader(header: LogHeader): "passed" | { readonly wrong: string };
  judgeEntry(entry: SpineEntry): Judgement;
}

export interface SpineReport {
  readonly verdict: "sealed" | "cut-off" | "altered" | "unreadable";
  /** Why it is unreadable, or altered without a stretch to blame; a sentence. */
  readonly reason?: string;
  readonly header?: LogHeader;
  /** Whole lines after the header. */
  readonly entries: number;
  readonly epochs: number;
  readonly durationMs: number;
  readonly covered: { readonly entries: number; readonly elapsedMs: number };
  readonly damage?: Damage;
  /** Where the chain stands after the last whole line; meaningful while nothing is altered. */
  readonly position?: { readonly epoch: number; readonly n: number; readonly head: string };
}

/** Judges a log as its bytes come, in memory for a line and a chunk: form, chain, epochs, and by rules its signatures. */
export interface Spine {
  feed(chunk: Uint8Array): void;
  end(): SpineReport;
}

interface OpenDamage {
  readonly fromSeq: number;
  readonly fromMs: number;
  readonly reason: string;
  to?: { readonly seq: number; readonly ms: number };
}

export function createSpine(crypto: Pick<Crypto, "sha256">, rules: SpineRules): Spine {
  let header: LogHeader | undefined;
  let chain: Chain | undefined;
  let epoch = 0;
  let epochs = 0;
  let entries = 0;
  let elapsedMs = 0;
  let covered = { entries: 0, elapsedMs: 0 };
  let sealed = false;
  let damage: OpenDamage | undefined;
  let refusal: { readonly verdict: "altered" | "unreadable"; readonly reason: string } | undefined;

  const blame = (reason: string) => {
    damage ??= { fromSeq: covered.entries + 1, fromMs: covered.elapsedMs, reason };
  };

  const handleHeader = (bytes: Uint8Array): void => {
    const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    const parsed = parseHeader(marked ? bytes.subarray(3) : bytes);
    if (!parsed.ok) {
      refusal = { verdict: "unreadable", reason: parsed.error };
      return;
    }
    header = parsed.value;
    chain = startChain(crypto.sha256, bytes);
    epoch = header.tandem.epoch;
    epochs = 1;
    const ours =
      equalBytes(bytes.subarray(0, headerStart.length), utf8(headerStart)) && bytes.at(-1) === brace;
    if (!ours) refusal = { verdict: "altered", reason: "The recording's header was written again." };
    const judged = rules.judgeHeader(header);
    if (judged !== "passed") refusal ??= { verdict: "altered", reason: judged.wrong };
  };

  const handleEntry = (bytes: Uint8Array, log: Chain): void => {
    entries += 1;
    if (damage?.to !== undefined) return;
    if (sealed) return blame("something follows the seal");
    const text = fromStrictUtf8(bytes);
    if (text === undefined) return blame(`line ${entries + 1} is not UTF-8`);
    const line = parseLine(text);
    if (!line.ok) return blame(`line ${entries + 1}: ${line.error}`);
    elapsedMs += line.value.intervalMs;
    const isBoundary = startsEvent(line.value, rules.boundary);
    if (damage === undefined) {
      const before = { n: log.n, head: log.head };
      log.append(bytes);
      const begun = startsEvent(line.value, "epoch.began") ? judgeEpoch(line.value, before) : "passed";
      const after = { n: log.n, head: log.head };
      const judged =
        begun === "passed"
          ? rules.judgeEntry({ bytes, line: line.value, seq: entries, epoch, elapsedMs, before, after })
          : begun;
      if (typeof judged === "object") blame(judged.wrong);
      else if (judged !== "passed") covered = { entries, elapsedMs };
      sealed = judged === "sealed";
    }
    if (isBoundary && damage !== undefined) damage.to = { seq: entries, ms: elapsedMs };
  };

  const judgeEpoch = (line: Line, before: ChainPoint): "passed" | { readonly wrong: string } => {
    const began = parseEvent(epochBeganSchema, line.data);
    if (began === undefined) return { wrong: "the beginning of an epoch is malformed" };
    if (began.epoch <= epoch) return { wrong: `epoch ${began.epoch} begins after epoch ${epoch}` };
    if (began.n !== before.n || began.head !== toBase64url(before.head)) {
      return { wrong: `epoch ${began.epoch} did not begin after what stands before it` };
    }
    if (line.intervalMs !== 0) return { wrong: `epoch ${began.epoch} begins with time of its own` };
    epoch = began.epoch;
    epochs += 1;
    return "passed";
  };

  const splitter = createLineSplitter((bytes) => {
    if (refusal !== undefined) return;
    if (chain === undefined) handleHeader(bytes);
    else handleEntry(bytes, chain);
  });

  const judgeRest = (rest: Uint8Array): void => {
    if (rest.length === 0 && chain !== undefined) return;
    if (chain === undefined) {
      const reason = "This is not a recording: its first line is not a header.";
      if (!couldBecomeHeader(rest)) refusal = { verdict: "unreadable", reason };
    } else if (sealed) blame("something follows the seal");
    else if (!couldBecomeLine(rest)) blame("its last line is not the beginning of an entry");
  };

  const judgeEnd = (): Pick<SpineReport, "verdict" | "reason" | "damage"> => {
    if (refusal === undefined) judgeRest(splitter.rest);
    if (refusal !== undefined) return refusal;
    if (damage === undefined) return { verdict: sealed ? "sealed" : "cut-off" };
    const { fromSeq, fromMs, reason, to = { seq: Math.max(entries, fromSeq), ms: elapsedMs } } = damage;
    return { verdict: "altered", damage: { fromSeq, toSeq: to.seq, fromMs, toMs: to.ms, reason } };
  };

  return {
    feed(chunk) {
      if (refusal === undefined) splitter.feed(chunk);
    },
    end() {
      return {
        ...judgeEnd(),
        ...(header === undefined ? {} : { header }),
        ...(chain === undefined ? {} : { position: { epoch, n: chain.n, head: toBase64url(chain.head) } }),
        entries,
        epochs,
        durationMs: elapsedMs,
        covered,
      };
    },
  };
}

const brace = 0x7d;
