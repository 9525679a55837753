import { afterEach, describe, expect, test } from "vitest";
import type { Channel } from "../../shared/channel/channel.ts";
import type { CloseReason } from "../../shared/channel/close-reason.ts";

export interface ContractPair {
  readonly a: Channel;
  readonly b: Channel;
  /** Breaks the line under both ends, as a pulled cable would. Only ever missing where `breakable` is false. */
  readonly cut?: () => void;
  readonly dispose?: () => void | Promise<void>;
}

export interface ContractOptions {
  /** What the far end reports after `close(reason)` here; by default the same reason. */
  readonly peerReason?: (reason: CloseReason) => CloseReason;
  /** A sender that never stops must be told `full` before it has handed over this much; default 64 MiB. */
  readonly fullWithinBytes?: number;
  /** False where the carrier cannot be broken from outside; then nothing is said about a broken line. */
  readonly breakable?: boolean;
}

interface Received {
  readonly frames: Uint8Array[];
  readonly reasons: CloseReason[];
  /** Resolves once this many frames have come. */
  count(frames: number): Promise<void>;
  readonly closed: Promise<CloseReason>;
}

/** Listens to everything a channel says, from now on. */
export function receive(channel: Channel): Received {
  const frames: Uint8Array[] = [];
  const reasons: CloseReason[] = [];
  const waiting: { readonly frames: number; readonly done: () => void }[] = [];
  channel.onFrame((frame) => {
    if (reasons.length > 0) throw new Error("a frame came after the close");
    frames.push(frame);
    for (const each of waiting) if (frames.length >= each.frames) each.done();
  });
  const closed = new Promise<CloseReason>((resolve) => {
    channel.onClose((reason) => {
      reasons.push(reason);
      resolve(reason);
    });
  });
  return {
    frames,
    reasons,
    closed,
    count: (wanted) =>
      new Promise((done) => {
        if (frames.length >= wanted) done();
        else waiting.push({ frames: wanted, done });
      }),
  };
}

/** A frame that carries its number and bytes that depend on it. */
export function numbered(index: number, length: number): Uint8Array {
  const frame = new Uint8Array(Math.max(4, length)).fill(index & 0xff);
  new DataView(frame.buffer).setUint32(0, index);
  return frame;
}

function indexOf(frame: Uint8Array): number {
  return new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getUint32(0);
}

