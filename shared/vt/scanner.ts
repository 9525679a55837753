/* oxlint-disable no-control-regex -- control characters are what this file looks for */
import { maxHeader, maxPayload, type Sequence, type SequenceKind } from "./sequence.ts";

export interface Visitor {
  /** A complete sequence. What a CAN, SUB or another control breaks off is not reported. */
  sequence?(sequence: Sequence): void;
  /** A C0 or C1 control that takes effect, also one in the middle of a sequence. */
  control?(code: number, offset: number): void;
  /** A run of printable text, chunk.slice(start, end). A run may come in several pieces. */
  text?(chunk: string, start: number, end: number): void;
}

/**
 * `sequences`: text and the controls in it are skipped, but for SO, SI and C1: as fast as a search.
 * `everything`: text and every control are reported.
 */
export type Detail = "sequences" | "everything";

/** Reads terminal output in any pieces: a cut may fall inside a sequence or a surrogate pair. */
export interface Scanner {
  feed(chunk: string): void;
  /** Characters fed so far. */
  readonly offset: number;
  /**
   * What brings a terminal from its ground state into the one this output leaves it in; empty between sequences.
   * At most maxHeader + maxPayload characters. Inside a sequence that is longer, or one without effect on a screen
   * (DCS, APC, PM, SOS), it begins a sequence that terminals ignore up to its end.
   */
  readonly unfinished: string;
}

const ground = 0;
const escape = 1;
const escapeIntermediate = 2;
const csiEntry = 3;
const csiParam = 4;
const csiIntermediate = 5;
const csiIgnore = 6;
const osc = 7;
const dcsEntry = 8;
const dcsParam = 9;
const dcsIntermediate = 10;
const dcsIgnore = 11;
const dcsPassthrough = 12;
const ignoredString = 13;

const ignoredCsi = "\x1b[0<";
const ignoredOsc = "\x1b]x";
const ignoredDcs = "\x1bP0<";
const ignoredApc = "\x1b_";

const maxParams = 32;
const maxParam = 0x7fffffff;

