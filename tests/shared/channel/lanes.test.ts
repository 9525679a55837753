import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromUtf8, utf8 } from "../../../shared/base/bytes.ts";
import {
  createGlanceOpener,
  createGlanceSealer,
  glanceOverheadBytes,
} from "../../../shared/channel/glance-lane.ts";
import { deriveKey, ratchetKey } from "../../../shared/channel/keys.ts";
import {
  createOrderedOpener,
  createOrderedSealer,
  sealOverheadBytes,
} from "../../../shared/channel/ordered-lane.ts";
import { createReplayWindow } from "../../../shared/channel/replay-window.ts";
import { count } from "../../support/counts.ts";
import { hex, native, noble, random } from "./support.ts";

const key = random.bytes(32);
const options = { crypto: native, lane: "log" as const, key };
const glanceOptions = { crypto: native, lane: "glance" as const, key };
const flip = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

describe("an ordered lane", () => {
  test("opens what was sealed, in order, with its type, 17 bytes longer on the way", () => {
    const sealer = createOrderedSealer(options);
    const opener = createOrderedOpener({ ...options, crypto: noble });
    for (const type of ["message", "control", "close", "hello", "rekey", "message"] as const) {
      const sealed = sealer.seal(type, utf8("text"));
      expect(sealed.length).toBe(4 + sealOverheadBytes);
      const opened = opener.open(sealed);
      expect([opened?.type, opened && fromUtf8(opened.message)]).toEqual([type, "text"]);
    }
  });

  test("[C3] opens nothing any more after one that was not the next", () => {
    const sealer = createOrderedSealer(options);
    const [first, second, third] = [1, 2, 3].map((i) => sealer.seal("message", Uint8Array.of(i)));
    const opener = createOrderedOpener(options);
    expect(opener.open(first ?? key)?.message).toEqual(Uint8Array.of(1));
    expect(opener.open(third ?? key)).toBeUndefined();
    expect(opener.open(second ?? key)).toBeUndefined();
    expect(opener.open(third ?? key)).toBeUndefined();
  });

  test("[C3] another lane's name does not open it, under the same key", () => {
    const sealed = createOrderedSealer(options).seal("message", utf8("text"));
    expect(createOrderedOpener({ ...options, lane: "call" }).open(sealed)).toBeUndefined();
  });

  test("[C7] changes its key every so many messages; the key before opens nothing after", () => {
    const sealer = createOrderedSealer({ ...options, ratchetMessages: 3 });
    const opener = createOrderedOpener({ ...options, ratchetMessages: 3 });
    const sealed = Array.from({ length: 10 }, (_, i) => sealer.seal("message", Uint8Array.of(i)));
    expect(sealed.map((each) => opener.open(each)?.message[0])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // The fourth is the first under the next key.
    const next = createOrderedOpener({ ...options, key: ratchetKey(native, key), ratchetMessages: 3 });
    expect(next.open(sealed[3] ?? key)?.message[0]).toBe(3);
    expect(createOrderedOpener(options).open(sealed[3] ?? key)).toBeUndefined();
  });

  test("[C7] refuses a peer that does not change its key in time", () => {
    const lazy = createOrderedSealer(options);
    const opener = createOrderedOpener({ ...options, ratchetMessages: 3 });
    const opened = Array.from({ length: 4 }, () => opener.open(lazy.seal("message", Uint8Array.of(1))));
    expect(opened.map((each) => each !== undefined)).toEqual([true, true, false, false]);
  });
});

describe("the glance lane", () => {
  test("[C7] opens in any order, each once", () => {
    const sealer = createGlanceSealer(glanceOptions);
    const opener = createGlanceOpener(glanceOptions);
    const sealed = Array.from({ length: 5 }, (_, i) => sealer.seal(Uint8Array.of(i)));
    expect(sealed[0]?.length).toBe(1 + glanceOverheadBytes);
    const order = [4, 0, 2, 2, 1, 4, 3];
    expect(order.map((i) => opener.open(sealed[i] ?? key)?.[0])).toEqual([
      4,
      0,
      2,
      undefined,
      1,
      undefined,
      3,
    ]);
    expect(opener.dropped).toBe(2);
  });

  test("drops what is changed, too short, or far ahead, and goes on", () => {
    const sealer = createGlanceSealer(glanceOptions);
    const opener = createGlanceOpener(glanceOptions);
    const sealed = sealer.seal(utf8("cursor"));
    for (let at = 0; at < sealed.length; at++) expect(opener.open(flip(sealed, at))).toBeUndefined();
    for (let length = 0; length < sealed.length; length++) {
      expect(opener.open(sealed.subarray(0, length))).toBeUndefined();
    }
    expect(opener.open(new Uint8Array(60).fill(0xff))).toBeUndefined();
    expect(fromUtf8(opener.open(sealed) ?? key)).toBe("cursor");
  });

  test("[C7] changes keys by its counter, forwards over lost stretches, and keeps the key before for stragglers", () => {
    const each = { ...glanceOptions, ratchetMessages: 10 };
    const sealer = createGlanceSealer(each);
    const opener = createGlanceOpener(each);
    const sealed = Array.from({ length: 200 }, (_, i) => sealer.seal(Uint8Array.of(i)));
    const open = (i: number) => opener.open(sealed[i] ?? key)?.[0];
    expect([open(8), open(12), open(9), open(35), open(19), open(11)]).toEqual([8, 12, 9, 35, 19, 11]);
    // Under a key that is gone.
    expect(open(5)).toBeUndefined();
    // Eight keys further is as far as it steps for one datagram.
    expect(open(125)).toBeUndefined();
    expect(open(115)).toBe(115);
    expect(open(125)).toBe(125);
  });

  test("a rekey without anything sent stays where it is", () => {
    const each = { ...glanceOptions, ratchetMessages: 10 };
    const sealer = createGlanceSealer(each);
    const opener = createGlanceOpener(each);
    for (let i = 0; i < 50; i++) sealer.rekey();
    expect(opener.open(sealer.seal(Uint8Array.of(1)))?.[0]).toBe(1);
    for (let i = 0; i < 50; i++) sealer.rekey();
    expect(opener.open(sealer.seal(Uint8Array.of(2)))?.[0]).toBe(2);
  });
});

test("[C7] the replay window never lets a counter through twice, nor one older than 1,024", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 400 }), (counters) => {
      const window = createReplayWindow();
      const seen = new Set<number>();
      let highest = -1;
      for (const counter of counters) {
        const fresh = window.isFresh(counter);
        expect(fresh).toBe(!seen.has(counter) && counter > highest - 1_024);
        if (!fresh) continue;
        window.note(counter);
        seen.add(counter);
        highest = Math.max(highest, counter);
      }
    }),
    { numRuns: count(200, 5_000), seed: 2 },
  );
});

test("every lane, direction, carrier and handshake has a key of its own", () => {
  const noise = {
    handshakeHash: random.bytes(32),
    initiatorKey: random.bytes(32),
    responderKey: random.bytes(32),
  };
  const keys = new Set<string | undefined>();
  for (const lane of ["log", "call", "glance", "handshake"] as const) {
    for (const sender of ["guest", "host"] as const) {
      for (const carrier of ["relay", "webrtc-1", "webrtc-2"]) {
        keys.add(hex(deriveKey(native, noise, { lane, sender, carrier })));
        keys.add(
          hex(deriveKey(native, { ...noise, handshakeHash: random.bytes(32) }, { lane, sender, carrier })),
        );
      }
    }
  }
  expect(keys.size).toBe(48);
});
