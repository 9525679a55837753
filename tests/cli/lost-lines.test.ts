import { expect, test } from "vitest";
import { installation, seen } from "../support/tandem.ts";
import { openTerminal } from "../support/tandem-terminal.ts";

test.each([
  ["direct", []],
  ["relayed", ["--relay"]],
] as const)(
  "[F4] a %s guest whose host has crashed tries again for five minutes, then gives up with 4",
  async (_name, words) => {
    const own = installation();
    const { id, process } = await own.start(["--target", "echo"]);
    const { url } = await own.share(id);
    const guest = own.spawn(["join", url, "--json", "--name", "Mia", ...words], { shifted: true });
    await guest.line({ type: "status", status: "live", carrier: words.length === 0 ? "webrtc" : "relay" });
    process.signal("SIGKILL");
    await process.done;
    await guest.line({ type: "status", status: "reconnecting" });
    expect(await guest.command("chat.send", { text: "anybody?" })).toMatchObject({
      ok: false,
      code: "not-connected",
      message: "The line to the session is down.",
    });
    await guest.sleepFor();
    expect(await guest.done).toMatchObject({ code: 4 });
    expect(guest.lines.at(-1)).toMatchObject({
      type: "status",
      status: "over",
      reason: "server-unreachable",
      message: "The signaling server cannot be reached.",
    });
  },
);

test("[F4] a guest who is told to leave while the line is down leaves at once", async () => {
  const own = installation();
  const { id, process } = await own.start(["--target", "echo"]);
  const guest = await own.join((await own.share(id)).url, "--relay");
  process.signal("SIGKILL");
  await guest.line({ type: "status", status: "reconnecting" });
  guest.signal("SIGINT");
  expect((await guest.done).code).toBe(0);
});

test("[F4] a guest's machine that slept longer than a line lives comes back to its place", async () => {
  const own = installation();
  const { id } = await own.start(["--mode", "interactive", "--", "bash"]);
  const { url } = await own.share(id, "--grant", "interact", "--no-approve");
  const guest = own.spawn(["join", url, "--json", "--name", "Mia"], { shifted: true });
  const { participant } = await guest.line({ type: "status", status: "live", carrier: "webrtc" });
  await guest.sleepFor();
  // The line it had may have outlived the sleep, or be given up at its next ping: whichever, this arrives.
  await expect
    .poll(() => guest.command("input.key", { data: "echo a$((1))wake\r" }), { timeout: 20_000 })
    .toMatchObject({ ok: true });
  await seen(guest, "a1wake");
  const people = (await own.tell("participants", id, "--json")).lines;
  expect(people).toContainEqual(expect.objectContaining({ id: participant, name: "Mia" }));
  expect((await own.tell("links", id, "--json")).lines).toMatchObject([{ uses: 1 }]);
});

test("[F4] an owner who hears nothing of the host for too long sees the session again once it answers", async () => {
  const own = installation();
  const host = await own.start(["--target", "echo"]);
  const owner = openTerminal(["start", "--data", own.folder, "--", "bash", "--norc"], {
    cwd: own.folder,
    shifted: true,
  });
  await owner.shows(/bash-.*[$#]/);
  host.process.signal("SIGSTOP");
  await owner.sleepFor();
  await owner.shows("The line was lost. Reconnecting…");
  host.process.signal("SIGCONT");
  await owner.shows("1 here");
  owner.type("clear; echo back-$((2+3))\r");
  await owner.shows(/^back-5\nbash-.*[$#]/);
  owner.type("exit 7\r");
  expect(await owner.givenBack()).toBe(7);
});

test("a start that added its session to a host says so and exits with 4 when that host crashes", async () => {
  const own = installation();
  const host = await own.start(["--target", "echo"]);
  const added = await own.start(["--target", "echo"]);
  host.process.signal("SIGKILL");
  expect(await added.process.done).toMatchObject({
    code: 4,
    stderr: expect.stringContaining("The host of this session has stopped."),
  });
});
