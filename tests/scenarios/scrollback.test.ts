import { expect, test } from "vitest";
import { utf8 } from "../../shared/base/bytes.ts";
import { arrive, arriveAs, testSession, until } from "../support/session.ts";
import { intrude } from "./intruder.ts";
import { setStage } from "./stage.ts";

test("with no scrollback for joiners a guest begins with an empty screen and sees what comes from then on", async () => {
  const stage = await testSession({ joinerScrollback: "none" });
  await arrive(stage.owner);
  await stage.owner.client.call("input.key", { data: "before anybody came" });
  await until("the owner seeing it", () => stage.owner.shown().includes("before anybody came"));

  const guest = stage.join(await stage.share());
  await arriveAs(guest);
  await stage.owner.client.call("input.key", { data: "from now on" });
  await until("the guest seeing it", () => guest.shown().includes("from now on"));
  expect(guest.shown()).not.toContain("before");
  expect(await guest.client.refreshScreen()).toMatchObject({ ok: false, code: "scrollback-withheld" });

  expect(await stage.owner.client.call("session.scrollback", { joinerScrollback: "screen" })).toMatchObject({
    ok: true,
  });
  const later = stage.join(await stage.share());
  await arriveAs(later);
  await until("the screen as it is", () => later.shown().includes("before anybody came"));
  await stage.dispose();
});

test("with this screen alone for joiners no way shows them what has scrolled off it before they came", async () => {
  const {
    owner,
    target,
    test: session,
    until: untilSo,
    wait,
  } = await setStage({ joinerScrollback: "screen" });
  for (let line = 1; line <= 60; line++) target.say(utf8(`old-${line};\r\n`));
  await untilSo("the owner seeing the last", () => owner.peer.shown().includes("old-60;"));
  await wait(1);
  const eve = intrude(session, await session.share({ grant: "view" }), { name: "Eve" });
  await untilSo("the screen", () => eve.screens > 0);
  expect(eve.text).toContain("old-60;");
  // Twenty-four rows, of which the cursor's is empty.
  expect(eve.text).toContain("old-38;");
  expect(eve.text).not.toContain("old-37;");

  // Asked for, after a pause, in a flood and after coming back.
  eve.ask({ t: "scrollback", id: 77 });
  await wait(1);
  expect(eve.answers).toContainEqual(expect.objectContaining({ id: 77, code: "scrollback-withheld" }));
  await owner.say("session.pause", {});
  target.say(utf8("."));
  await wait(1);
  await owner.say("session.resume", {});
  await wait(1);
  for (let index = 0; index < 40; index++) target.say(utf8(`\r${"\u001b[K".repeat(8_000)}`));
  await wait(2);
  expect(eve.screens).toBeGreaterThan(1);
  expect(eve.text).not.toContain("old-37;");
  expect(owner.peer.shown()).toContain("old-1;");
  await session.dispose();
});

test("[M10] a guest whose scrollback a pause held back is given it when the pause ends", async () => {
  const stage = await testSession();
  await arrive(stage.owner);
  const guest = stage.join(await stage.share());
  let depth = "";
  guest.client.onScreen((screen) => (depth = screen.depth));
  await until("the screen alone", () => depth === "screen");
  await stage.owner.client.call("session.pause", {});
  expect(await guest.client.refreshScreen()).toMatchObject({ ok: false, code: "paused" });
  // By now the guest's client has asked by itself, too.
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(depth).toBe("screen");

  await stage.owner.client.call("session.resume", {});
  await until("its scrollback", () => depth === "everything");
  await stage.dispose();
});
