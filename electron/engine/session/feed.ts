import { type Disposable, DisposableStore } from "../../../shared/base/disposable.ts";
import type { Clock } from "../../../shared/base/ports.ts";
import type { Connection } from "../../../shared/channel/connection.ts";
import { createSendWindow } from "../../../shared/channel/window.ts";
import { encodeEntries } from "../../../shared/wire/log-frames.ts";
import type { KeyframeDepth } from "../screen/screen.ts";
import type { Egress } from "./egress.ts";
import type { Flood } from "./flood.ts";
import type { EncodedKeyframe, Keyframes } from "./keyframes.ts";
import type { Recent } from "./recent.ts";

/** Bytes of one message of entries: encrypted in one go, small enough that a keyframe's turn comes soon. */
const batchBytes = 32_768;
/** Further behind than this, the screen as it is now is worth more than what led to it. */
const skipBytes = { remote: 131_072, local: 524_288 } as const;
/** A participant who takes nothing for so long is disconnected and resumes later. */
const stuckMs = 15_000;

/** One participant's stream of the log: entries while they keep up, keyframes when they do not. */
export interface Feed extends Disposable {
  /** Sends what may be sent now. */
  pump(): void;
  handleAck(totalBytes: number): boolean;
  /** A whole screen on request, as much of it as they may see; false where one is being made already. */
  sendScreen(done: (sent: boolean) => void): void;
  /** Ahead of everything else that waits: private entries for the owner, a snapshot. */
  push(message: Uint8Array): void;
  /** Held: what happens is told, what is shown stands still; released, a whole screen makes up for it. */
  hold(held: boolean): void;
  /** Their input was the last: their next keyframe is not kept waiting. */
  hurry(): void;
  /**
   * What others asked for: taken where it is a screen, and less than the output that they are behind it. Scrollback may
   * be the owner's, and not theirs to see.
   */
  offer(keyframe: EncodedKeyframe): void;
  /** Everything up to the end of the log was sent and taken in, scrollback included. */
  readonly settled: boolean;
}

export interface FeedOptions {
  readonly connection: Connection;
  readonly recent: Recent;
  readonly keyframes: Pick<Keyframes, "request">;
  readonly egress: Egress;
  readonly flood: Flood;
  readonly clock: Clock;
  /** The first entry to send. */
  readonly from: number;
  /** Starts with a keyframe: whoever joins, or was away too long. */
  readonly fresh: boolean;
  /** What a keyframe brings whoever asks: less than everything where the owner says so. */
  readonly depth: () => KeyframeDepth;
  /** A screen as of an earlier entry shows what is not theirs to see: the shadow terminal may be behind. */
  readonly leastSeq: () => number;
  /** What is sent in its stead, where they are not to see it. */
  readonly instead: (keyframe: EncodedKeyframe) => readonly Uint8Array[] | undefined;
  /** Begins held. */
  readonly held: boolean;
  /** The last entry of the log. */
  readonly last: () => number;
  /** There is room again, or a keyframe arrived: pump as soon as the present turn is over. */
  readonly wake: () => void;
  /** The budget is used up: pump in a few milliseconds. */
  readonly wakeLater: () => void;
}

/** Frames in their order, as many to a message as one batch holds. */
function inBatches(frames: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  const batches: Uint8Array[][] = [];
  let room = 0;
  for (const frame of frames) {
    const batch = batches.at(-1);
    if (batch === undefined || frame.length > room) {
      batches.push([frame]);
      room = batchBytes - frame.length;
    } else {
      batch.push(frame);
      room -= frame.length;
    }
  }
  return batches;
}

