import { afterEach, describe, expect, test } from "vitest";
import type { CloseReason } from "../../shared/channel/close-reason.ts";
import {
  type Carrier,
  type Connection,
  type Lane,
  maxMessageBytes,
} from "../../shared/channel/connection.ts";
import { laneHighMarkBytes } from "../../shared/channel/outbox.ts";
import { numbered } from "./channel.ts";

export interface ConnectionUnderTest {
  readonly host: Connection;
  readonly guest: Connection;
  /** Breaks what carries it, as a pulled cable would. */
  readonly cut: () => void;
  readonly dispose?: () => void | Promise<void>;
}

export interface ConnectionOptions {
  readonly carrier: Carrier;
}

type Ordered = Exclude<Lane, "glance">;
const ordered: readonly Ordered[] = ["log", "call"];

interface Received {
  readonly messages: Readonly<Record<Lane, Uint8Array[]>>;
  /** Every lane that brought a message, in order. */
  readonly order: Lane[];
  readonly reasons: CloseReason[];
  readonly closed: Promise<CloseReason>;
  count(lane: Lane, messages: number): Promise<void>;
}

/** Listens to everything a connection says, from now on. */
function receive(connection: Connection): Received {
  const messages = { log: [] as Uint8Array[], call: [] as Uint8Array[], glance: [] as Uint8Array[] };
  const order: Lane[] = [];
  const reasons: CloseReason[] = [];
  const waiting = new Set<() => void>();
  connection.onMessage((lane, message) => {
    if (reasons.length > 0) throw new Error("a message came after the close");
    messages[lane].push(message.slice());
    order.push(lane);
    for (const look of waiting) look();
  });
  const closed = new Promise<CloseReason>((resolve) => {
    connection.onClose((reason) => {
      reasons.push(reason);
      resolve(reason);
    });
  });
  return {
    messages,
    order,
    reasons,
    closed,
    count: (lane, wanted) =>
      new Promise((done) => {
        const look = () => {
          if (messages[lane].length < wanted) return;
          waiting.delete(look);
          done();
        };
        waiting.add(look);
        look();
      }),
  };
}

