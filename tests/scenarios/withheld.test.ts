import { describe, expect, it } from "vitest";
import { utf8 } from "../../shared/base/bytes.ts";
import { crypto } from "../support/session.ts";
import { intrude } from "./intruder.ts";
import { onStage, setStage } from "./stage.ts";

/** What a session keeps from people, against who goes on from an old place or by an identity made beforehand. */

const secret = "hunter2";

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

  const cases = ["slow", "asked", "pause", "flood", "program"] as const;
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
      if (how === "asked") eve.ask({ t: "scrollback", id: 1 });
      else if (how === "pause" || how === "program") {
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