export function createFeed(options: FeedOptions): Feed {
  const { connection, recent, keyframes, egress, flood } = options;
  const owned = new DisposableStore();
  const isLocal = connection.carrier === "local";
  const window = createSendWindow({ clock: options.clock, initialBytes: isLocal ? skipBytes.local : 65_536 });
  const threshold = isLocal ? skipBytes.local : skipBytes.remote;
  let next = options.from;
  /** Of everything before it, all but output was sent already, ahead of the screen that is being made. */
  let told = options.from;
  let outbox: Uint8Array[] = [];
  let awaiting = false;
  let urgent = false;
  let held = options.held;
  /** What was not shown while it was held has to be made up for. */
  let missed = options.held;
  let scrollbackDue = options.fresh;
  let progressMs = options.clock.monotonicMs();

  /** Sends everything but output up to there that was not sent yet; false where the line had to be closed. */
  const tell = (upTo: number): boolean => {
    const from = Math.max(next, told);
    if (from > upTo) return true;
    const events = recent.eventsBetween(from, upTo);
    if (events === undefined) {
      connection.close("too-slow");
      return false;
    }
    told = upTo + 1;
    outbox.push(...inBatches(events).map(encodeEntries));
    return true;
  };

  const isTooOld = ({ seq }: EncodedKeyframe) => seq < options.leastSeq();

  const handleKeyframe = (keyframe: EncodedKeyframe | undefined): boolean => {
    awaiting = false;
    // What was asked for before the pause shows what came after it began.
    if (held) {
      missed = true;
      return false;
    }
    if (owned.disposed || keyframe === undefined || isTooOld(keyframe)) return false;
    if (!tell(keyframe.seq)) return false;
    outbox.push(...(options.instead(keyframe) ?? keyframe.messages));
    next = keyframe.seq + 1;
    scrollbackDue = keyframe.depth !== options.depth();
    options.wake();
    return true;
  };

  const request = (depth: KeyframeDepth, hurried: boolean, done: (sent: boolean) => void) => {
    awaiting = true;
    keyframes.request(depth, hurried, (keyframe) => {
      const again = keyframe !== undefined && !held && !owned.disposed && isTooOld(keyframe);
      done(handleKeyframe(keyframe));
      if (again) skip();
    });
  };

  const skip = () => {
    if (awaiting) return;
    request("screen", urgent, () => {});
    urgent = false;
  };

  /** False where it has to wait: for the window, the budget, or the carrier's own queue. */
  const send = (message: Uint8Array): boolean => {
    if (!window.canSend(message.length)) return false;
    if (!egress.allows()) {
      options.wakeLater();
      return false;
    }
    const startedMs = options.clock.monotonicMs();
    const sent = connection.send("log", message);
    egress.noteSent(options.clock.monotonicMs() - startedMs);
    if (sent !== "sent") return false;
    window.noteSent(message.length);
    return true;
  };

  const flush = (): boolean => {
    for (let message = outbox[0]; message !== undefined; message = outbox[0]) {
      if (!send(message)) return false;
      outbox.shift();
    }
    return true;
  };

  /** Everything but output, up to the end of the log; false where nothing is new. */
  const passEvents = (): boolean => {
    const last = options.last();
    if (next > last || !tell(last)) return false;
    missed ||= recent.lastOutput >= next;
    next = last + 1;
    return true;
  };

  const pump = () => {
    if (owned.disposed) return;
    const watched = !isLocal && flood.isOn;
    // Whoever has nothing under way holds nothing up, however long ago that was last looked at.
    if (window.underWayBytes === 0) progressMs = options.clock.monotonicMs();
    while (flush()) {
      if (awaiting) {
        // What happens is news at once; what is shown comes with the screen.
        if (!tell(options.last()) || outbox.length === 0) break;
        continue;
      }
      if (held) {
        if (!passEvents()) break;
        continue;
      }
      const backlog = recent.bytesFrom(next);
      if (!recent.has(next) || backlog > threshold || (watched && backlog > 0)) {
        egress.noteSkipped();
        return skip();
      }
      if (backlog === 0) break;
      const batch = recent.take(next, batchBytes);
      outbox.push(encodeEntries(batch.frames));
      next = batch.next;
    }
    const nothingDue = outbox.length === 0 && recent.bytesFrom(next) === 0;
    if (nothingDue) progressMs = options.clock.monotonicMs();
    else if (options.clock.monotonicMs() - progressMs > stuckMs) connection.close("too-slow");
  };

  owned.add(connection.onDrain((lane) => lane === "log" && options.wake()));
  if (options.fresh && !held) skip();

  return {
    pump,
    handleAck(totalBytes) {
      const accepted = window.noteAcked(totalBytes);
      if (accepted) {
        progressMs = options.clock.monotonicMs();
        options.wake();
      }
      return accepted;
    },
    sendScreen(done) {
      // In a flood it would be old before it is there.
      const unsent = outbox.length > 0 || (flood.isOn && recent.bytesFrom(next) > 0);
      if (awaiting || unsent) return done(false);
      request(options.depth(), false, done);
    },
    push(message) {
      outbox.push(message);
      pump();
    },
    hold(now) {
      if (held === now) return;
      held = now;
      // What was put out in the pause and not looked at since has to be made up for, too.
      if (!held) missed ||= recent.lastOutput >= next;
      if (!held && missed) {
        missed = false;
        skip();
      }
      options.wake();
    },
    hurry() {
      urgent = true;
      if (awaiting) keyframes.request("screen", true, () => {});
    },
    offer(keyframe) {
      if (isLocal || awaiting || held || keyframe.depth !== "screen" || keyframe.seq < next) return;
      const behind = recent.bytesFrom(next) - recent.bytesFrom(keyframe.seq + 1);
      const offered = keyframe.messages.reduce((sum, { length }) => sum + length, 0);
      if (offered < behind) handleKeyframe(keyframe);
    },
    get settled() {
      return (
        (held || !scrollbackDue) &&
        !awaiting &&
        outbox.length === 0 &&
        recent.bytesFrom(next) === 0 &&
        window.underWayBytes === 0
      );
    },
    dispose() {
      owned.dispose();
      outbox = [];
    },
  };
}