const indexOf = (message: Uint8Array) => new DataView(message.buffer, message.byteOffset).getUint32(0);
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** What every connection keeps to, whatever carries it and whether it is encrypted. */
export function connectionContract(
  name: string,
  make: () => ConnectionUnderTest | Promise<ConnectionUnderTest>,
  options: ConnectionOptions,
): void {
  describe(`[C1] ${name} is a Connection`, () => {
    const opened: ConnectionUnderTest[] = [];
    const open = async () => {
      const made = await make();
      opened.push(made);
      return made;
    };
    afterEach(async () => {
      for (const { host, guest, dispose } of opened.splice(0)) {
        host.close("ended");
        guest.close("left");
        await dispose?.();
      }
    });

    test("says what carries it", async () => {
      const { host, guest } = await open();
      expect([host.carrier, guest.carrier]).toEqual([options.carrier, options.carrier]);
    });

    test.each(ordered)("messages of the %s lane arrive in order, whole, in both directions", async (lane) => {
      const { host, guest } = await open();
      const [atHost, atGuest] = [receive(host), receive(guest)];
      const lengths = [4, 5, 1_099, 1_100, 16_384, 4, 65_536, 77];
      for (const [i, length] of lengths.entries()) {
        expect(host.send(lane, numbered(i, length))).toBe("sent");
        expect(guest.send(lane, numbered(i + 100, length))).toBe("sent");
      }
      await Promise.all([atHost.count(lane, lengths.length), atGuest.count(lane, lengths.length)]);
      for (const [i, length] of lengths.entries()) {
        expect(Buffer.compare(atGuest.messages[lane][i] ?? Buffer.alloc(0), numbered(i, length))).toBe(0);
        expect(Buffer.compare(atHost.messages[lane][i] ?? Buffer.alloc(0), numbered(i + 100, length))).toBe(
          0,
        );
      }
    });

    test.each(ordered)(
      "the largest message of the %s lane arrives; a larger one and none throw",
      async (lane) => {
        const { host, guest } = await open();
        const atGuest = receive(guest);
        const largest = numbered(7, maxMessageBytes[lane]);
        expect(() => host.send(lane, new Uint8Array(maxMessageBytes[lane] + 1))).toThrow();
        expect(() => host.send(lane, new Uint8Array(0))).toThrow();
        expect(host.send(lane, largest.slice())).toBe("sent");
        await atGuest.count(lane, 1);
        expect(Buffer.compare(atGuest.messages[lane][0] ?? Buffer.alloc(0), largest)).toBe(0);
      },
    );

    test("messages that arrive before the first listener are kept for it, each lane in order", async () => {
      const { host, guest } = await open();
      const atHost = receive(host);
      for (let i = 0; i < 10; i++) for (const lane of ordered) host.send(lane, numbered(i, 50));
      guest.send("call", numbered(99, 4));
      await atHost.count("call", 1);
      await turn();
      const atGuest = receive(guest);
      await Promise.all(ordered.map((lane) => atGuest.count(lane, 10)));
      for (const lane of ordered) expect(atGuest.messages[lane].map(indexOf)).toEqual(numbers(10));
    });

    test("a call overtakes the bulk of the log that waits", async () => {
      const { host, guest } = await open();
      const atGuest = receive(guest);
      let bulk = 0;
      let overtook = false;
      // Lanes that are data channels do not wait for one another: a call whose packet was lost comes after the log.
      const tries = options.carrier === "webrtc" ? 5 : 1;
      for (let calls = 1; calls <= tries && !overtook; calls++) {
        while (host.send("log", numbered(bulk, 65_536)) === "sent") bulk += 1;
        expect(host.send("call", numbered(0, 100))).toBe("sent");
        await Promise.all([atGuest.count("log", bulk), atGuest.count("call", calls)]);
        overtook = atGuest.order.at(-1) === "log";
      }
      expect(overtook).toBe(true);
    });

    test.each(ordered)(
      "a sender of the %s lane that never stops is told full, hears of the drain, and nothing is lost or doubled",
      async (lane) => {
        const { host, guest } = await open();
        const atGuest = receive(guest);
        let sent = 0;
        for (let round = 0; round < 3; round++) {
          const drained = new Promise<void>((resolve) => {
            const listening = host.onDrain((which) => {
              if (which !== lane) return;
              listening.dispose();
              resolve();
            });
          });
          for (let more = 0; host.send(lane, numbered(sent, 32_768)) === "sent"; more++) {
            sent += 1;
            if (more > 1_000) throw new Error("it is never full");
          }
          expect(host.queuedBytes(lane)).toBeGreaterThanOrEqual(laneHighMarkBytes);
          expect(host.queuedBytes(lane)).toBeLessThan(laneHighMarkBytes + 32_768);
          await drained;
        }
        await atGuest.count(lane, sent);
        expect(atGuest.messages[lane].map(indexOf)).toEqual(numbers(sent));
        while (host.queuedBytes(lane) > 0) await turn();
      },
    );

    test("a glance arrives as one, if it does; a larger one and none throw", async () => {
      const { host, guest } = await open();
      const atGuest = receive(guest);
      const glance = numbered(3, maxMessageBytes.glance);
      expect(() => host.sendGlance(new Uint8Array(maxMessageBytes.glance + 1))).toThrow();
      expect(() => host.sendGlance(new Uint8Array(0))).toThrow();
      // It may be dropped: of so many, one comes.
      for (let i = 0; i < 50 && atGuest.messages.glance.length === 0; i++) {
        host.sendGlance(glance.slice());
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      await atGuest.count("glance", 1);
      for (const each of atGuest.messages.glance) expect(Buffer.compare(each, glance)).toBe(0);
    });

    test("glances of a flood cost neither the sender's memory nor what is sent in order", async () => {
      const { host, guest } = await open();
      const atGuest = receive(guest);
      for (let i = 0; i < 5_000; i++) host.sendGlance(numbered(i, 800));
      expect([host.queuedBytes("log"), host.queuedBytes("call")]).toEqual([0, 0]);
      host.send("call", numbered(1, 100));
      await atGuest.count("call", 1);
      expect(new Set(atGuest.messages.glance.map(indexOf)).size).toBe(atGuest.messages.glance.length);
    });

    test.each([
      ["host", "ended"],
      ["guest", "left"],
    ] as const)(
      "what the %s sent before it closes as %s arrives, then the reason, once",
      async (side, reason) => {
        const made = await open();
        const [near, far] = side === "host" ? [made.host, made.guest] : [made.guest, made.host];
        const [atNear, atFar] = [receive(near), receive(far)];
        for (let i = 0; i < 20; i++) for (const lane of ordered) near.send(lane, numbered(i, 2_000));
        near.close(reason);
        near.close("lost");
        expect(near.send("call", numbered(0, 4))).toBe("closed");
        expect(() => near.sendGlance(numbered(0, 4))).not.toThrow();
        expect(await Promise.all([atNear.closed, atFar.closed])).toEqual([reason, reason]);
        for (const lane of ordered) expect(atFar.messages[lane].map(indexOf)).toEqual(numbers(20));
        expect(far.send("log", numbered(0, 4))).toBe("closed");
        far.close("left");
        await turn();
        expect([atNear.reasons, atFar.reasons]).toEqual([[reason], [reason]]);
      },
    );

    test("somebody removed is told so, and brought nothing more of the log that waits", async () => {
      const { host, guest } = await open();
      const atGuest = receive(guest);
      let sent = 0;
      while (host.send("log", numbered(sent, 65_536)) === "sent") sent += 1;
      host.close("removed");
      expect(await atGuest.closed).toBe("removed");
      expect(atGuest.messages.log.length).toBeLessThan(sent);
    });

    test("who subscribes after the close is told too, but not inside the call", async () => {
      const { host, guest } = await open();
      const early = receive(guest);
      host.close("ended");
      await early.closed;
      for (const end of [host, guest]) {
        let inside = true;
        const told = new Promise<boolean>((resolve) => {
          end.onClose(() => resolve(inside));
        });
        inside = false;
        expect(await told).toBe(false);
      }
    });

    test("a listener may close the connection, and is called no more", async () => {
      const { host, guest } = await open();
      const seen: number[] = [];
      guest.onMessage((_lane, message) => {
        seen.push(indexOf(message));
        if (seen.length === 2) guest.close("left");
      });
      const atHost = receive(host);
      for (let i = 0; i < 5; i++) host.send("call", numbered(i, 10));
      expect(await atHost.closed).toBe("left");
      expect(seen).toEqual([0, 1]);
    });

    test("a disposed listener is called no more, the others still are", async () => {
      const { host, guest } = await open();
      const gone: number[] = [];
      const stays = receive(guest);
      const listening = guest.onMessage((_lane, message) => gone.push(indexOf(message)));
      host.send("call", numbered(0, 10));
      await stays.count("call", 1);
      listening.dispose();
      host.send("call", numbered(1, 10));
      await stays.count("call", 2);
      expect(gone).toEqual([0]);
    });

    test("a line that breaks closes both ends with lost, once", async () => {
      const { host, guest, cut } = await open();
      const [atHost, atGuest] = [receive(host), receive(guest)];
      cut();
      expect(await Promise.all([atHost.closed, atGuest.closed])).toEqual(["lost", "lost"]);
      expect([host.send("call", numbered(0, 4)), guest.send("log", numbered(0, 4))]).toEqual([
        "closed",
        "closed",
      ]);
      await turn();
      expect([atHost.reasons, atGuest.reasons]).toEqual([["lost"], ["lost"]]);
    });
  });
}
