import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromUtf8, utf8 } from "../../../shared/base/bytes.ts";
import { type EventType, events } from "../../../shared/events/table.ts";
import { decodeEvent, encodeEvent } from "../../../shared/log/entry.ts";
import { encodeLine, parseLine } from "../../../shared/log/line.ts";
import { initialState } from "../../../shared/state/evolve.ts";
import {
  decodeLogFrame,
  encodeEntries,
  encodeEntryFrame,
  encodeKeyframe,
  encodeSnapshot,
  keyframePartBytes,
} from "../../../shared/wire/log-frames.ts";
import {
  admissionSchema,
  clientMessageSchema,
  decodeMessage,
  encodeMessage,
  glanceSchema,
  greetingSchema,
  hostMessageSchema,
} from "../../../shared/wire/messages.ts";
import { agreeVersion } from "../../../shared/wire/versions.ts";
import { anyEvent, anyStory, eventOf } from "../../support/arbitrary.ts";
import { count } from "../../support/counts.ts";

const numRuns = count(1_000, 50_000);
const eventTypes = Object.keys(events) as EventType[];

describe("[L1] every event", () => {
  it.each(eventTypes)("%s comes back from its line as it was", (type) => {
    fc.assert(
      fc.property(eventOf(type), fc.nat(1e6), (event, intervalMs) => {
        const { type: _type, ...fields } = event;
        expect(events[type].schema.safeParse(fields)).toMatchObject({ success: true });
        const { code, data } = encodeEvent(event);
        const line = parseLine(fromUtf8(encodeLine(intervalMs, code, data)));
        if (!line.ok) throw new Error(line.error);
        expect(line.value.intervalMs).toBe(intervalMs);
        expect(decodeEvent(line.value.code, line.value.data)).toEqual({ ok: true, value: event });
      }),
      { numRuns: count(100, 2_000) },
    );
  });

  it("travels in a message with others, and comes out with the same bytes", () => {
    const wire = fc.record({
      epoch: fc.nat(0xffff_ffff),
      seq: fc.nat(Number.MAX_SAFE_INTEGER).map((seq) => seq % 2 ** 48),
      elapsedMs: fc.nat(Number.MAX_SAFE_INTEGER).map((ms) => ms % 2 ** 48),
      isPrivate: fc.boolean(),
      line: anyEvent.map((event) => {
        const { code, data } = encodeEvent(event);
        return encodeLine(0, code, data);
      }),
    });
    fc.assert(
      fc.property(fc.array(wire, { maxLength: 5 }), (entries) => {
        const message = encodeEntries(entries.map(encodeEntryFrame));
        expect(decodeLogFrame(message)).toEqual({ ok: true, value: { kind: "entries", entries } });
      }),
      { numRuns: count(300, 5_000) },
    );
  });
});

/** Bytes of a peer's: anything, anything that is JSON, and what was right before it was damaged. */
const damaged = (whole: fc.Arbitrary<Uint8Array>) =>
  fc
    .tuple(whole, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.nat())
    .map(([bytes, changes, cut]) => {
      const copy = bytes.slice();
      for (const [at, value] of changes) if (copy.length > 0) copy[at % copy.length] = value;
      return cut % 3 === 0 ? copy.subarray(0, cut % (copy.length + 1)) : copy;
    });

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.json().map(utf8),
  fc.constantFrom("{}", "[]", "null", '{"__proto__":1}', '{"t":"call"}', `${"[".repeat(50_000)}`).map(utf8),
);

const logFrames = fc.oneof(
  anyBytes.chain((bytes) => fc.constantFrom(1, 2, 3, 4).map((kind) => concat(Uint8Array.of(kind), bytes))),
  damaged(anyStory.map(({ first }) => encodeSnapshot(initialState(first, 1)))),
  damaged(
    fc.uint8Array({ maxLength: 200 }).map((data) => {
      const [message] = encodeKeyframe(
        { epoch: 1, seq: 9, cols: 80, rows: 24, depth: "screen", firstLine: 0, bytes: 200 },
        data,
      );
      return message ?? data;
    }),
  ),
  damaged(
    anyEvent.map((event) => {
      const { code, data } = encodeEvent(event);
      const line = encodeLine(7, code, data);
      return encodeEntries([encodeEntryFrame({ epoch: 1, seq: 2, elapsedMs: 3, isPrivate: false, line })]);
    }),
  ),
);

