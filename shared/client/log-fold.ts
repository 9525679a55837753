import { concat, fromStrictUtf8 } from "../base/bytes.ts";
import { type Disposable, toDisposable } from "../base/disposable.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { Entry } from "../events/table.ts";
import { decodeEvent } from "../log/entry.ts";
import { parseLine } from "../log/line.ts";
import { evolve, evolvePrivate } from "../state/evolve.ts";
import type { SessionState } from "../state/state.ts";
import type { Position } from "../wire/messages.ts";
import { decodeLogFrame, type KeyframeHeader, maxKeyframeBytes, type WireEntry } from "../wire/log-frames.ts";
import { unpack } from "../wire/packing.ts";
import { heldScreen, noScreen, type ScreenSink } from "./screen-sink.ts";

/** What the fold tells its owner. */
export interface FoldListeners {
  onState(state: SessionState): void;
  /** News, once and in the order of the log; output that a whole screen stands for is none. */
  onEntry(entry: Entry, isPrivate: boolean): void;
  /**
   * Output as it is drawn: after each whole screen all that came since, without a gap. News may have overtaken it, and
   * a screen from before it brings it again.
   */
  onOutput(entry: Entry): void;
  /** A whole screen was put in place; `depth` tells whether its scrollback came along. */
  onScreen(depth: KeyframeHeader["depth"], seq: number): void;
}

export interface LogFold {
  readonly state: SessionState | undefined;
  /** The last entry up to which the screen shows everything; behind the state while a whole screen is awaited. */
  readonly screenSeq: number;
  /** Where a new line can go on; undefined before the sink's first screen. */
  readonly position: Position | undefined;
  /** One message of the log lane; `done` once the screen has taken it in. The error is for the log: close the line. */
  handle(message: Uint8Array, done: () => void): Result<undefined, string>;
  /** Until disposed of. The first one that `later` promised is given all that came; others begin with a whole screen. */
  setSink(sink: ScreenSink): Disposable;
  /** A new line: half a keyframe of the old one is worth nothing. */
  restart(): void;
}

/** Folds what arrives on the log lane into the state and onto a screen. */
export function createLogFold(first: ScreenSink | "later", listeners: FoldListeners): LogFold {
  const held = heldScreen();
  let sink = first === "later" ? held : first;
  let state: SessionState | undefined;
  let screenSeq = 0;
  let hasScreen = false;
  let keyframe: { readonly header: KeyframeHeader; readonly parts: Uint8Array[]; bytes: number } | undefined;

  /** Runs `done` once every write handed to the sink under this tally has been taken in. */
  const tally = (done: () => void) => {
    let open = 1;
    const close = () => {
      open -= 1;
      if (open === 0) done();
    };
    return {
      enter() {
        open += 1;
        return close;
      },
      close,
    };
  };

  const handleEntries = (entries: readonly WireEntry[], done: () => void): Result<undefined, string> => {
    const writes = tally(done);
    let text = "";
    const flush = () => {
      if (text.length > 0) sink.write(text, writes.enter());
      text = "";
    };
    for (const wire of entries) {
      const line = fromStrictUtf8(wire.line);
      if (line === undefined) return err(`entry ${wire.seq}: not UTF-8`);
      const parsed = parseLine(line);
      if (!parsed.ok) return err(`entry ${wire.seq}: ${String(parsed.error)}`);
      const event = decodeEvent(parsed.value.code, parsed.value.data);
      if (!event.ok) return err(`entry ${wire.seq}: ${event.error}`);
      const entry: Entry = {
        epoch: wire.epoch,
        seq: wire.seq,
        elapsedMs: wire.elapsedMs,
        event: event.value,
      };
      if (state === undefined) return err("an entry before the snapshot");
      if (wire.isPrivate) {
        state = evolvePrivate(state, entry.event);
        listeners.onEntry(entry, true);
        continue;
      }
      if (entry.seq > state.seq) {
        const next = entry.seq === state.seq + 1 && entry.epoch === state.epoch;
        if (next && entry.elapsedMs - state.elapsedMs !== parsed.value.intervalMs) {
          return err(`entry ${wire.seq}: its time does not agree with its header`);
        }
        state = evolve(state, entry);
        listeners.onEntry(entry, false);
      }
      // On the screen already, or news ahead of a whole screen that is on its way.
      if (!hasScreen || entry.seq !== screenSeq + 1) continue;
      if (entry.event.type === "output") {
        text += entry.event.text;
        listeners.onOutput(entry);
      } else if (entry.event.type === "resized") {
        flush();
        sink.resize(entry.event.cols, entry.event.rows);
      }
      screenSeq = entry.seq;
    }
    flush();
    if (state !== undefined) listeners.onState(state);
    writes.close();
    return ok(undefined);
  };

  const handleKeyframe = (
    header: KeyframeHeader,
    data: Uint8Array,
    done: () => void,
  ): Result<undefined, string> => {
    if (header.part === 0) keyframe = { header, parts: [], bytes: 0 };
    if (
      keyframe === undefined ||
      keyframe.header.seq !== header.seq ||
      keyframe.parts.length !== header.part
    ) {
      return err("a keyframe's parts are out of order");
    }
    keyframe.bytes += data.length;
    if (keyframe.bytes > maxKeyframeBytes) return err("a keyframe is too large");
    keyframe.parts.push(data);
    if (keyframe.parts.length < header.parts) {
      done();
      return ok(undefined);
    }
    const packed = concat(...keyframe.parts);
    keyframe = undefined;
    const whole = unpack(packed, header.bytes);
    if (whole === undefined) return err("a keyframe cannot be unpacked");
    screenSeq = header.seq;
    hasScreen = true;
    const { cols, rows, firstLine } = header;
    sink.reset({ cols, rows, firstLine, data: whole }, done);
    listeners.onScreen(header.depth, header.seq);
    return ok(undefined);
  };

  return {
    get state() {
      return state;
    },
    get screenSeq() {
      return screenSeq;
    },
    get position() {
      if (state === undefined || !hasScreen) return undefined;
      return { epoch: state.epoch, seq: Math.min(state.seq, screenSeq) };
    },
    handle(message, done) {
      const frame = decodeLogFrame(message);
      if (!frame.ok) return frame;
      switch (frame.value.kind) {
        case "entries":
          return handleEntries(frame.value.entries, done);
        case "keyframe":
          return handleKeyframe(frame.value.header, frame.value.data, done);
        case "snapshot":
          state = frame.value.state;
          listeners.onState(state);
          done();
          return ok(undefined);
      }
    },
    setSink(next) {
      if (sink === held) held.handTo(next);
      else hasScreen = false;
      sink = next;
      return toDisposable(() => {
        if (sink === next) sink = noScreen;
      });
    },
    restart() {
      keyframe = undefined;
    },
  };
}
