import { afterEach, describe, expect, it } from "vitest";
import { defaultModes } from "../../shared/events/mode.ts";
import type { TestSessionOptions } from "../support/session.ts";
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

describe("[M1] a mode", () => {
  it("changes while the session runs, is seen by everybody at once, and clears control and queue", async () => {
    const { owner, ana, bo, until, happened, test } = await begin({ mode: defaultModes.presenter });
    await ana.say("control.request", {});
    await bo.say("control.request", {});
    await owner.say("control.approve", { participant: ana.id });
    await owner.say("control.transfer", { to: bo.id });
    await owner.say("control.reclaim", {});
    await ana.say("control.request", {});
    await owner.say("control.transfer", { to: ana.id });
    expect(await owner.say("mode.set", { mode: { name: "interactive" } })).toMatchObject(ok);
    expect(test.session.state.control).toMatchObject({ holder: null, grant: null, offer: null, queue: [] });
    await until("everybody seeing it", () =>
      [owner, ana, bo].every((each) => each.peer.client.state?.mode.name === "interactive"),
    );
    expect(await ana.type("a")).toMatchObject(ok);
    await owner.say("mode.set", { mode: { name: "view_only" } });
    expect(await ana.type("b")).toMatchObject({ code: "view-only-mode" });
    expect(await owner.type("o")).toMatchObject(ok);
    expect(happened("mode.changed").map(({ mode }) => mode.name)).toEqual(["interactive", "view_only"]);
  });

  it("keeps control and queue when only a setting of it changes", async () => {
    const { owner, ana, bo, test } = await begin({ mode: defaultModes.presenter });
    await ana.say("control.request", {});
    await owner.say("control.approve", { participant: ana.id });
    await bo.say("control.request", {});
    const mode = { name: "presenter", auto_return_to_owner_seconds: 60, max_viewers: 20 } as const;
    expect(await owner.say("mode.set", { mode })).toMatchObject(ok);
    expect(test.session.state.control).toMatchObject({ holder: ana.id, queue: [{ participant: bo.id }] });
    expect(test.session.state.mode).toMatchObject({ ...mode, max_control_minutes: 15 });
    expect(await owner.say("mode.set", { mode: { name: "presenter" } })).toMatchObject({
      code: "nothing-changes",
    });
  });

  it("may begin with somebody else presenting, who has control as by a grant: for a time, and while they are here", async () => {
    const { owner, ana, wait, happened } = await begin();
    const mode = { name: "presenter", initial_presenter: ana.id, max_control_minutes: 1 } as const;
    expect(await owner.say("mode.set", { mode })).toMatchObject(ok);
    expect(await ana.type("a")).toMatchObject(ok);
    await wait(61);
    expect(happened("control.granted")).toMatchObject([{ to: ana.id, via: "transfer" }]);
    expect(happened("control.returned").at(-1)).toMatchObject({ to: owner.id, why: "time-up" });
  });

  it.each([
    { name: "none_such" },
    { name: "view_only", max_viewers: 0 },
    { name: "view_only", max_viewers: 101 },
    { name: "interactive", input_merge_mode: "shouting" },
    { name: "interactive", activity_timeout_seconds: -1 },
    { name: "presenter", initial_presenter: "PAR-1" },
    { name: "presenter", max_participants: 5 },
    { name: "presenter", auto_return_to_owner_seconds: 0 },
  ])("that makes no sense is refused and changes nothing: %j", async (mode) => {
    const { owner, test } = await begin();
    const before = test.session.state.mode;
    const answer = await owner.sayAnything("mode.set", { mode });
    expect(answer).toMatchObject({ ok: false, code: "malformed", message: expect.stringMatching(/\w.*\./) });
    expect(test.session.state.mode).toEqual(before);
  });

  it("with a presenter who is not here is refused", async () => {
    const { owner } = await begin();
    const mode = { name: "presenter", initial_presenter: "PAR-NOBODY22" };
    expect(await owner.sayAnything("mode.set", { mode })).toMatchObject({ code: "no-such-participant" });
  });

  it("without chat leaves the owner writing, and nobody else", async () => {
    const { owner, ana } = await begin({ mode: { ...defaultModes.view_only, allow_chat: false } });
    expect(await ana.say("chat.send", { text: "hello?" })).toMatchObject({ code: "no-chat-in-mode" });
    expect(await ana.say("question.ask", { text: "why?" })).toMatchObject({ code: "no-chat-in-mode" });
    expect(await owner.say("chat.send", { text: "quiet, please" })).toMatchObject(ok);
  });
});

