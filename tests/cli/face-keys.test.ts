import { expect, test } from "vitest";
import { installation, ownBash } from "../support/tandem.ts";
import { openTerminal } from "../support/tandem-terminal.ts";

const prefix = "\u001d";
const interact = ["--grant", "interact", "--no-approve"] as const;
const minuteMs = 60_000;

test("a guest proposes, asks, raises a hand and sets a bookmark with keys; the owner looks at each proposal before it is typed", async () => {
  const own = installation();
  const owner = openTerminal(["start", "--data", own.folder, "--title", "Prod", "--", "bash", "--norc"], {
    cwd: own.folder,
    cols: 140,
  });
  await owner.shows(/Prod · 1 here · you have control/);
  const [session] = (await own.tell("sessions", "--json")).lines;
  const id = String(session?.["id"]);
  const { url } = await own.share(id, ...interact);
  const guest = openTerminal(["join", url, "--name", "Mia", "--yes"], { cwd: own.folder, cols: 140 });
  await guest.shows("you can ask for control");
  guest.type(`${prefix}?`);
  await guest.shows(/Ctrl-\], then:[^]*s propose what to type[^]*b set a bookmark/);
  expect(guest.screen.join("\n")).not.toContain("approve it");

  guest.type(`${prefix}secho proposed-$((40+2))`);
  await guest.shows("Proposal: echo proposed-$((40+2))▏ (Enter proposes, Esc cancels)");
  expect(guest.screen.join("\n")).not.toContain("then:");
  guest.type("\r");
  await guest.shows("Proposed. What becomes of it is shown here.");
  await owner.shows("Mia proposes number 1 (Ctrl-] v views it, Ctrl-] x rejects it)");
  owner.type(`${prefix}v`);
  await owner.shows("Number 1, from Mia (Enter types it, Esc cancels)");
  expect(owner.screen.at(-2)).toContain("echo proposed-$((40+2))");
  expect(owner.screen.join("\n")).not.toContain("proposed-42");
  owner.type("\r");
  await owner.shows("proposed-42");
  await guest.shows("Your proposal 1 was approved and typed.");

  guest.type(`${prefix}srm -rf /\r`);
  await owner.shows("Mia proposes number 2");
  owner.type(`${prefix}xCertainly not\r`);
  await guest.shows("Your proposal 2 was rejected: Certainly not");
  guest.type(`${prefix}wWhy not?\r`);
  await owner.shows("Mia asks: Why not?");
  guest.type(`${prefix}r`);
  await owner.shows("Mia raises a hand.");
  guest.type(`${prefix}bBefore the change\r`);
  await guest.shows("The bookmark is set.");
  guest.type(`${prefix}v`);
  await guest.shows("Only the owner of the session can do this.");
  const notes = (await own.run("notes", id)).stdout;
  expect(notes).toMatch(/proposal +1 .*approved[^]*proposal +2 .*rejected[^]*question[^]*Before the change/);
});

test("what became of a proposal is told to somebody whose machine stood still when it was judged", async () => {
  const own = installation();
  const { id } = await own.start(["--", "bash", "--norc"]);
  const { url } = await own.share(id, ...interact);
  const mentor = await own.join(url, "--name", "Ada");
  const guest = openTerminal(["join", url, "--name", "Mia", "--yes"], { cwd: own.folder, cols: 140 });
  await guest.shows("you can ask for control");
  guest.type(`${prefix}srm -rf /\r`);
  await mentor.line({ type: "proposal.made" });
  guest.signalProgram("SIGSTOP");
  expect((await own.tell("proposal", "reject", id, "1", "--reason", "Certainly not")).code).toBe(0);
  await mentor.line({ type: "proposal.rejected" });
  guest.signalProgram("SIGCONT");
  await guest.shows("Your proposal 1 was rejected: Certainly not");
});

