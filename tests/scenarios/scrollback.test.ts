import { expect, test } from "vitest";
import { fromUtf8, utf8 } from "../../shared/base/bytes.ts";
import { arrive, arriveAs, type TestPeer, testSession, until } from "../support/session.ts";
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
  expect(await guest.client.refreshScreen()).toMatchObject({ ok: true });
  await until("a screen anew", () => guest.screens() === 2);
  expect(guest.shown()).not.toContain("before");

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
  expect(eve.answers).toContainEqual(expect.objectContaining({ id: 77, ok: true }));
  expect(eve.screens).toBe(2);
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

/** Puts a terminal that has shown nothing yet in the place of the one before, as a page does that draws its view anew. */
function drawAnew({ client }: TestPeer) {
  const drawn = { text: "", firstLine: -1 };
  client.setSink({
    reset({ data, firstLine }, done) {
      Object.assign(drawn, { text: fromUtf8(data), firstLine });
      done();
    },
    write(text, done) {
      drawn.text += text;
      done();
    },
    resize() {},
  });
  return drawn;
}

const anew = [
  ["everything", 0, { theirs: ["old-1;", "old-60;"], withheld: [] }],
  ["screen", 37, { theirs: ["old-38;", "old-60;"], withheld: ["old-37;"] }],
  ["none", 37, { theirs: [], withheld: ["old-1;", "old-60;"] }],
] as const;

test.each(anew)(
  "[M10] a guest whose view is drawn anew is given what is theirs to see of the screen: %s",
  async (joinerScrollback, firstLine, { theirs, withheld }) => {
    const { owner, enter, target, test: session, until: untilSo } = await setStage({ joinerScrollback });
    for (let line = 1; line <= 60; line++) target.say(utf8(`old-${line};\r\n`));
    await untilSo("the owner seeing the last", () => owner.peer.shown().includes("old-60;"));
    const guest = await enter("Ana");
    await untilSo("a first screen", () => guest.peer.screens() > 0);

    const drawn = drawAnew(guest.peer);
    await untilSo("its screen", () => drawn.firstLine === firstLine);
    target.say(utf8("after it"));
    await untilSo("what follows", () => drawn.text.includes("after it"));
    for (const text of theirs) expect(drawn.text).toContain(text);
    for (const text of withheld) expect(drawn.text).not.toContain(text);
    await session.dispose();
  },
);

test("[M10] a guest whose view is drawn anew in a pause is given the screen when the pause ends", async () => {
  const { owner, enter, target, test: session, until: untilSo, wait } = await setStage();
  target.say(utf8("before the pause"));
  const guest = await enter("Ana");
  let depth = "";
  guest.peer.client.onScreen((screen) => (depth = screen.depth));
  await untilSo("its scrollback, after which there is nothing left to ask for", () => depth === "everything");
  await owner.say("session.pause", {});
  const drawn = drawAnew(guest.peer);
  await wait(1);
  expect(drawn.text).toBe("");
  await owner.say("session.resume", {});
  await untilSo("its screen", () => drawn.text.includes("before the pause"));
  await session.dispose();
});

test.each([
  ["everything", true],
  ["screen", false],
  ["none", false],
] as const)(
  "a guest's client asks for the scrollback where joiners are shown it, and only there: %s",
  async (joinerScrollback, asks) => {
    const { target, test: session, until: untilSo, wait } = await setStage({ joinerScrollback });
    let asked = false;
    const guest = session.join(await session.share({ grant: "view" }), {
      overhear: (frame) => (asked ||= fromUtf8(frame).includes('"scrollback"')),
    });
    await untilSo("a first screen", () => guest.screens() > 0);
    target.say(utf8("then it is quiet"));
    await untilSo("the guest seeing it", () => guest.shown().includes("then it is quiet"));
    await wait(2);
    expect(asked).toBe(asks);
    await session.dispose();
  },
);

test("who comes right after another is given the scrollback as well", async () => {
  const { enter, target, test: session, until: untilSo } = await setStage();
  for (let line = 1; line <= 60; line++) target.say(utf8(`old-${line};\r\n`));
  for (const name of ["Ana", "Bo"]) {
    const { peer } = await enter(name);
    await untilSo("the scrollback", () => peer.shown().includes("old-1;"));
    expect(peer.shown()).toContain("old-60;");
  }
  await session.dispose();
});
