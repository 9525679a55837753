import { describe, expect, it, onTestFinished, vi } from "vitest";
import { incident } from "../../renderer/fixtures/casts.ts";
import { createSessionModel } from "../../renderer/store/session-model.ts";
import { createTestClock } from "../support/clock.ts";

function seated() {
  const cast = incident(Date.now());
  const clock = createTestClock();
  const client = cast.session.client(cast.mia);
  const model = createSessionModel({ client, clock });
  return { cast, clock, client, model, view: () => model.store.getState() };
}

describe("a session as a window draws it", () => {
  it("draws a flood of output a bounded number of times, and keeps slices that did not change", () => {
    const { cast, clock, view, model } = seated();
    const people = view().state?.participants;
    let drawn = 0;
    model.store.subscribe(() => {
      drawn += 1;
    });
    for (let i = 0; i < 1_000; i++) {
      cast.session.happen({ type: "output", text: "x" });
      clock.advance(1);
    }
    expect(drawn).toBeGreaterThan(10);
    expect(drawn).toBeLessThan(36);
    expect(view().state?.seq).toBeGreaterThan(950);
    expect(view().state?.participants).toBe(people);
  });

  it("shows who types, from a glance or from input, for as long as it lasts", () => {
    const { cast, clock, client, view } = seated();
    client.glance(cast.ben);
    clock.advance(100);
    expect(view().typing).toEqual([cast.ben]);
    cast.session.happen({ type: "input.submitted", participant: cast.session.owner, kind: "key", bytes: 1 });
    clock.advance(1_000);
    expect(view().typing).toEqual([cast.ben, cast.session.owner]);
    clock.advance(2_000);
    expect(view().typing).toEqual([]);
  });

  it("gives one hint for a held key, and lets it go by itself", async () => {
    const { clock, model, view } = seated();
    await model.act("input.key", { data: "x" });
    const first = view().hint;
    expect(first?.text).toBe("You are here to watch; the owner has not allowed you to type.");
    await model.act("input.key", { data: "x" });
    expect(view().hint).toBe(first);
    clock.advance(4_000);
    expect(view().hint).toBeUndefined();
    clock.advance(7_000);
    await model.act("input.key", { data: "x" });
    expect(view().hint?.text).toBe(first?.text);
  });

  it("is over together with what the last entries say of why", () => {
    const { cast, client, view, model } = seated();
    const seen: string[] = [];
    model.store.subscribe(({ status, state }) => seen.push(`${status.name} ${state?.phase.name}`));
    cast.session.happen({ type: "session.ended", why: "owner" });
    client.setStatus({ name: "over", closing: { reason: "ended", message: "The session has ended." } });
    expect(view().status.name).toBe("over");
    expect(seen).not.toContain("over running");
    expect(seen).toContain("over ended");
  });

  it("knows who I am while the line is down, and stops everything when it is disposed", () => {
    const { cast, clock, client, model, view } = seated();
    client.setStatus({
      name: "reconnecting",
      attempt: 1,
      nextInMs: 0,
      closing: { reason: "lost", message: "The line was lost." },
    });
    expect(view().me).toBe(cast.mia);
    model.dispose();
    const before = view();
    cast.session.happen({ type: "session.ended", why: "owner" });
    clock.advance(10_000);
    expect(view()).toBe(before);
  });
});

describe("the clocks of host and page", () => {
  /** The page's wall time moves only when told, and begins where the host's stands. */
  function seatedWithClocks() {
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const seat = seated();
    const output = () => seat.cast.session.happen({ type: "output", text: "x" });
    output();
    return {
      ...seat,
      output,
      hostClockJumps: (byMs: number) => seat.cast.session.happen({ type: "clock.jumped", byMs }),
      pageClockJumps: (byMs: number) => vi.setSystemTime(Date.now() + byMs),
      pass(ms: number) {
        vi.setSystemTime(Date.now() + ms);
        seat.clock.advance(ms);
      },
    };
  }

  it("are told apart when the host's is set, forward and back again", () => {
    const { hostClockJumps, view } = seatedWithClocks();
    hostClockJumps(600_000);
    expect(view().clockSkewMs).toBe(600_000);
    hostClockJumps(-900_000);
    expect(view().clockSkewMs).toBe(-300_000);
    hostClockJumps(300_000);
    expect(view().clockSkewMs).toBe(0);
  });

  it("are told apart when the page's is set, forward and back again", () => {
    const { pageClockJumps, output, view } = seatedWithClocks();
    pageClockJumps(3_600_000);
    output();
    expect(view().clockSkewMs).toBe(-3_600_000);
    pageClockJumps(-3_600_000);
    output();
    expect(view().clockSkewMs).toBe(0);
  });

  it("agree when what was missed comes late: that is a delay", () => {
    const { pass, output, view } = seatedWithClocks();
    pass(60_000);
    output();
    pass(100);
    expect(view().behindMs).toBeGreaterThan(59_000);
    expect(view().clockSkewMs).toBe(0);
  });

  it("agree about what is on time after the host has slept, and its own time stood still", () => {
    const { pass, output, hostClockJumps, view } = seatedWithClocks();
    pass(60_000);
    hostClockJumps(60_000);
    output();
    pass(100);
    expect(view()).toMatchObject({ behindMs: 0, clockSkewMs: 0 });
  });
});
