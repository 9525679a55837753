import { afterEach, describe, expect, it } from "vitest";
import { defaultModes } from "../../shared/events/mode.ts";
import type { TestSessionOptions } from "../support/session.ts";
import { setStage, type Stage } from "./stage.ts";

const presenter = defaultModes.presenter;

let open: Stage | undefined;
async function begin(options: TestSessionOptions = {}) {
  open = await setStage({ mode: presenter, ...options });
  const [ana, bo] = [await open.enter("Ana"), await open.enter("Bo")];
  return { ...open, ana, bo };
}
afterEach(async () => {
  await open?.test.dispose();
  open = undefined;
});

const ok = { ok: true };

describe("[M1] in presenter mode", () => {
  it("the owner has control at first, and nobody else types", async () => {
    const { owner, ana, target, test } = await begin();
    expect(test.session.state.control.holder).toBe(owner.id);
    expect(await ana.type("a")).toMatchObject({ code: "not-controller" });
    expect(await owner.type("o")).toMatchObject(ok);
    expect(target.received).toEqual(["o"]);
  });

  it("an offer that is accepted gives control in the same instant in which the owner loses it", async () => {
    const { owner, ana, bo, target, until, happened } = await begin();
    expect(
      await owner.say("control.transfer", { to: ana.id, minutes: 2, reason: "You know it" }),
    ).toMatchObject(ok);
    expect(await ana.type("early")).toMatchObject({ code: "not-controller" });
    await until("the offer being seen", () => ana.peer.client.state?.control.offer?.to === ana.id);
    expect(await bo.say("control.accept", {})).toMatchObject({ code: "no-offer" });
    expect(await ana.say("control.accept", {})).toMatchObject(ok);
    expect(await ana.type("a")).toMatchObject(ok);
    await until("everybody knowing", () => [owner, ana, bo].every((each) => each.holder() === ana.id));
    expect(happened("control.granted")).toMatchObject([
      { to: ana.id, from: owner.id, via: "offer", reason: "You know it", practice: false },
    ]);
    expect(target.received).toEqual(["a"]);
  });

  it("an offer that is declined, withdrawn or left lying for a minute changes nothing", async () => {
    const { owner, ana, wait, happened, test } = await begin();
    await owner.say("control.transfer", { to: ana.id });
    expect(await ana.say("control.decline", {})).toMatchObject(ok);
    await owner.say("control.transfer", { to: ana.id });
    expect(await owner.say("control.withdraw", {})).toMatchObject(ok);
    await owner.say("control.transfer", { to: ana.id });
    await wait(61);
    expect(await ana.say("control.accept", {})).toMatchObject({ code: "no-offer" });
    expect(happened("control.offer_ended").map(({ why }) => why)).toEqual([
      "declined",
      "withdrawn",
      "lapsed",
    ]);
    expect(test.session.state.control.holder).toBe(owner.id);
  });

  it("whoever asks sees their place, and is given less time than they asked for where the owner says so", async () => {
    const { owner, ana, bo, clock, until } = await begin();
    expect(await ana.say("control.request", { minutes: 10, reason: "The log" })).toMatchObject({
      value: { place: 1 },
    });
    expect(await bo.say("control.request", { minutes: 3 })).toMatchObject({ value: { place: 2 } });
    expect(await ana.say("control.request", {})).toMatchObject({ code: "already-asked" });
    expect(await owner.say("control.approve", { participant: ana.id, minutes: 1 })).toMatchObject(ok);
    await until("it being seen", () => bo.holder() === ana.id);
    const { grant, queue } = bo.peer.client.state?.control ?? {};
    expect((grant?.untilMs ?? 0) - clock.wallMs()).toBeLessThanOrEqual(60_000);
    expect(queue).toMatchObject([{ participant: bo.id, minutes: 3 }]);
  });

  it("a request is denied with a word, or cancelled, and the next one waits five seconds", async () => {
    const { owner, ana, wait, happened } = await begin();
    await ana.say("control.request", {});
    expect(await owner.say("control.deny", { participant: ana.id, reason: "Later" })).toMatchObject(ok);
    expect(await ana.say("control.request", {})).toMatchObject({ code: "asked-too-soon" });
    await wait(5);
    expect(await ana.say("control.request", {})).toMatchObject(ok);
    expect(await ana.say("control.cancel", {})).toMatchObject(ok);
    expect(await ana.say("control.cancel", {})).toMatchObject({ code: "no-such-control-request" });
    expect(happened("control.denied")).toMatchObject([{ participant: ana.id, reason: "Later" }]);
    expect(happened("control.cancelled")).toHaveLength(1);
  });

  it("a wish for longer than anybody may have it is refused with the limit named", async () => {
    const { owner, ana } = await begin();
    for (const wish of [
      await ana.say("control.request", { minutes: 16 }),
      await owner.say("control.transfer", { to: ana.id, minutes: 16 }),
    ]) {
      expect(wish).toMatchObject({
        code: "control-too-long",
        message: expect.stringContaining("15 minutes"),
      });
    }
    for (const minutes of [0, -1, 1.5, 100_000, Number.NaN]) {
      expect(await ana.say("control.request", { minutes })).toMatchObject({ code: "malformed" });
    }
  });
});

