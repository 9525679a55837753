import { type Disposable, DisposableStore } from "../base/disposable.ts";
import type { Channel } from "./channel.ts";
import { type Cutter, createCutter } from "./chunked.ts";
import type { Lane } from "./connection.ts";

/** Where the messages of one lane come from. */
export interface FrameSource {
  readonly lane: Lane;
  /** The next message as it goes on the wire. Asked for only when the channel has room for its first frame. */
  next(): Uint8Array | undefined;
  /** The channel has taken the last frame of the message that `next` gave last. */
  handleSent(): void;
}

/** Hands the messages of several lanes to one channel, frame by frame. */
export interface FramePump extends Disposable {
  /** Hands over what there is until the channel is full. */
  pump(): void;
  /** One frame at once, between those of the others; thrown away when the channel is full. */
  sendNow(frame: Uint8Array): void;
  /** Of a message that was begun and has not wholly been taken. */
  unsentBytes(lane: Lane): number;
}

interface Outgoing {
  readonly source: FrameSource;
  cutter: Cutter | undefined;
}

/** Lanes take turns, the first source first, so that a short message waits for one frame of a long one, not for all. */
export function createFramePump(
  channel: Channel,
  sources: readonly FrameSource[],
  maxFrameBytes: number,
  handleProgress: () => void,
): FramePump {
  const disposables = new DisposableStore();
  const frameBytes = Math.min(maxFrameBytes, channel.maxFrameBytes);
  const outgoing: readonly Outgoing[] = sources.map((source) => ({ source, cutter: undefined }));
  let turn = 0;
  let refused: { readonly frame: Uint8Array; readonly index: number } | undefined;
  let blocked = false;
  let pumping = false;

  const nextFrame = (): { readonly frame: Uint8Array; readonly index: number } | undefined => {
    for (let step = 0; step < outgoing.length; step++) {
      const index = (turn + step) % outgoing.length;
      const lane = outgoing[index];
      if (lane === undefined) continue;
      if (lane.cutter === undefined) {
        const message = lane.source.next();
        if (message !== undefined) lane.cutter = createCutter(lane.source.lane, message, frameBytes);
      }
      const frame = lane.cutter?.next();
      if (frame !== undefined) return { frame, index };
    }
    turn = 0;
    return undefined;
  };

  const handleTaken = (index: number) => {
    turn = (index + 1) % outgoing.length;
    const lane = outgoing[index];
    if (lane?.cutter?.leftBytes !== 0) return;
    lane.cutter = undefined;
    lane.source.handleSent();
  };

  const run = () => {
    while (!blocked && !disposables.disposed) {
      const next = refused ?? nextFrame();
      if (next === undefined) return;
      const result = channel.send(next.frame);
      refused = result === "sent" ? undefined : next;
      if (result === "sent") handleTaken(next.index);
      else blocked = true;
    }
  };

  const pump = () => {
    // A channel may drain, and a listener may send, while a frame is being handed over.
    if (pumping) return;
    pumping = true;
    try {
      run();
    } finally {
      pumping = false;
    }
    handleProgress();
  };

  disposables.add(
    channel.onDrain(() => {
      blocked = false;
      pump();
    }),
  );

  return {
    pump,
    sendNow(frame) {
      if (!blocked && !disposables.disposed) channel.send(frame);
    },
    unsentBytes(lane) {
      const index = outgoing.findIndex((each) => each.source.lane === lane);
      const waiting = refused?.index === index ? refused.frame.length : 0;
      return waiting + (outgoing[index]?.cutter?.leftBytes ?? 0);
    },
    dispose: () => disposables.dispose(),
  };
}
