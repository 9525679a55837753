import type { Entry } from "../../../shared/events/table.ts";
import { decodeEvent } from "../../../shared/log/entry.ts";
import { fromStrictUtf8 } from "../../../shared/base/bytes.ts";
import { type LogHeader, parseHeader } from "../../../shared/log/header.ts";
import { parseLine } from "../../../shared/log/line.ts";
import { createLineSplitter } from "../../../shared/log/lines.ts";

/** An entry of a recording where it stands: the files of a session run side by side, epoch by epoch. */
export interface ReadEntry extends Entry {
  /** Of this epoch, the wall time at elapsed 0. */
  readonly wallOffsetMs: number;
}

export interface AuditReaderEvents {
  readonly onEntry: (entry: ReadEntry) => void;
  /** A line that says nothing; the sentence says why. */
  readonly onDamage: (seq: number, why: string) => void;
}

/** Reads a recording as its bytes come. What stands after the last line break is not there yet, or not any more. */
export interface AuditReader {
  feed(chunk: Uint8Array): void;
  /** Undefined until it was read; a sentence where it is none. */
  readonly header: LogHeader | string | undefined;
}

export function createAuditReader({ onEntry, onDamage }: AuditReaderEvents): AuditReader {
  let header: LogHeader | string | undefined;
  let epoch = 0;
  let seq = 0;
  let elapsedMs = 0;
  let wallOffsetMs = 0;

  const handleHeader = (bytes: Uint8Array) => {
    const parsed = parseHeader(bytes);
    header = parsed.ok ? parsed.value : parsed.error;
    if (!parsed.ok) return;
    ({ epoch } = parsed.value.tandem);
    wallOffsetMs = parsed.value.timestamp * 1000;
  };

  /** What moves the time of everything from here on. */
  const keepTime = (event: Entry["event"]) => {
    if (event.type === "session.started") wallOffsetMs = event.startedAtMs - elapsedMs;
    else if (event.type === "clock.jumped") wallOffsetMs += event.byMs;
    else if (event.type === "epoch.began") {
      ({ epoch } = event);
      elapsedMs = 0;
      wallOffsetMs = event.wallMs;
    }
  };

  const handleEntry = (bytes: Uint8Array) => {
    seq += 1;
    const text = fromStrictUtf8(bytes);
    const line = text === undefined ? undefined : parseLine(text);
    if (line?.ok !== true) return onDamage(seq, line === undefined ? "it is not UTF-8" : line.error);
    elapsedMs += line.value.intervalMs;
    const event = decodeEvent(line.value.code, line.value.data);
    if (!event.ok) return onDamage(seq, event.error);
    keepTime(event.value);
    onEntry({ epoch, seq, elapsedMs, event: event.value, wallOffsetMs });
  };

  const splitter = createLineSplitter((bytes) => {
    if (header === undefined) handleHeader(bytes);
    else if (typeof header !== "string") handleEntry(bytes);
  });
  return {
    feed: splitter.feed,
    get header() {
      return header;
    },
  };
}