/** The states and transitions are those of xterm.js (after Paul Williams' parser, vt100.net/emu/dec_ansi_parser), quirks included: a screen must be read as the terminals that show it read it. */
export function createScanner(visitor: Visitor, detail: Detail = "sequences"): Scanner {
  const groundStop = detail === "everything" ? /[\0-\x1f\x7f-\x9f]/g : /[\x0e\x0f\x1b\x80-\x9f]/g;
  const oscStop = /[\0-\x1f\x80-\x9f]/g;
  const dcsStop = /[\x18\x1a\x1b\x80-\x9f]/g;
  // APC and the like end at the first character that is not ASCII.
  const stringStop = /[\x18\x1a\x1b\x80-\uffff]/g;

  const params = new Int32Array(maxParams);
  const sequence: { -readonly [Key in keyof Sequence]: Sequence[Key] } = {
    kind: "esc",
    id: 0,
    params,
    paramCount: 0,
    command: -1,
    data: "",
    overlong: false,
    start: 0,
    end: 0,
  };

  let state = ground;
  let offset = 0;
  /** Prefix and intermediates, packed as in sequenceId. */
  let collected = 0;
  let paramCount = 1;
  let paramsFull = false;
  let inSubParam = false;
  /** Index in this chunk from which header characters are not yet in `header`. */
  let headerFrom = 0;
  let header = "";
  let payload = "";
  let overlong = false;

  const stopAt = (stop: RegExp, chunk: string, from: number): number => {
    stop.lastIndex = from;
    return stop.test(chunk) ? stop.lastIndex - 1 : chunk.length;
  };

  const begin = (next: number, introducer: string, at: number): void => {
    state = next;
    collected = 0;
    params[0] = 0;
    paramCount = 1;
    paramsFull = false;
    inSubParam = false;
    header = introducer;
    headerFrom = at + 1;
    payload = "";
    overlong = false;
  };

  const report = (kind: SequenceKind, id: number, end: number): void => {
    if (visitor.sequence === undefined) return;
    sequence.kind = kind;
    sequence.id = id;
    sequence.paramCount = paramCount;
    sequence.overlong = overlong;
    sequence.end = offset + end;
    if (kind === "osc") {
      const digits = /^\d+/.exec(payload)?.[0] ?? "";
      const named = digits !== "" && (payload.length === digits.length || payload[digits.length] === ";");
      sequence.command = named ? Number(digits) : -1;
      sequence.data = named ? payload.slice(digits.length + 1) : "";
    } else {
      sequence.command = -1;
      sequence.data = payload;
    }
    visitor.sequence(sequence);
  };

  /** C1 controls, ESC, CAN and SUB do the same in every state. */
  const handleAnywhere = (code: number, at: number): void => {
    if (code === 0x1b) {
      sequence.start = offset + at;
      begin(escape, "\x1b", at);
    } else if (code === 0x9b || code === 0x9d || code === 0x90) {
      sequence.start = offset + at;
      if (code === 0x9b) begin(csiEntry, "\x1b[", at);
      else if (code === 0x9d) begin(osc, "\x1b]", at);
      else begin(dcsEntry, "\x1bP", at);
    } else if (code === 0x98 || code === 0x9e || code === 0x9f) {
      state = ignoredString;
    } else {
      state = ground;
      if (code !== 0x9c) visitor.control?.(code, offset + at);
    }
  };

  const isAnywhere = (code: number): boolean =>
    code === 0x1b || code === 0x18 || code === 0x1a || (code > 0x7f && code < 0xa0);

  const handleParam = (code: number): void => {
    if (code === 0x3b) {
      inSubParam = false;
      if (paramCount < maxParams) params[paramCount++] = 0;
      else paramsFull = true;
    } else if (code === 0x3a) {
      inSubParam = true;
    } else if (!paramsFull && !inSubParam) {
      params[paramCount - 1] = Math.min((params[paramCount - 1] ?? 0) * 10 + code - 0x30, maxParam);
    }
  };

  const handleEscape = (code: number, at: number): void => {
    if (code < 0x30) {
      collected = (collected << 8) | code;
      state = escapeIntermediate;
    } else if (state === escape && code === 0x5b) {
      begin(csiEntry, "\x1b[", at);
    } else if (state === escape && code === 0x5d) {
      begin(osc, "\x1b]", at);
    } else if (state === escape && code === 0x50) {
      begin(dcsEntry, "\x1bP", at);
    } else if (state === escape && (code === 0x58 || code === 0x5e || code === 0x5f)) {
      state = ignoredString;
    } else {
      state = ground;
      if (code < 0x7f) report("esc", (collected << 8) | code, at + 1);
    }
  };

  const handleCsi = (code: number, at: number): void => {
    if (code > 0x7f) {
      if (state !== csiIgnore) state = ground;
    } else if (code > 0x3f) {
      const known = state !== csiIgnore;
      state = ground;
      if (known) report("csi", (collected << 8) | code, at + 1);
    } else if (state === csiIgnore) {
      return;
    } else if (code < 0x30) {
      collected = (collected << 8) | code;
      state = csiIntermediate;
    } else if (state === csiIntermediate) {
      state = csiIgnore;
    } else if (code < 0x3c) {
      state = csiParam;
      handleParam(code);
    } else if (state === csiEntry) {
      collected = (collected << 8) | code;
      state = csiParam;
    } else {
      state = csiIgnore;
    }
  };

  const handleDcsHeader = (code: number, at: number): void => {
    if (code > 0x7f) {
      state = ground;
    } else if (code > 0x3f) {
      collected = (collected << 8) | code;
      state = dcsPassthrough;
      headerFrom = at + 1;
    } else if (code < 0x30) {
      collected = (collected << 8) | code;
      state = dcsIntermediate;
    } else if (state === dcsIntermediate) {
      state = dcsIgnore;
    } else if (code < 0x3c) {
      state = dcsParam;
      handleParam(code);
    } else if (state === dcsEntry) {
      collected = (collected << 8) | code;
      state = dcsParam;
    } else {
      state = dcsIgnore;
    }
  };

  /** The states that read character by character: all of a sequence but a payload. */
  const scanHeader = (chunk: string, from: number): number => {
    let at = from;
    while (at < chunk.length) {
      const code = chunk.charCodeAt(at);
      if (isAnywhere(code)) handleAnywhere(code, at);
      else if (code < 0x20) {
        if (state <= csiIgnore) visitor.control?.(code, offset + at);
      } else if (code === 0x7f) {
        // Ignored by every one of them.
      } else if (state < csiEntry) handleEscape(code, at);
      else if (state < osc) handleCsi(code, at);
      else handleDcsHeader(code, at);
      at++;
      if (state === ground || state === osc || state > dcsIntermediate) break;
    }
    return at;
  };

  const keepPayload = (chunk: string, from: number, to: number): void => {
    if (overlong || to === from) return;
    const room = maxPayload - payload.length;
    overlong = to - from > room;
    payload += chunk.slice(from, overlong ? from + room : to);
  };

  const scanOsc = (chunk: string, from: number): number => {
    const stop = stopAt(oscStop, chunk, from);
    keepPayload(chunk, from, stop);
    if (stop === chunk.length) return stop;
    const code = chunk.charCodeAt(stop);
    const escapes = code === 0x1b;
    if (code === 0x07 || code === 0x9c || escapes) {
      state = ground;
      report("osc", 0, escapes ? stop : stop + 1);
      if (escapes) handleAnywhere(code, stop);
    } else if (isAnywhere(code)) {
      // CAN and SUB are swallowed; a C1 control takes effect.
      if (code > 0x7f) handleAnywhere(code, stop);
      else state = ground;
    }
    return stop + 1;
  };

  const scanDcs = (chunk: string, from: number): number => {
    const stop = stopAt(dcsStop, chunk, from);
    if (state === dcsPassthrough) keepPayload(chunk, from, stop);
    if (stop === chunk.length) return stop;
    const code = chunk.charCodeAt(stop);
    const ends = state === dcsPassthrough && (code === 0x1b || code === 0x9c);
    const swallowed = state === dcsPassthrough && code < 0x1b;
    state = ground;
    if (ends) report("dcs", collected, code === 0x1b ? stop : stop + 1);
    if (!swallowed) handleAnywhere(code, stop);
    return stop + 1;
  };

  const scanIgnored = (chunk: string, from: number): number => {
    const stop = stopAt(stringStop, chunk, from);
    if (stop === chunk.length) return stop;
    const code = chunk.charCodeAt(stop);
    state = ground;
    if (code < 0xa0) handleAnywhere(code, stop);
    return stop + 1;
  };

  const scanGround = (chunk: string, from: number): number => {
    const stop = stopAt(groundStop, chunk, from);
    if (stop > from) visitor.text?.(chunk, from, stop);
    if (stop === chunk.length) return stop;
    const code = chunk.charCodeAt(stop);
    if (code > 0x7f || code === 0x1b) handleAnywhere(code, stop);
    else if (code < 0x20) visitor.control?.(code, offset + stop);
    return stop + 1;
  };

  const keepHeader = (chunk: string): void => {
    const kept = chunk.slice(headerFrom).replace(/[\0-\x1f\x7f]/g, "");
    headerFrom = 0;
    if (header.length + kept.length > maxHeader) overlong = true;
    else header += kept;
  };

  return {
    feed(chunk) {
      headerFrom = 0;
      let at = 0;
      while (at < chunk.length) {
        if (state === ground) at = scanGround(chunk, at);
        else if (state === osc) at = scanOsc(chunk, at);
        else if (state === dcsIgnore || state === dcsPassthrough) at = scanDcs(chunk, at);
        else if (state === ignoredString) at = scanIgnored(chunk, at);
        else at = scanHeader(chunk, at);
      }
      if (state !== ground && (state < osc || (state > osc && state < dcsIgnore))) keepHeader(chunk);
      offset += chunk.length;
    },
    get offset() {
      return offset;
    },
    get unfinished() {
      if (state === ground) return "";
      if (state === osc) return overlong ? ignoredOsc : `\x1b]${payload}`;
      if (state === ignoredString) return ignoredApc;
      if (state === dcsIgnore || state === dcsPassthrough) return ignoredDcs;
      if (state === csiIgnore) return ignoredCsi;
      if (!overlong) return header;
      if (state < csiEntry) return header;
      return state < osc ? ignoredCsi : ignoredDcs;
    },
  };
}