test("where each command needs a second person, a witness at a terminal approves the owner's, and a refusal is told", async () => {
  const own = installation();
  const { id } = await own.start(["--four-eyes", "per-command", "--", "bash", "--norc"]);
  const { url } = await own.share(id, ...interact);
  const guest = openTerminal(["join", url, "--name", "Mia", "--yes"], { cwd: own.folder, cols: 160 });
  await guest.shows("2 here");
  expect((await own.run("propose", id, "echo by-$((1+1))")).code).toBe(0);
  guest.type(`${prefix}v`);
  await guest.shows("Only the owner of the session can do this.");
  expect((await own.tell("witness", id, "Mia")).code).toBe(0);
  await guest.shows("1 proposed");
  guest.type(`${prefix}v`);
  await guest.shows(/from .* \(Enter types it, Esc cancels\)/);
  guest.type("\r");
  await guest.shows("by-2");
  guest.type(`${prefix}secho own\r`);
  await guest.shows("Proposed.");
  guest.type(`${prefix}v\r`);
  await guest.shows(/Each command needs a second person's approval here|Nobody types until a second person/);
});

test("the owner of queued lines at a terminal interrupts one, waits for one no longer, and empties the queue once asked", async () => {
  const own = installation();
  const owner = openTerminal(["start", "--data", own.folder, "--merge", "queued"], {
    cwd: own.folder,
    cols: 140,
    env: ownBash(own),
  });
  await owner.shows("you may queue lines");
  owner.type("read -r\r");
  await owner.shows("a line runs");
  owner.type("echo a-$((1+1))\recho b-$((1+1))\r");
  await owner.shows("2 waiting");
  owner.type(`${prefix}e`);
  await owner.shows("Take 2 lines out of the queue? (Enter does it, Esc cancels)");
  owner.type("\u001b");
  await owner.shows("2 waiting");
  owner.type(`${prefix}e\r`);
  await owner.shows("The queue is empty.");
  owner.type("echo c-$((1+1))\r");
  await owner.shows("1 waiting");
  owner.type(`${prefix}k`);
  await owner.shows("c-2");
  expect(owner.screen.join("\n")).not.toMatch(/[ab]-2/);
  // That line is done a moment after it has printed; the one that is skipped is the next.
  await owner.shows("you may queue lines");
  owner.type("read x\r");
  await owner.shows("a line runs");
  owner.type(`${prefix}l`);
  await owner.shows("you may queue lines");
});

test("somebody at a terminal is warned before they are disconnected for being away, and any key is enough to stay", async () => {
  const own = installation();
  const { id, process } = await own.start(["--mode", "view_only", "--target", "echo"], {
    shifted: true,
    env: { TANDEM_TEST_SHIFT_MS: String(33.5 * minuteMs) },
  });
  const { url } = await own.share(id);
  const here = openTerminal(["join", url, "--name", "Mia", "--yes", "--relay"], {
    cwd: own.folder,
    cols: 120,
  });
  await here.shows("2 here · view only");
  const away = await own.join(url, "--name", "Ben", "--relay");
  await here.shows("3 here");
  await process.sleepFor();
  expect((await own.tell("chat", id, "Anybody?")).code).toBe(0);
  await here.shows(/Are you still there\? You are disconnected in [01]:\d\d: press any key\./);
  here.type(`${prefix}?`);
  await away.line({ type: "participant.active" });
  await here.shows("3 here");
  await process.sleepFor();
  await own.tell("chat", id, "Anybody else?");
  expect(await away.done).toMatchObject({ code: 5 });
  expect(away.lines.at(-1)).toMatchObject({ reason: "idle" });
  await here.shows("Are you still there?");
  here.type("x");
  await here.shows("2 here");
});

test("a command of join --json, and what is piped into join --raw, are signs that somebody is there", async () => {
  const own = installation();
  const { id, process } = await own.start(["--mode", "view_only", "--target", "echo"], { shifted: true });
  const { url } = await own.share(id);
  const mia = await own.join(url, "--name", "Mia", "--relay");
  const { participant: me } = await mia.line({ type: "status", status: "live" });
  const ben = own.spawn(["join", url, "--raw", "--name", "Ben", "--relay"]);
  const { participant: him } = await mia.line({ type: "participant.joined", name: "Ben" });
  expect(await mia.command("chat.send", { text: "now" })).toMatchObject({ ok: true });
  ben.write("x");
  await ben.shows("You are here to watch; the owner has not allowed you to type.");
  await process.sleepFor();
  await own.tell("chat", id, "Anybody?");
  // Ben hears that it is later now some time after that was said.
  const typing = setInterval(() => ben.write("y"), 100);
  await mia.line({ type: "participant.active", participant: him }).finally(() => clearInterval(typing));
  await mia.command("hand.raise", {});
  await mia.command("hand.lower", {});
  await mia.line({ type: "participant.active", participant: me });
  expect(mia.lines.filter((line) => line["type"] === "participant.active")).toHaveLength(2);
});
