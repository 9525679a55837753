import { expect, test } from "vitest";
import { installation, ownBash, seen } from "../support/tandem.ts";
import { openTerminal } from "../support/tandem-terminal.ts";

const prefix = "\u001d";

test("start in a terminal shows the target, types into it, and gives the terminal back with the target's code", async () => {
  const own = installation();
  const owner = openTerminal(
    ["start", "--data", own.folder, "--mode", "interactive", "--title", "At home", "--", "bash", "--norc"],
    { cwd: own.folder },
  );
  await owner.shows(/bash-.*[$#]/);
  await owner.shows(/At home · 1 here · you may type · recorded · .*help/);
  expect(owner.mode).toBe("alternate");
  owner.type("stty size; echo $((6*7))-typed\r");
  await owner.shows("42-typed");
  await owner.shows("29 100");

  const [session] = (await own.tell("sessions", "--json")).lines;
  const guest = await own.join(
    (await own.share(String(session?.["id"]), "--grant", "interact", "--no-approve")).url,
  );
  await owner.shows("2 here");
  await guest.command("input.key", { data: "echo from-$((1+1))-guest\r" });
  await owner.shows("from-2-guest");
  owner.resize(70, 20);
  // The keys may be there before the news of the size: two ways into one program.
  owner.type("until stty size | grep -q '^19 70$'; do sleep 0.05; done; echo $((6*8))-resized\r");
  await owner.shows("48-resized");

  owner.type("exit 7\r");
  expect(await owner.givenBack()).toBe(7);
  expect(owner.screen.join("")).toContain(`Recorded in ${String(session?.["recordingPath"])}`);
  expect((await guest.done).code).toBe(0);
});

test("Ctrl-] q ends the owner's session and gives the terminal back", async () => {
  const own = installation();
  const owner = openTerminal(["start", "--data", own.folder, "--", "bash", "--norc"], { cwd: own.folder });
  await owner.shows(/bash-.*[$#]/);
  owner.type(`${prefix}?`);
  await owner.shows("q leave or end");
  owner.type(`${prefix}q`);
  expect(await owner.givenBack()).toBe(0);
  expect((await own.tell("sessions")).code).toBe(4);
});

test("[S3] join in a terminal paints the screen, whatever the target sends, types, chats and leaves with Ctrl-] q", async () => {
  const own = installation();
  const hostile =
    "printf '\\e]52;c;aGVsbG8=\\a\\e]0;owned\\a\\e[?1000h\\e[?1003h\\e[31mred\\e[m-and-loud\\n'";
  const { id } = await own.start([
    "--mode",
    "interactive",
    "--cols",
    "90",
    "--rows",
    "20",
    "--title",
    "Prod",
    "--",
    "bash",
    "--norc",
  ]);
  const { url } = await own.share(id, "--grant", "interact", "--no-approve");
  const watcher = await own.join(url, "--name", "Ben");
  const guest = openTerminal(["join", url, "--name", "Mia"], { cwd: own.folder });
  await guest.shows("This session is recorded.");
  await guest.shows("Join, and be recorded? [Y/n]");
  guest.type("\r");
  await guest.shows(/Prod · 3 here · you may type · recorded · (direct|relayed)/);
  guest.type(`${hostile}\r`);
  await guest.shows("red-and-loud");
  await seen(watcher, "-and-loud");
  expect(guest.received).not.toMatch(/\u001b\]|\u001b\[\?100[03]h|aGVsbG8=\u0007/);

  guest.type(`${prefix}cHello Ben\r`);
  await watcher.line({ type: "chat.sent", text: "Hello Ben" });
  expect(await watcher.command("chat.send", { text: "Hello \u001b]0;x\u0007Mia" })).toMatchObject({
    ok: false,
  });
  await watcher.command("chat.send", { text: "Hello Mia" });
  await guest.shows("Ben: Hello Mia");
  await watcher.command("input.key", { data: "echo back-$((2+3))\r" });
  await guest.shows("back-5");

  guest.type(`${prefix}q`);
  expect(await guest.givenBack()).toBe(0);
  await watcher.line({ type: "participant.left", why: "left" });
  expect(await watcher.command("chat.send", { text: "bye" })).toMatchObject({ ok: true });
});

test.each([
  ["n", "n\r"],
  ["Ctrl-C", "\u0003"],
  ["Ctrl-D", "\u0004"],
])(
  "[J5] who answers %s does not want to be recorded: does not join, and nobody hears of it",
  async (_, keys) => {
    const own = installation();
    const { id } = await own.start(["--target", "echo"]);
    const { url } = await own.share(id);
    const guest = openTerminal(["join", url, "--name", "Mia"], { cwd: own.folder });
    await guest.shows("[Y/n]");
    guest.type(keys);
    expect(await guest.givenBack()).toBe(0);
    expect(guest.screen.filter((line) => line !== "")).toEqual([
      expect.stringContaining("This session is recorded."),
      expect.stringContaining("Join, and be recorded? [Y/n]"),
      "given back 0",
    ]);
    expect((await own.tell("participants", id, "--json")).lines).toHaveLength(1);
  },
);

test("a viewer who is removed gets the terminal back, the reason, and 5", async () => {
  const own = installation();
  const { id } = await own.start(["--mode", "view_only", "--target", "echo"]);
  const { url } = await own.share(id);
  const guest = openTerminal(["join", url, "--name", "Mia", "--yes"], { cwd: own.folder });
  await guest.shows("view only");
  guest.type("x");
  await guest.shows("You are here to watch; the owner has not allowed you to type.");
  await own.tell("kick", id, "Mia");
  expect(await guest.givenBack()).toBe(5);
  expect(guest.screen.join("\n")).toContain("You were removed from the session.");
});

test.each(["SIGTERM", "SIGHUP"] as const)("%s gives the terminal back as well", async (name) => {
  const own = installation();
  const { id } = await own.start(["--mode", "view_only", "--target", "echo"]);
  const { url } = await own.share(id);
  const guest = openTerminal(["join", url, "--yes"], { cwd: own.folder });
  await guest.shows("view only");
  const people = (await own.tell("participants", id, "--json")).lines;
  expect(people).toHaveLength(2);
  guest.signalProgram(name);
  await guest.givenBack();
  expect((await own.tell("participants", id, "--json")).lines.at(-1)).toMatchObject({ presence: "gone" });
});

test("a guest at a terminal asks for control, is granted it with a countdown, types, and hands it back", async () => {
  const own = installation();
  const owner = openTerminal(["start", "--data", own.folder, "--title", "Prod", "--", "bash", "--norc"], {
    cwd: own.folder,
    cols: 140,
  });
  await owner.shows(/Prod · 1 here · you have control · recorded/);
  const [session] = (await own.tell("sessions", "--json")).lines;
  const { url } = await own.share(String(session?.["id"]), "--no-approve", "--grant", "interact");
  const guest = openTerminal(["join", url, "--name", "Mia", "--yes"], { cwd: own.folder, cols: 140 });
  await guest.shows(/has control · you can ask for control/);
  guest.type("echo too-early\r");
  await guest.shows("Somebody else has control. Ask for it first.");

  guest.type(`${prefix}a`);
  await owner.shows("Mia asks for control for 10 min: Ctrl-] g grants, Ctrl-] d denies.");
  await guest.shows("asked: place 1 of 1");
  owner.type(`${prefix}g`);
  await guest.shows("You have control.");
  await guest.shows(/you have control, (?:10:00|9:\d\d) left/);
  await owner.shows(/Mia has control, (?:10:00|9:\d\d) left/);
  guest.type("echo from-$((20+3))-mia\r");
  await owner.shows("from-23-mia");
  expect(guest.screen.join("\n")).not.toContain("too-early");

  guest.type(`${prefix}h`);
  await owner.shows(/you have control · recorded/);
  await guest.shows(/has control · you can ask for control/);
  guest.type("echo too-late\r");
  await guest.shows("Somebody else has control. Ask for it first.");
  owner.type("echo mine-$((1+2))\r");
  await guest.shows("mine-3");
  expect(owner.screen.join("\n")).not.toMatch(/too-(?:early|late)/);
});

test("control that is offered is taken with one key; a word of the owner's takes it back", async () => {
  const own = installation();
  const { id } = await own.start(["--title", "Prod", "--", "bash", "--norc"]);
  const { url } = await own.share(id);
  const guest = openTerminal(["join", url, "--name", "Mia", "--yes"], { cwd: own.folder, cols: 140 });
  await guest.shows("you can ask for control");
  expect(await own.run("transfer-control", id, "Mia", "--minutes", "3", "--reason", "Try it")).toMatchObject({
    code: 0,
    stdout: "Offered to Mia, who has a minute to accept.\n",
  });
  await guest.shows("offers you control: Ctrl-] y takes it, Ctrl-] n declines.");
  guest.type(`${prefix}y`);
  await guest.shows(/you have control, [23]:\d\d left/);
  expect((await own.tell("control", "reclaim", id)).stdout).toBe("You have control.\n");
  await guest.shows("Control is gone: it was taken back.");
});

test("where lines are queued, a line is written in the status bar, queued at Enter and run whole", async () => {
  const own = installation();
  const words = ["--merge", "queued", "--cols", "100", "--rows", "29"];
  const { id } = await own.start(words, { env: ownBash(own) });
  const { url } = await own.share(id, "--no-approve", "--grant", "interact");
  const guest = openTerminal(["join", url, "--name", "Mia", "--yes"], { cwd: own.folder, cols: 140 });
  await guest.shows("you may queue lines");
  guest.type("echo ab");
  await guest.shows("Line: echo ab▏ (Enter queues it)");
  guest.type("\u007f-$((40+2))");
  await guest.shows("Line: echo a-$((40+2))▏");
  guest.type("\r");
  await guest.shows("a-42");
  guest.type("read -r\r");
  await guest.shows("a line runs");
  guest.type("echo next-$((1+1))\r");
  await guest.shows("a line runs, 1 waiting");
  // Its output is there before the line before it counts as done.
  await expect
    .poll(async () => (await own.tell("queue", id)).stdout)
    .toMatch(/running +\d+ +Mia +read -r.*\nline +\d+ +Mia +echo next/);
  guest.type("\u0003");
  await guest.shows("next-2");
  guest.type(`${prefix}q`);
  expect(await guest.givenBack()).toBe(0);
});
