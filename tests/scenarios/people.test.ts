import { afterEach, describe, expect, it } from "vitest";
import { utf8 } from "../../shared/base/bytes.ts";
import { defaultModes } from "../../shared/events/mode.ts";
import { arrive, arriveAs, type TestSessionOptions } from "../support/session.ts";
import { setStage, type Stage } from "./stage.ts";

let open: Stage | undefined;
async function begin(options: TestSessionOptions = {}) {
  open = await setStage(options);
  const [ana, bo] = [await open.enter("Ana"), await open.enter("Bo")];
  return { ...open, ana, bo };
}
afterEach(async () => {
  await open?.test.dispose();
  open = undefined;
});

const ok = { ok: true };

describe("[M9, P6] somebody is out", () => {
  it("removed with rejoin: their line ends, and their link lets them in again as anybody", async () => {
    const { owner, test, until, target } = await begin();
    const link = await test.share({ grant: "interact", approval: false });
    const guest = test.join(link, { name: "Cleo" });
    const id = await arriveAs(guest);
    await owner.say("participant.remove", { participant: id, reason: "Back in five", rejoin: true });
    await until("being out", () => guest.client.status.name === "over");
    expect(guest.client.status).toMatchObject({ closing: { reason: "removed" } });
    expect(test.session.state.links[link]?.approval).toBe(false);
    const back = test.join(link, { name: "Cleo", identity: guest.identity });
    expect(await arrive(back)).toMatchObject({ name: "live", participant: id });
    expect(target.received).toEqual([]);
  });

  it("removed without: they and everybody new by their link ask from then on", async () => {
    const { owner, test, happened } = await begin();
    const link = await test.share({ grant: "interact", approval: false });
    const guest = test.join(link, { name: "Cleo" });
    const id = await arriveAs(guest);
    await owner.say("participant.remove", { participant: id });
    expect(await arrive(test.join(link, { identity: guest.identity }))).toMatchObject({ name: "waiting" });
    expect(await arrive(test.join(link, { name: "New" }))).toMatchObject({ name: "waiting" });
    expect(happened("participant.removed")).toMatchObject([{ by: owner.id, rejoin: false }]);
  });

  it("blocked: never again by any link, nor let in from the waiting room, until the block is lifted", async () => {
    const { owner, test, until } = await begin();
    const link = await test.share({ grant: "interact", approval: false });
    const guest = test.join(link, { name: "Cleo" });
    const id = await arriveAs(guest);
    await owner.say("participant.remove", { participant: id });
    const asks = test.join(link, { identity: guest.identity });
    expect(await arrive(asks)).toMatchObject({ name: "waiting" });
    expect(await owner.say("participant.block", { participant: id, reason: "Enough" })).toMatchObject(ok);
    await until("being turned away", () => asks.client.status.name === "over");
    expect(await owner.say("join.approve", { participant: id })).toMatchObject({ code: "no-such-request" });
    const other = await test.share({ approval: false });
    const knocks = await arrive(test.join(other, { identity: guest.identity }));
    expect(knocks).toMatchObject({ name: "over", closing: { reason: "refused" } });
    expect(await owner.say("participant.block", { participant: id })).toMatchObject({
      code: "nothing-changes",
    });
    expect(await owner.say("participant.unblock", { participant: id })).toMatchObject(ok);
    expect(await arrive(test.join(other, { identity: guest.identity }))).toMatchObject({ name: "waiting" });
  });

  it("sharing off: everybody but the owner, whoever waits too, and nobody comes in until it is on", async () => {
    const { owner, ana, bo, test, until, target } = await begin();
    const link = await test.share({ approval: true });
    const waiting = test.join(link, { name: "Cleo" });
    await arrive(waiting);
    expect(await owner.say("sharing.switch", { on: false })).toMatchObject(ok);
    await until("all being out", () =>
      [ana.peer, bo.peer, waiting].every((each) => each.client.status.name === "over"),
    );
    expect(ana.peer.client.status).toMatchObject({ closing: { reason: "sharing-off" } });
    expect(test.session.state.joinRequests).toEqual({});
    const free = await test.share({ approval: false });
    const refused = { name: "over", closing: { reason: "refused" } };
    expect(await arrive(test.join(free))).toMatchObject(refused);
    expect(await arrive(test.join(free, { identity: ana.peer.identity }))).toMatchObject(refused);
    expect(await owner.type("o")).toMatchObject(ok);
    expect(target.received).toEqual(["o"]);
    await owner.say("sharing.switch", { on: true });
    expect(await arrive(test.join(free, { identity: ana.peer.identity }))).toMatchObject({
      name: "live",
      participant: ana.id,
    });
  });

  it("idle: after half an hour without a sign of them, not while they type or their client says they are there", async () => {
    const { ana, bo, wait, happened, until } = await begin({ mode: defaultModes.presenter });
    for (let minutes = 0; minutes < 40; minutes += 10) {
      await wait(600);
      await ana.say("presence.active", {});
    }
    await until("being out", () => bo.peer.client.status.name === "over");
    expect(bo.peer.client.status).toMatchObject({ closing: { reason: "idle" } });
    expect(ana.peer.client.status.name).toBe("live");
    expect(happened("participant.left")).toMatchObject([{ participant: bo.id, why: "idle" }]);
    await ana.say("presence.active", {});
    await ana.say("presence.active", {});
    expect(happened("participant.active").length, "once in five minutes").toBeLessThanOrEqual(5);
  }, 30_000);
});

