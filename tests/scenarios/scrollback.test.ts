import { expect, test } from "vitest";
import { expectNoLeaks } from "../support/leaks.ts";
import { arrive, arriveAs, testSession, until } from "../support/session.ts";

expectNoLeaks();

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
