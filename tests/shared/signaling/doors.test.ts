import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { routeFrame, stepDoors } from "../../../shared/signaling/doors.ts";
import {
  type DoorsInput,
  type DoorsOutput,
  type DoorsRules,
  type DoorsState,
  noDoors,
} from "../../../shared/signaling/doors-types.ts";
import {
  doorSchema,
  type HostKey,
  hostRequestSchema,
  type PublishedLink,
} from "../../../shared/signaling/messages.ts";
import { createHostKey, createLink } from "../../contracts/store.ts";
import { count } from "../../support/counts.ts";

const told = { bytesPerSecond: 1_000, burstBytes: 200_000 };
const rules: DoorsRules = { streamsPerHost: 3, requestsUnderWay: 4, told };
const [alice, bob] = [createHostKey(), createHostKey()];
const { link } = createLink();
const door = doorSchema.parse("A".repeat(43));

/** Takes the inputs one after the other; gives the last state and everything that was to be done. */
function play(inputs: readonly DoorsInput[], from: DoorsState = noDoors) {
  const outputs: DoorsOutput[] = [];
  let state = from;
  for (const input of inputs) {
    const step = stepDoors(state, input, rules);
    state = step.state;
    outputs.push(...step.outputs);
  }
  return { state, outputs };
}

const address = "203.0.113.1";
const online = (line: number, host: HostKey): DoorsInput[] => [
  { type: "line.connected", line, address },
  { type: "line.proved", line, host, version: 1 },
];
const entering = (guest: number, host: HostKey): DoorsInput[] => [
  { type: "guest.connected", guest, address },
  { type: "guest.asked", guest, link, door },
  { type: "door.checked", guest, link, verdict: { kind: "opens", host } },
];

describe("the doors", () => {
  test("tell the host of a stream before the guest may send on it", () => {
    const { outputs } = play([...online(1, alice), ...entering(2, alice)]);
    expect(outputs).toEqual([
      { type: "line.send", line: 1, message: { type: "welcome", version: 1, budget: told } },
      { type: "door.check", guest: 2, link, door },
      { type: "line.send", line: 1, message: { type: "stream.opened", stream: 0, link, address } },
      { type: "guest.send", guest: 2, message: { type: "opened", budget: told } },
      { type: "link.used", link },
    ]);
  });

  test("count a door that does not open against the address, and one that opens never", () => {
    const refused = play([
      { type: "guest.connected", guest: 1, address },
      { type: "guest.asked", guest: 1, link, door },
      { type: "door.checked", guest: 1, link, verdict: { kind: "does-not-open" } },
    ]);
    expect(refused.outputs.slice(1)).toEqual([
      { type: "guest.end", guest: 1, reason: "unknown-link" },
      { type: "failure", by: "guest", address },
    ]);
    const nobodyThere = play(entering(1, alice));
    expect(nobodyThere.outputs.slice(1)).toEqual([{ type: "guest.end", guest: 1, reason: "host-offline" }]);
    const unruly = play([
      ...online(1, alice),
      ...entering(2, alice),
      { type: "guest.failed", guest: 2, reason: "over-budget" },
    ]);
    expect(unruly.outputs.slice(5)).toEqual([
      { type: "guest.end", guest: 2, reason: "over-budget" },
      { type: "line.send-closed", line: 1, stream: 0, reason: "over-budget" },
    ]);
  });

  test("put a host's new line in the place of its old one, and give its guests up as lost", () => {
    const { state, outputs } = play([...online(1, alice), ...entering(2, alice), ...online(3, alice)]);
    expect(outputs.slice(5)).toEqual([
      { type: "line.end", line: 1, reason: "replaced" },
      { type: "guest.end", guest: 2, reason: "lost" },
      { type: "line.send", line: 3, message: { type: "welcome", version: 1, budget: told } },
    ]);
    // What the old socket still reports concerns nobody.
    expect(play([{ type: "line.gone", line: 1 }], state)).toEqual({ state, outputs: [] });
    expect([...state.hosts]).toEqual([[alice, 3]]);
  });

  test("never give out a stream's number twice on a line", () => {
    const leave = (guest: number): DoorsInput => ({ type: "guest.gone", guest, reason: "left" });
    const inputs = [...online(1, alice)];
    for (let guest = 10; guest < 20; guest++) inputs.push(...entering(guest, alice), leave(guest));
    const { state, outputs } = play(inputs);
    const numbers = outputs.flatMap((each) =>
      each.type === "line.send" && each.message.type === "stream.opened" ? [each.message.stream] : [],
    );
    expect(numbers).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([9, 10].map((stream) => routeFrame(state, 1, stream))).toEqual(["ended", "never"]);
  });

  test("[G5] end a line that closes what it was never given, and forgive one whose guest left meanwhile", () => {
    const close = (stream: number): DoorsInput => ({
      type: "line.asked",
      line: 1,
      request: { type: "stream.close", stream, reason: "removed" },
    });
    const entered = play([...online(1, alice), ...entering(2, alice)]).state;
    expect(play([close(0)], entered).outputs).toEqual([{ type: "guest.end", guest: 2, reason: "removed" }]);
    expect(play([close(0), close(0)], entered).outputs.length).toBe(1);
    expect(play([close(1)], entered).outputs).toContainEqual({
      type: "line.end",
      line: 1,
      reason: "protocol-error",
    });
  });

  test("let so many requests be under way on a line and no more", () => {
    const ask = (request: number): DoorsInput => ({
      type: "line.asked",
      line: 1,
      request: hostRequestSchema.parse({ type: "link.withdraw", request, link }),
    });
    const full = play([...online(1, alice), ask(0), ask(1), ask(2), ask(3)]);
    const after = play([{ type: "store.done", line: 1, request: 0 }, ask(4)], full.state);
    expect(after.outputs.map(({ type }) => type)).toEqual(["line.send", "store.withdraw"]);
    expect(play([ask(4)], full.state).outputs[0]).toEqual({
      type: "line.end",
      line: 1,
      reason: "over-budget",
    });
  });
});