describe("[M9] what somebody may do", () => {
  it("changes while they are here, one permission at a time, before their next command", async () => {
    const { owner, ana } = await begin({ mode: defaultModes.presenter });
    const tries = {
      allow_chat: () => ana.say("chat.send", { text: "hello" }),
      allow_control_request: () => ana.say("control.request", {}),
      allow_input: () => ana.say("proposal.make", { text: "ls" }),
      allow_annotations: () => ana.say("bookmark.add", { label: "here" }),
    };
    const codes = {
      allow_chat: "no-chat-permission",
      allow_control_request: "no-request-permission",
      allow_input: "no-input-permission",
      allow_annotations: "no-annotation-permission",
    };
    for (const name of ["allow_chat", "allow_control_request", "allow_input", "allow_annotations"] as const) {
      await owner.say("participant.permit", { participant: ana.id, [name]: false });
      expect(await tries[name]()).toMatchObject({ code: codes[name] });
      await owner.say("participant.permit", { participant: ana.id, [name]: true });
      expect(await tries[name]()).toMatchObject(ok);
    }
  });

  it("is everything for a mentor, and what their link gave for one who is none any more", async () => {
    const { owner, test, enter } = await begin();
    const vera = await enter("Vera", "view");
    const before = test.session.state.participants[vera.id]?.permissions;
    await owner.say("participant.role", { participant: vera.id, role: "mentor" });
    expect(await vera.type("v")).toMatchObject(ok);
    await owner.say("participant.role", { participant: vera.id, role: "observer" });
    expect(await vera.type("w")).toMatchObject({ code: "no-input-permission" });
    expect(test.session.state.participants[vera.id]?.permissions).toEqual(before);
  });

  it("ends a request for control whose right is taken away", async () => {
    const { owner, ana, happened, test } = await begin({ mode: defaultModes.presenter });
    await ana.say("control.request", {});
    await owner.say("participant.permit", { participant: ana.id, allow_control_request: false });
    expect(test.session.state.control.queue).toEqual([]);
    expect(happened("control.expired")).toMatchObject([{ participant: ana.id, why: "not-permitted" }]);
  });

  it("is refused for nobody, for the owner, for a permission there is none of, and where nothing changes", async () => {
    const { owner, ana } = await begin();
    const permit = (input: unknown) => owner.sayAnything("participant.permit", input);
    expect(await permit({ participant: "PAR-NOBODY22", allow_chat: false })).toMatchObject({
      code: "no-such-participant",
    });
    expect(await permit({ participant: owner.id, allow_chat: false })).toMatchObject({
      code: "not-yourself",
    });
    expect(await permit({ participant: ana.id, allow_everything: true })).toMatchObject({
      code: "malformed",
    });
    expect(await permit({ participant: ana.id, allow_chat: true })).toMatchObject({
      code: "nothing-changes",
    });
    expect(await ana.say("participant.permit", { participant: ana.id, allow_input: true })).toMatchObject({
      code: "owner-does-this",
    });
  });
});

describe("[M10] a pause", () => {
  it("stops the others' input and screens, not the session: what happens is told, what is shown stands still", async () => {
    const { owner, ana, target, until } = await begin();
    target.say(utf8("before "));
    await until("it being seen", () => ana.peer.shown().includes("before"));
    expect(await owner.say("session.pause", {})).toMatchObject(ok);
    expect(await owner.say("session.pause", {})).toMatchObject({ code: "nothing-changes" });
    expect(await ana.type("a")).toMatchObject({ code: "paused" });
    expect(await owner.type("o")).toMatchObject(ok);
    target.say(utf8("hidden "));
    await owner.say("chat.send", { text: "one moment" });
    await until("the chat", () => ana.peer.client.state?.chat.at(-1)?.text === "one moment");
    await until("the owner seeing it", () => owner.peer.shown().includes("hidden"));
    expect(ana.peer.shown()).not.toContain("hidden");
    expect(ana.peer.client.state?.paused).toMatchObject({ by: owner.id });
    await owner.say("session.resume", {});
    target.say(utf8("after"));
    await until("the screen being whole", () => ana.peer.shown().includes("after"));
    expect(ana.peer.shown()).toMatch(/before .*hidden .*after/su);
    expect(await ana.type("a")).toMatchObject(ok);
  });

  it("shows who comes or comes back during it nothing until it is over", async () => {
    const { owner, ana, enter, target, until, wait, test } = await begin();
    target.say(utf8("seen by all "));
    await until("it being seen", () => ana.peer.shown().includes("seen by all"));
    await owner.say("session.pause", {});
    target.say(utf8("secret "));
    const cleo = await enter("Cleo");
    ana.peer.cut();
    const presence = () => test.session.state.participants[ana.id]?.presence.name;
    await until("the host noticing", () => presence() === "lost");
    await until("being back", () => presence() === "present");
    expect(await cleo.peer.client.refreshScreen()).toMatchObject({ ok: false });
    await wait(5);
    expect(cleo.peer.shown()).toBe("");
    expect(ana.peer.shown()).not.toContain("secret");
    target.say(utf8("more"));
    await owner.say("session.resume", {});
    await until("both seeing it all", () =>
      [cleo, ana].every(({ peer }) => peer.shown().includes("seen by all secret more")),
    );
  });

  it("is a mentor's to make too, who types on; the owner may end it", async () => {
    const { owner, ana, bo } = await begin({ sessionType: "training" });
    expect(await ana.say("session.pause", {})).toMatchObject({ code: "owner-does-this" });
    await owner.say("participant.role", { participant: bo.id, role: "mentor" });
    expect(await bo.say("session.pause", {})).toMatchObject(ok);
    expect(await bo.type("b")).toMatchObject(ok);
    expect(await ana.type("a")).toMatchObject({ code: "paused" });
    expect(await owner.say("session.resume", {})).toMatchObject(ok);
    expect(await ana.type("a")).toMatchObject(ok);
  });
});