describe("[P5] decoding never throws", () => {
  it("on any bytes of the call and glance lanes", () => {
    const schemas = [clientMessageSchema, hostMessageSchema, glanceSchema, greetingSchema, admissionSchema];
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        for (const schema of schemas) expect(typeof decodeMessage(schema, bytes).ok).toBe("boolean");
      }),
      { numRuns },
    );
  });

  it("on any bytes of the log lane", () => {
    fc.assert(
      fc.property(logFrames, (bytes) => {
        expect(typeof decodeLogFrame(bytes).ok).toBe("boolean");
        // The same bytes somewhere inside a larger buffer.
        const inside = concat(Uint8Array.of(9, 9, 9), bytes).subarray(3);
        expect(decodeLogFrame(inside)).toEqual(decodeLogFrame(bytes));
      }),
      { numRuns },
    );
  });

  it("on any line and any event data", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.json(),
      anyEvent.map((event) => JSON.stringify(event)),
    );
    fc.assert(
      fc.property(fc.constantFrom("o", "r", "x", "t", "z"), text, (code, data) => {
        expect(typeof decodeEvent(code, data).ok).toBe("boolean");
        expect(typeof parseLine(data).ok).toBe("boolean");
        expect(typeof parseLine(`[0, "${code}", ${JSON.stringify(data)}]`).ok).toBe("boolean");
      }),
      { numRuns },
    );
  });

  it("and says of an event that only a newer program knows what it is called, not that it is wrong", () => {
    expect(decodeEvent("t", '{"type":"poll.opened","question":"?"}')).toEqual({
      ok: true,
      value: { type: "unknown", name: "poll.opened" },
    });
    for (const type of ["__proto__", "constructor", "toString"]) {
      const event = decodeEvent("t", `{"type":"${type}"}`);
      expect(event).toEqual({ ok: true, value: { type: "unknown", name: type } });
    }
    expect(decodeEvent("z", "anything")).toEqual({ ok: true, value: { type: "unknown", name: "z" } });
  });
});

describe("messages", () => {
  it("[P5] with a field too many, of another type or of the host's are none of a peer's", () => {
    const good = [
      { t: "call", id: 1, command: "chat.send", input: { text: "x" } },
      { t: "ack", bytes: 5 },
      { t: "ping", id: 1 },
      { t: "scrollback", id: 1 },
    ] as const;
    for (const message of good) {
      expect(decodeMessage(clientMessageSchema, encodeMessage(message))).toEqual({
        ok: true,
        value: message,
      });
      const more = utf8(JSON.stringify({ ...message, actor: "PAR-OWNER222" }));
      expect(decodeMessage(clientMessageSchema, more).ok).toBe(false);
      expect(decodeMessage(hostMessageSchema, encodeMessage(message)).ok).toBe(false);
    }
  });

  it("carry a keyframe in parts that lanes get in between, and as the bytes it had", () => {
    fc.assert(
      fc.property(fc.nat(3 * keyframePartBytes), (length) => {
        const data = new Uint8Array(length).map((_, i) => i % 251);
        const header = {
          epoch: 2,
          seq: 77,
          cols: 132,
          rows: 43,
          depth: "everything",
          firstLine: 3,
          bytes: 9,
        } as const;
        const parts = encodeKeyframe(header, data).map((message) => {
          expect(message.length).toBeLessThan(keyframePartBytes + 200);
          const frame = decodeLogFrame(message);
          if (!frame.ok || frame.value.kind !== "keyframe") throw new Error("is no keyframe");
          return frame.value;
        });
        expect(parts.map((each) => each.header.part)).toEqual(parts.map((_, i) => i));
        for (const each of parts) expect(each.header).toMatchObject({ ...header, parts: parts.length });
        expect(concat(...parts.map((each) => each.data))).toEqual(data);
      }),
      { numRuns: count(20, 200) },
    );
  });

  it("agree on the highest version both speak, or on none", () => {
    expect(agreeVersion({ least: 1, most: 1 })).toBe(1);
    expect(agreeVersion({ least: 1, most: 9 })).toBe(1);
    expect(agreeVersion({ least: 2, most: 9 })).toBeUndefined();
    expect(agreeVersion({ least: 2, most: 1 })).toBeUndefined();
  });
});
