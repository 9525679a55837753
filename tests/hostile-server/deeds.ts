import type { CloseReason } from "../../shared/channel/close-reason.ts";
import type { Direction } from "./meddler.ts";

/** What becomes of a frame on its way, and of those after it. */
export type Deed = () => (frame: Buffer) => readonly Buffer[];

/** A frame with one bit of its last byte turned. */
export function bent(frame: Buffer): Buffer {
  const copy = Buffer.from(frame);
  copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1;
  return copy;
}

const once = (act: (frame: Buffer) => readonly Buffer[]) => {
  let done = false;
  return (frame: Buffer) => {
    if (done) return [frame];
    done = true;
    return act(frame);
  };
};

/** Holds every other frame back and gives it after the next: frames of different lanes have no order among them. */
function reordering(): (frame: Buffer) => readonly Buffer[] {
  let held: Buffer | undefined;
  return (frame) => {
    const before = held;
    held = before === undefined ? frame : undefined;
    return before === undefined ? [] : [frame, before];
  };
}

/** What a server does to the line of somebody who is in, the exit code of `tandem join`, and the reason that is told. */
export const deeds: readonly (readonly [string, Deed, number, CloseReason])[] = [
  ["cuts the end off a frame", () => once((frame) => [frame.subarray(0, -1)]), 3, "authentication-failed"],
  ["swallows a frame", () => once(() => []), 3, "authentication-failed"],
  ["says a frame twice", () => once((frame) => [frame, frame]), 3, "authentication-failed"],
  ["adds a frame of its own", () => once((frame) => [frame, Buffer.alloc(64, 7)]), 1, "protocol-error"],
  ["puts one frame behind the next", reordering, 3, "authentication-failed"],
];

export const ways: readonly Direction[] = ["to host", "to guest"];
