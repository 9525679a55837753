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

describe("[M7] a proposal", () => {
  it("that is approved is typed as its author's, edited where the owner has edited it", async () => {
    const { owner, ana, target, happened, until } = await begin({ mode: defaultModes.presenter });
    expect(await ana.say("proposal.make", { text: "df -h" })).toMatchObject({ value: { proposal: 1 } });
    await ana.say("proposal.make", { text: "rm -rf /" });
    await until("the owner seeing it", () => owner.peer.client.state?.proposals.length === 2);
    expect(await owner.say("proposal.approve", { proposal: 1 })).toMatchObject(ok);
    expect(await owner.say("proposal.approve", { proposal: 2, text: "ls /", run: false })).toMatchObject(ok);
    expect(target.received).toEqual(["df -h\r", "ls /"]);
    expect(happened("input.submitted")).toMatchObject([
      { participant: ana.id, kind: "proposal", bytes: 6 },
      { participant: ana.id, kind: "proposal", bytes: 4 },
    ]);
    await until("its author seeing it", () => ana.peer.client.state?.proposals[1]?.status === "approved");
    expect(ana.peer.client.state?.proposals).toMatchObject([
      { status: "approved", by: owner.id },
      { status: "approved", edited: "ls /", text: "rm -rf /" },
    ]);
    expect(await owner.say("proposal.approve", { proposal: 1 })).toMatchObject({ code: "no-such-proposal" });
  });

  it("is rejected with a word, or taken back by its author alone", async () => {
    const { owner, ana, bo, test, target } = await begin({ mode: defaultModes.presenter });
    await ana.say("proposal.make", { text: "a" });
    await ana.say("proposal.make", { text: "b" });
    expect(await bo.say("proposal.approve", { proposal: 1 })).toMatchObject({ code: "owner-does-this" });
    expect(await owner.say("proposal.reject", { proposal: 1, reason: "Not now" })).toMatchObject(ok);
    expect(await bo.say("proposal.withdraw", { proposal: 2 })).toMatchObject({ code: "not-yours" });
    expect(await ana.say("proposal.withdraw", { proposal: 2 })).toMatchObject(ok);
    expect(test.session.state.proposals).toMatchObject([
      { status: "rejected", reason: "Not now" },
      { status: "withdrawn" },
    ]);
    expect(target.received).toEqual([]);
  });

  it("outlives its author's line, and expires with the session", async () => {
    const { owner, ana, until, test, target } = await begin({ mode: defaultModes.presenter });
    await ana.say("proposal.make", { text: "uptime" });
    await ana.say("proposal.make", { text: "halt" });
    ana.peer.cut();
    const presence = () => test.session.state.participants[ana.id]?.presence.name;
    await until("the host noticing", () => presence() === "lost");
    await until("being back", () => presence() === "present");
    await until("seeing it again", () => ana.peer.client.state?.proposals[0]?.status === "open");
    expect(await owner.say("proposal.approve", { proposal: 1 })).toMatchObject(ok);
    expect(target.received).toEqual(["uptime\r"]);
    await owner.say("session.end", {});
    expect(test.session.state.proposals[1]?.status).toBe("expired");
  });

  it("of control characters, of nothing, of 10 MB or one too many is refused, and nothing is typed", async () => {
    const { ana, bo, target, test } = await begin({ mode: defaultModes.presenter });
    for (const text of ["", "ls\u001b[A", "a\rb", "\u202ersl", "x".repeat(4_001), "\ud800"]) {
      expect(await ana.say("proposal.make", { text })).toMatchObject({ code: "malformed" });
    }
    for (let i = 0; i < 5; i++) expect(await ana.say("proposal.make", { text: `${i}` })).toMatchObject(ok);
    expect(await ana.say("proposal.make", { text: "one more" })).toMatchObject({ code: "queue-full" });
    expect(await bo.say("proposal.make", { text: "Bo still may" })).toMatchObject(ok);
    expect(target.received).toEqual([]);
    expect(test.session.state.phase.name).toBe("running");
  });

  it("is not for those who may not type at all", async () => {
    const stage = await begin({ mode: defaultModes.presenter });
    const vera = await stage.enter("Vera", "view");
    expect(await vera.say("proposal.make", { text: "ls" })).toMatchObject({ code: "no-input-permission" });
  });
});