/** Frames have at least one byte; an empty one is not part of the contract. */
export function channelContract(
  name: string,
  makePair: () => ContractPair | Promise<ContractPair>,
  options: ContractOptions = {},
): void {
  const peerReason = options.peerReason ?? ((reason) => reason);
  const fullWithinBytes = options.fullWithinBytes ?? 64 * 1024 * 1024;

  describe(`[C1] ${name} is a Channel`, () => {
    const opened: ContractPair[] = [];
    const open = async () => {
      const pair = await makePair();
      opened.push(pair);
      return pair;
    };
    afterEach(async () => {
      for (const pair of opened.splice(0)) {
        pair.a.close("left");
        pair.b.close("left");
        await pair.dispose?.();
      }
    });

    test("frames arrive in order, whole and unchanged, in both directions", async () => {
      const { a, b } = await open();
      const atA = receive(a);
      const atB = receive(b);
      const max = Math.min(a.maxFrameBytes, b.maxFrameBytes);
      const lengths = [4, 5, 100, 1_000, Math.min(max, 16_384), 4, 77];
      for (const [i, length] of lengths.entries()) {
        expect(a.send(numbered(i, length))).toBe("sent");
        expect(b.send(numbered(i + 100, length))).toBe("sent");
      }
      await Promise.all([atA.count(lengths.length), atB.count(lengths.length)]);
      for (const [i, length] of lengths.entries()) {
        expect(Buffer.compare(atB.frames[i] ?? new Uint8Array(), numbered(i, length))).toBe(0);
        expect(Buffer.compare(atA.frames[i] ?? new Uint8Array(), numbered(i + 100, length))).toBe(0);
      }
    });

    test("a frame of exactly maxFrameBytes arrives, one byte more throws", async () => {
      const { a, b } = await open();
      const atB = receive(b);
      const frame = numbered(7, a.maxFrameBytes);
      expect(() => a.send(new Uint8Array(a.maxFrameBytes + 1))).toThrow();
      expect(a.send(frame.slice())).toBe("sent");
      await atB.count(1);
      expect(Buffer.compare(atB.frames[0] ?? new Uint8Array(), frame)).toBe(0);
    });

    test("frames that arrive before the first listener are kept for it, in order", async () => {
      const { a, b } = await open();
      const atA = receive(a);
      for (let i = 0; i < 10; i++) a.send(numbered(i, 50));
      // The answer to a later frame of the other direction shows that the line was up meanwhile.
      b.send(numbered(99, 4));
      await atA.count(1);
      await new Promise((resolve) => setImmediate(resolve));
      const atB = receive(b);
      await atB.count(10);
      expect(atB.frames.map(indexOf)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    });

    test("a sender that never stops is told full, hears of the drain, and nothing is lost or doubled", async () => {
      const { a, b } = await open();
      const atB = receive(b);
      const length = Math.min(a.maxFrameBytes, 16_384);
      let sent = 0;
      const fill = () => {
        let handedOver = 0;
        while (handedOver <= fullWithinBytes) {
          const result = a.send(numbered(sent, length));
          if (result === "full") return true;
          expect(result).toBe("sent");
          sent++;
          handedOver += length;
        }
        return false;
      };
      for (let round = 0; round < 3; round++) {
        const drained = new Promise<void>((resolve) => {
          const listening = a.onDrain(() => {
            listening.dispose();
            resolve();
          });
        });
        expect(fill(), "told full in time").toBe(true);
        await drained;
      }
      expect(a.send(numbered(sent, length)), "room after the drain").toBe("sent");
      await atB.count(sent + 1);
      expect(atB.frames.map(indexOf)).toEqual(Array.from({ length: sent + 1 }, (_, i) => i));
    });

    test("a sender that goes on from within the drain hears of the next one too", async () => {
      const { a, b } = await open();
      const atB = receive(b);
      const length = Math.min(a.maxFrameBytes, 16_384);
      let sent = 0;
      await new Promise<void>((resolve) => {
        let told = 0;
        const goOn = () => {
          if (told === 5) return resolve();
          while (a.send(numbered(sent, length)) === "sent") sent++;
          told++;
        };
        a.onDrain(goOn);
        goOn();
      });
      await atB.count(sent);
      expect(atB.frames.map(indexOf)).toEqual(Array.from({ length: sent }, (_, i) => i));
    });

    test("closing tells each end once and the reason, after every frame sent before", async () => {
      const { a, b } = await open();
      const atA = receive(a);
      const atB = receive(b);
      for (let i = 0; i < 20; i++) a.send(numbered(i, 200));
      a.close("ended");
      a.close("removed");
      expect(a.send(numbered(0, 4))).toBe("closed");
      expect(await atA.closed).toBe("ended");
      expect(await atB.closed).toBe(peerReason("ended"));
      expect(atB.frames.length).toBe(20);
      expect(b.send(numbered(0, 4))).toBe("closed");
      b.close("left");
      await new Promise((resolve) => setImmediate(resolve));
      expect(atA.reasons).toEqual(["ended"]);
      expect(atB.reasons).toEqual([peerReason("ended")]);
    });

    test("who subscribes after the close is told too, but not inside the call", async () => {
      const { a, b } = await open();
      const early = receive(b);
      a.close("left");
      await early.closed;
      for (const end of [a, b]) {
        let inside = true;
        const told = new Promise<boolean>((resolve) => {
          end.onClose(() => resolve(inside));
        });
        inside = false;
        expect(await told).toBe(false);
      }
    });

    test("after closing an end hears no more frames, not even of those under way", async () => {
      const { a, b } = await open();
      const atA = receive(a);
      const atB = receive(b);
      b.send(numbered(1, 10));
      await atA.count(1);
      b.send(numbered(2, 10));
      a.close("left");
      await atB.closed;
      await new Promise((resolve) => setImmediate(resolve));
      expect(atA.frames.map(indexOf)).toEqual([1]);
    });

    test("a listener may close the channel, and is called no more", async () => {
      const { a, b } = await open();
      const seen: number[] = [];
      b.onFrame((frame) => {
        seen.push(indexOf(frame));
        if (seen.length === 2) b.close("left");
      });
      const atA = receive(a);
      for (let i = 0; i < 5; i++) a.send(numbered(i, 10));
      await atA.closed;
      expect(seen).toEqual([0, 1]);
    });

    test("a disposed listener is called no more, the others still are", async () => {
      const { a, b } = await open();
      const gone: number[] = [];
      const stays = receive(b);
      const listening = b.onFrame((frame) => gone.push(indexOf(frame)));
      a.send(numbered(0, 10));
      await stays.count(1);
      listening.dispose();
      a.send(numbered(1, 10));
      await stays.count(2);
      expect(gone).toEqual([0]);
    });

    if (options.breakable === false) return;

    test("a line that breaks closes both ends with lost, once", async () => {
      const { a, b, cut } = await open();
      if (cut === undefined) throw new Error("a pair that is breakable needs a cut()");
      const atA = receive(a);
      const atB = receive(b);
      cut();
      expect(await Promise.all([atA.closed, atB.closed])).toEqual(["lost", "lost"]);
      expect(a.send(numbered(0, 4))).toBe("closed");
      expect(b.send(numbered(0, 4))).toBe("closed");
      await new Promise((resolve) => setImmediate(resolve));
      expect([atA.reasons, atB.reasons]).toEqual([["lost"], ["lost"]]);
    });
  });
}