describe("[M2] control ends", () => {
  it("when its time is up, back to the owner", async () => {
    const { owner, ana, wait, happened } = await begin();
    await ana.say("control.request", { minutes: 1 });
    await owner.say("control.approve", { participant: ana.id });
    await wait(58);
    expect(await ana.type("last")).toMatchObject(ok);
    await wait(2);
    expect(await ana.type("too late")).toMatchObject({ code: "not-controller" });
    expect(happened("control.returned")).toMatchObject([{ from: ana.id, to: owner.id, why: "time-up" }]);
  });

  it("when its time is up, to nobody where it does not return by itself, until the owner acts", async () => {
    const { owner, ana, wait, until, target } = await begin();
    await ana.say("control.request", { minutes: 1 });
    await owner.say("control.approve", { participant: ana.id, autoReturn: false });
    await wait(61);
    await until("nobody having it", () => owner.holder() === null);
    expect(await ana.type("a")).toMatchObject({ code: "not-controller" });
    expect(await owner.say("control.reclaim", {})).toMatchObject(ok);
    expect(await owner.type("o")).toMatchObject(ok);
    expect(target.received).toEqual(["o"]);
  });

  it("after five minutes without a key, and a key starts them anew", async () => {
    const { owner, ana, wait, happened, test } = await begin();
    await ana.say("control.request", { minutes: 15 });
    await owner.say("control.approve", { participant: ana.id });
    await wait(290);
    expect(await ana.type("a")).toMatchObject(ok);
    await wait(298);
    expect(test.session.state.control.holder).toBe(ana.id);
    await wait(3);
    expect(happened("control.returned")).toMatchObject([{ why: "idle", to: owner.id }]);
  });

  it("by handing it back", async () => {
    const { owner, ana, bo, until } = await begin();
    expect(await bo.say("control.return", {})).toMatchObject({ code: "not-controller" });
    await ana.say("control.request", {});
    await owner.say("control.approve", { participant: ana.id });
    expect(await ana.say("control.return", {})).toMatchObject(ok);
    await until("it being seen", () => ana.holder() === owner.id);
  });

  it("by the owner's own keystroke, which arrives; not by their window getting the focus", async () => {
    const { owner, ana, target, happened } = await begin();
    await ana.say("control.request", {});
    await owner.say("control.approve", { participant: ana.id });
    expect(await owner.say("input.focus", { focused: true })).toMatchObject({ code: "not-controller" });
    expect(await ana.type("a")).toMatchObject(ok);
    expect(await owner.type("stop")).toMatchObject(ok);
    expect(await ana.type("b")).toMatchObject({ code: "not-controller" });
    expect(target.received).toEqual(["a", "stop"]);
    expect(happened("control.returned")).toMatchObject([{ why: "reclaimed", by: owner.id }]);
  });

  it("not by the owner's keystroke where the owner has said so", async () => {
    const { owner, ana, target } = await begin({ mode: { ...presenter, owner_input_reclaims: false } });
    await ana.say("control.request", {});
    await owner.say("control.approve", { participant: ana.id });
    expect(await owner.type("o")).toMatchObject({ code: "not-controller" });
    expect(await ana.type("a")).toMatchObject(ok);
    expect(target.received).toEqual(["a"]);
  });

  it("when the holder's line has been lost for 20 seconds, not sooner", async () => {
    const { owner, ana, wait, until, happened, test } = await begin();
    await ana.say("control.request", {});
    await owner.say("control.approve", { participant: ana.id });
    ana.peer.client.dispose();
    ana.peer.cut();
    await until("the host noticing", () => test.session.state.participants[ana.id]?.presence.name === "lost");
    await wait(19);
    expect(test.session.state.control.holder).toBe(ana.id);
    await wait(2);
    expect(test.session.state.control.holder).toBe(owner.id);
    expect(happened("control.returned")).toMatchObject([{ why: "holder-lost" }]);
  });

  it("not for a holder who is back in time", async () => {
    const { owner, ana, wait, until, test } = await begin();
    await ana.say("control.request", {});
    await owner.say("control.approve", { participant: ana.id });
    ana.peer.cut();
    await until("the host noticing", () => test.session.state.participants[ana.id]?.presence.name === "lost");
    await until("being back", () => test.session.state.participants[ana.id]?.presence.name === "present");
    await wait(30);
    expect(test.session.state.control.holder).toBe(ana.id);
    expect(await ana.type("a")).toMatchObject(ok);
  });

  it("at once when the holder is removed", async () => {
    const { owner, ana, happened, test } = await begin();
    await ana.say("control.request", {});
    await owner.say("control.approve", { participant: ana.id });
    expect(await owner.say("participant.remove", { participant: ana.id })).toMatchObject(ok);
    expect(test.session.state.control.holder).toBe(owner.id);
    expect(happened("control.returned")).toMatchObject([{ why: "holder-gone" }]);
  });

  it("at once when the holder may not type any more", async () => {
    const { owner, ana, happened } = await begin();
    await ana.say("control.request", {});
    await owner.say("control.approve", { participant: ana.id });
    await owner.say("participant.permit", { participant: ana.id, allow_input: false });
    expect(await ana.type("a")).toMatchObject({ code: "no-input-permission" });
    expect(happened("control.returned")).toMatchObject([{ why: "not-permitted" }]);
  });
});

