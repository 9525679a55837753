import { describe, expect, it } from "vitest";
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