/** Anything at all, on few enough lines and guests that it often concerns one that is there. */
const anyInput: fc.Arbitrary<DoorsInput> = (() => {
  const line = fc.integer({ min: 0, max: 4 });
  const guest = fc.integer({ min: 0, max: 7 });
  const host = fc.constantFrom(alice, bob);
  const request = fc.integer({ min: 0, max: 9 });
  const reason = fc.constantFrom("left" as const, "lost" as const, "protocol-error" as const);
  const stream = fc.integer({ min: 0, max: 5 });
  const verdict = fc.oneof(
    fc.record({ kind: fc.constant("opens" as const), host }),
    fc.constantFrom({ kind: "does-not-open" as const }, { kind: "store-failed" as const }),
  );
  const is = <const T extends string>(type: T) => fc.constant(type);
  return fc.oneof(
    fc.record({ type: is("line.connected"), line, address: fc.constant(address) }),
    fc.record({ type: is("line.proved"), line, host, version: fc.constant(1) }),
    fc.record({ type: is("line.failed"), line, reason }),
    fc.record({ type: is("line.gone"), line }),
    fc.record({ type: is("line.late"), line }),
    fc.record({
      type: is("line.asked"),
      line,
      request: fc.oneof(
        fc.record({ type: is("stream.close"), stream, reason }),
        fc.record({ type: is("link.withdraw"), request, link: fc.constant(link) }),
        fc.record({ type: is("links.sync"), request, links: fc.constant<PublishedLink[]>([]) }),
      ),
    }),
    fc.record({ type: is("store.done"), line, request }),
    fc.record({ type: is("store.refused"), line, request, code: fc.constant("link-taken" as const) }),
    fc.record({ type: is("guest.connected"), guest, address: fc.constant(address) }),
    fc.record({ type: is("guest.asked"), guest, link: fc.constant(link), door: fc.constant(door) }),
    fc.record({ type: is("door.checked"), guest, link: fc.constant(link), verdict }),
    fc.record({ type: is("guest.failed"), guest, reason }),
    fc.record({ type: is("guest.gone"), guest, reason }),
    fc.record({ type: is("guest.late"), guest }),
  );
})();

test("whatever happens, every stream has one guest and one line that agree, and every host one line", () => {
  fc.assert(
    fc.property(fc.array(anyInput, { maxLength: 80 }), (inputs) => {
      let state = noDoors;
      const connected = { line: new Set<number>(), guest: new Set<number>() };
      for (const input of inputs) {
        // The server numbers its sockets anew: none connects twice.
        if (input.type === "line.connected" && state.lines.has(input.line)) continue;
        if (input.type === "guest.connected" && state.guests.has(input.guest)) continue;
        const before = state;
        const step = stepDoors(state, input, rules);
        state = step.state;
        if (input.type === "line.connected") connected.line.add(input.line);
        if (input.type === "guest.connected") connected.guest.add(input.guest);

        for (const [id, guest] of state.guests) {
          if (guest.phase === "open") expect(routeFrame(state, guest.line, guest.stream)).toBe(id);
        }
        let streams = 0;
        for (const [id, line] of state.lines) {
          if (line.phase !== "proved") continue;
          expect(state.hosts.get(line.host)).toBe(id);
          expect(line.streams.size).toBeLessThanOrEqual(rules.streamsPerHost);
          streams += line.streams.size;
        }
        expect([...state.guests.values()].filter(({ phase }) => phase === "open").length).toBe(streams);
        expect([...state.lines.values()].filter(({ phase }) => phase === "proved").length).toBe(
          state.hosts.size,
        );
        // Only who is there is told anything, and who is ended is gone.
        for (const output of step.outputs) {
          if (output.type === "guest.end") {
            expect(before.guests.has(output.guest)).toBe(true);
            expect(state.guests.has(output.guest)).toBe(false);
          }
          if (output.type === "guest.send") {
            expect(before.guests.get(output.guest)?.phase).toBe("asking");
            expect(input).toMatchObject({ type: "door.checked", verdict: { kind: "opens" } });
          }
          if (output.type === "line.end") expect(state.lines.has(output.line)).toBe(false);
        }
      }
    }),
    { numRuns: count(300, 10_000) },
  );
});