const watching = { required: true, perCommand: false };

describe("[M8] four eyes", () => {
  it("let nobody type, the owner included, until a named witness is here and watches", async () => {
    const { owner, ana, bo, target } = await begin({ fourEyes: watching });
    for (const each of [owner, ana])
      expect(await each.type("x")).toMatchObject({ code: "four-eyes-missing" });
    expect(await ana.say("participant.witness", { participant: ana.id })).toMatchObject({
      code: "owner-does-this",
    });
    await owner.say("participant.witness", { participant: bo.id });
    expect(await owner.type("o")).toMatchObject(ok);
    expect(await ana.type("a")).toMatchObject(ok);
    expect(await bo.type("b"), "nobody is their own witness").toMatchObject({ code: "four-eyes-missing" });
    expect(target.received).toEqual(["o", "a"]);
  });

  it.each(["looks away", "loses the line", "leaves", "is removed", "is a witness no longer"] as const)(
    "stop all input at once when the witness %s",
    async (how) => {
      const { owner, bo, target, until, test } = await begin({ fourEyes: watching });
      await owner.say("participant.witness", { participant: bo.id });
      expect(await owner.type("1")).toMatchObject(ok);
      if (how === "looks away") await bo.say("presence.view", { inView: false });
      else if (how === "leaves") await bo.peer.client.leave();
      else if (how === "loses the line") {
        bo.peer.client.dispose();
        bo.peer.cut();
      } else if (how === "is removed") await owner.say("participant.remove", { participant: bo.id });
      else await owner.say("participant.witness", { participant: bo.id, witness: false });
      const seen = () => {
        const { presence, witness, inView } = test.session.state.participants[bo.id] ?? {};
        return presence?.name === "present" && witness === true && inView === true;
      };
      await until("the host knowing", () => !seen());
      expect(await owner.type("2")).toMatchObject({ code: "four-eyes-missing" });
      expect(target.received).toEqual(["1"]);
    },
  );

  it("go on when the witness looks again, and stay required for good", async () => {
    const { owner, bo } = await begin({ fourEyes: watching });
    await owner.say("participant.witness", { participant: bo.id });
    await bo.say("presence.view", { inView: false });
    expect(await owner.type("1")).toMatchObject({ code: "four-eyes-missing" });
    await bo.say("presence.view", { inView: true });
    expect(await owner.type("2")).toMatchObject(ok);
    expect(await owner.say("session.four_eyes", {})).toMatchObject({ code: "nothing-changes" });
    expect(await owner.say("session.four_eyes", { perCommand: true })).toMatchObject(ok);
    expect(await owner.say("session.four_eyes", { perCommand: false })).toMatchObject({
      code: "nothing-changes",
    });
  });

  it("for each command take nothing but what one proposes and the witness, another, approves", async () => {
    const { owner, ana, bo, target, happened } = await begin({
      fourEyes: { required: true, perCommand: true },
    });
    await owner.say("participant.witness", { participant: bo.id });
    expect(await owner.type("x")).toMatchObject({ code: "four-eyes-commands" });
    await owner.say("proposal.make", { text: "systemctl restart db" });
    expect(await owner.say("proposal.approve", { proposal: 1 })).toMatchObject({
      code: "four-eyes-commands",
    });
    expect(await ana.say("proposal.approve", { proposal: 1 })).toMatchObject({ code: "owner-does-this" });
    expect(await bo.say("proposal.approve", { proposal: 1 })).toMatchObject(ok);
    await bo.say("proposal.make", { text: "reboot" });
    expect(await bo.say("proposal.approve", { proposal: 2 })).toMatchObject({ code: "four-eyes-missing" });
    expect(target.received).toEqual(["systemctl restart db\r"]);
    expect(happened("proposal.approved")).toMatchObject([{ by: bo.id }]);
    expect(happened("input.submitted")).toMatchObject([{ participant: owner.id }]);
  });
});