describe("[M3] handing on", () => {
  it("asks the owner first, then the recipient; the owner's no ends it", async () => {
    const { owner, ana, bo, until } = await begin();
    await ana.say("control.request", {});
    await owner.say("control.approve", { participant: ana.id });
    await ana.say("control.transfer", { to: bo.id, minutes: 5 });
    await until("the offer", () => bo.peer.client.state?.control.offer?.awaits === "owner");
    expect(await bo.say("control.accept", {})).toMatchObject({ code: "no-offer" });
    expect(await owner.say("control.deny", { participant: bo.id })).toMatchObject(ok);
    await ana.say("control.transfer", { to: bo.id, minutes: 5 });
    expect(await owner.say("control.approve", { participant: bo.id })).toMatchObject(ok);
    expect(await bo.say("control.accept", {})).toMatchObject(ok);
    await until("it being seen", () => [owner, ana, bo].every((each) => each.holder() === bo.id));
    expect(await ana.type("a")).toMatchObject({ code: "not-controller" });
    expect(await bo.type("b")).toMatchObject(ok);
  });

  it("is over with the control of whoever hands on", async () => {
    const { owner, ana, bo, happened } = await begin();
    await ana.say("control.request", {});
    await owner.say("control.approve", { participant: ana.id });
    await ana.say("control.transfer", { to: bo.id });
    await owner.say("control.reclaim", {});
    expect(await owner.say("control.approve", { participant: bo.id })).toMatchObject({
      code: "no-such-control-request",
    });
    expect(happened("control.offer_ended")).toMatchObject([{ to: bo.id, why: "withdrawn" }]);
  });

  it("goes straight to the recipient where the mode asks nobody, and nowhere where transfer is off", async () => {
    const { owner, ana, bo, until } = await begin({
      mode: { ...presenter, transfer_requires_approval: false },
    });
    await owner.say("control.transfer", { to: ana.id });
    await ana.say("control.transfer", { to: bo.id });
    await until("it being seen", () => ana.holder() === bo.id);
    await owner.say("mode.set", { mode: { name: "presenter", allow_control_transfer: false } });
    expect(await bo.say("control.transfer", { to: ana.id })).toMatchObject({ code: "no-transfer" });
    expect(await ana.say("control.request", {})).toMatchObject({ code: "no-transfer" });
  });

  it("to nobody, to whoever has it, and to somebody who has left is refused", async () => {
    const { owner, ana, until, test } = await begin();
    expect(await owner.sayAnything("control.transfer", { to: "PAR-NOBODY22" })).toMatchObject({
      code: "no-such-participant",
    });
    expect(await owner.sayAnything("control.transfer", { to: "somebody" })).toMatchObject({
      code: "malformed",
    });
    expect(await owner.say("control.transfer", { to: owner.id })).toMatchObject({ code: "nothing-changes" });
    await ana.peer.client.leave();
    await until("them being gone", () => test.session.state.participants[ana.id]?.presence.name === "gone");
    expect(await owner.say("control.transfer", { to: ana.id })).toMatchObject({
      code: "no-such-participant",
    });
  });
});