describe("[M4] the token", () => {
  const token = { ...defaultModes.interactive, input_merge_mode: "token" } as const;

  it("lets its holder type alone, goes to who asks while it is free, and then to the next in the queue", async () => {
    const { owner, ana, bo, target, test } = await begin({ mode: token });
    for (const each of [owner, ana]) expect(await each.type("x")).toMatchObject({ code: "not-token-holder" });
    expect(await ana.say("control.request", {})).toMatchObject({ value: { place: 0 } });
    expect(await ana.type("a")).toMatchObject(ok);
    expect(await bo.say("control.request", {})).toMatchObject({ value: { place: 1 } });
    expect(await bo.type("b")).toMatchObject({ code: "not-token-holder" });
    expect(await ana.say("control.return", {})).toMatchObject(ok);
    expect(test.session.state.control.holder).toBe(bo.id);
    expect(await bo.type("b")).toMatchObject(ok);
    expect(await bo.say("control.transfer", { to: owner.id })).toMatchObject(ok);
    expect(await owner.type("o")).toMatchObject(ok);
    expect(target.received).toEqual(["a", "b", "o"]);
  });

  it("frees itself after 30 seconds without input", async () => {
    const { ana, wait, test, happened } = await begin({ mode: token });
    await ana.say("control.request", {});
    await wait(20);
    await ana.type("a");
    await wait(28);
    expect(test.session.state.control.holder).toBe(ana.id);
    await wait(3);
    expect(test.session.state.control.holder).toBeNull();
    expect(happened("control.returned")).toMatchObject([{ from: ana.id, to: null, why: "idle" }]);
  });

  it("is not given to somebody who may not type, whoever asks for it", async () => {
    const stage = await begin({ mode: token });
    const vera = await stage.enter("Vera", "view");
    expect(await vera.say("control.request", {})).toMatchObject({ code: "no-input-permission" });
    await stage.owner.say("control.reclaim", {});
    expect(await stage.owner.say("control.transfer", { to: vera.id })).toMatchObject({
      code: "may-not-type",
    });
  });

  it("goes to the next in the queue who is here, and to one whose line was lost once they are back", async () => {
    const { ana, bo, until, test } = await begin({ mode: token });
    await ana.say("control.request", {});
    await bo.say("control.request", {});
    const presence = () => test.session.state.participants[bo.id]?.presence.name;
    bo.peer.cut();
    await until("the host noticing", () => presence() === "lost");
    await ana.say("control.return", {});
    await until("being back", () => presence() === "present");
    expect(test.session.state.control).toMatchObject({ holder: bo.id, queue: [] });
  });
});

describe("[M5] in interactive mode", () => {
  it("who has not typed for five minutes may not, until they ask; asking is enough", async () => {
    const { ana, bo, wait, happened } = await begin();
    await wait(200);
    expect(await ana.type("a")).toMatchObject(ok);
    await wait(101);
    expect(await bo.type("b")).toMatchObject({ code: "input-lapsed" });
    expect(await ana.type("a")).toMatchObject(ok);
    expect(await bo.say("input.resume", {})).toMatchObject(ok);
    expect(await bo.type("b")).toMatchObject(ok);
    expect(happened("input.lapsed")).toMatchObject([{ participant: bo.id }]);
  });

  it("whoever is allowed to type after a long time has not been silent until then", async () => {
    const stage = await begin();
    const vera = await stage.enter("Vera", "view");
    await stage.wait(600);
    await stage.owner.say("participant.permit", { participant: vera.id, allow_input: true });
    expect(await vera.type("v")).toMatchObject(ok);
  });
});
