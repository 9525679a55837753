import type { SessionState } from "../../shared/state/state.ts";

/** When on the host an entry was made. */
export type HostTime = Pick<SessionState, "epoch" | "wallOffsetMs" | "elapsedMs">;

/** How far what the screen shows is behind what happened on the host. */
export interface LagMeter {
  /** An entry came; how late, in ms. */
  noteEntry(made: HostTime, nowMs: number): number;
  /** The screen was handed something it has not taken in yet; call what is returned once it has. */
  noteWrite(nowMs: number): () => void;
  behindMs(nowMs: number): number;
}

/** A late entry says nothing about now once it is this old and nothing else came. */
const lateFreshMs = 1_000;
/** The fastest way seen is forgotten slowly, so that clocks that drift do not read as being late. */
const driftPerMs = 0.0005;

/** The two clocks share no zero: the fastest entry seen is taken as on time, and others are judged by it. */
export function createLagMeter(): LagMeter {
  let before: HostTime | undefined;
  let fastestMs = 0;
  let fastestAtMs = 0;
  let late = { byMs: 0, atMs: Number.NEGATIVE_INFINITY };
  const writes = new Set<number>();

  return {
    noteEntry(made, nowMs) {
      const way = nowMs - made.elapsedMs;
      // A wall clock that jumped may tell of a sleep, in which elapsed time stood still.
      const sameZero = before?.epoch === made.epoch && before.wallOffsetMs === made.wallOffsetMs;
      if (sameZero) fastestMs = Math.min(way, fastestMs + (nowMs - fastestAtMs) * driftPerMs);
      else fastestMs = way;
      before = made;
      fastestAtMs = nowMs;
      late = { byMs: way - fastestMs, atMs: nowMs };
      return late.byMs;
    },
    noteWrite(nowMs) {
      // Two writes of one millisecond are two things to wait for.
      let atMs = nowMs;
      while (writes.has(atMs)) atMs += 0.001;
      writes.add(atMs);
      return () => writes.delete(atMs);
    },
    behindMs(nowMs) {
      const oldest = writes.values().next();
      const waiting = oldest.done === true ? 0 : nowMs - oldest.value;
      const arriving = nowMs - late.atMs < lateFreshMs ? late.byMs : 0;
      return Math.max(0, waiting, arriving);
    },
  };
}