describe("[M3] an owner who is idle", () => {
  it("gives control to the next in the queue after the minutes they chose, and to the one after when that one's time is up", async () => {
    const { ana, bo, wait, happened, test } = await begin({ mode: { ...presenter, owner_idle_minutes: 2 } });
    await ana.say("control.request", { minutes: 1 });
    await bo.say("control.request", { minutes: 1 });
    await wait(115);
    expect(test.session.state.control.holder).not.toBe(ana.id);
    await wait(6);
    expect(test.session.state.control.holder).toBe(ana.id);
    await wait(60);
    expect(test.session.state.control.holder).toBe(bo.id);
    expect(happened("control.granted").map(({ to, via }) => [to, via])).toEqual([
      [ana.id, "queue"],
      [bo.id, "queue"],
    ]);
  });

  it("keeps it by default, for however long they are idle", async () => {
    const { owner, ana, wait, test } = await begin();
    await ana.say("control.request", {});
    await wait(600);
    expect(test.session.state.control.holder).toBe(owner.id);
  });
});

describe("[M6] practice", () => {
  it("is marked, and a mentor steps in at any moment", async () => {
    const { owner, ana, bo, happened, until } = await begin({ sessionType: "training" });
    await owner.say("participant.role", { participant: bo.id, role: "mentor" });
    await ana.say("control.request", { minutes: 5 });
    expect(await bo.say("control.approve", { participant: ana.id, practice: true })).toMatchObject(ok);
    expect(await ana.type("a")).toMatchObject(ok);
    expect(await bo.type("b")).toMatchObject({ code: "not-controller" });
    expect(await bo.say("control.reclaim", {})).toMatchObject(ok);
    await until("it being seen", () => ana.holder() === bo.id);
    expect(await bo.type("b")).toMatchObject(ok);
    expect(await ana.type("c")).toMatchObject({ code: "not-controller" });
    expect(happened("control.granted")).toMatchObject([
      { to: ana.id, practice: true },
      { to: bo.id, from: ana.id, practice: false },
    ]);
    await bo.say("control.return", {});
    await until("the owner having it", () => ana.holder() === owner.id);
  });

  it("is part of training sessions alone, and a mentor takes nothing else back", async () => {
    const { owner, ana, bo } = await begin();
    await owner.say("participant.role", { participant: bo.id, role: "mentor" });
    await ana.say("control.request", {});
    expect(await owner.say("control.approve", { participant: ana.id, practice: true })).toMatchObject({
      code: "not-training",
    });
    await owner.say("control.approve", { participant: ana.id });
    expect(await bo.say("control.reclaim", {})).toMatchObject({ code: "owner-does-this" });
  });
});
