import { describe, expect, it } from "vitest";
import { defaultModes, modeSchema } from "../../shared/events/mode.ts";
import { onStage, setStage } from "./stage.ts";

/** What somebody did by a right goes with the right. */

const queued = modeSchema.parse({
  name: "interactive",
  input_merge_mode: "queued",
  activity_timeout_seconds: 10,
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
