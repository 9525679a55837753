import { describe, expect, test } from "vitest";
import { installation, seen, shownTo } from "../support/tandem.ts";

describe.each([
  ["direct", [], "webrtc"],
  ["relayed", ["--relay"], "relay"],
] as const)("a guest who is %s", (_name, words, carrier) => {
  test("[J2] types, chats, sees who is there, and leaves", async () => {
    const own = installation();
    const { id, process } = await own.start(["--mode", "interactive", "--", "bash"]);
    const link = await own.share(id, "--grant", "interact", "--no-approve");
    const mia = await own.join(link.url, "--name", "Mia", ...words);
    const ben = await own.join(link.url, "--name", "Ben", ...words);
    await mia.line({ type: "status", status: "live", carrier });
    expect(await mia.line({ type: "participant.joined", name: "Ben" })).toMatchObject({
      seq: expect.any(Number),
      at: expect.stringMatching(/^20\d\d-/),
    });
    expect(await mia.line({ type: "joined" })).toMatchObject({ state: { id, title: "bash" } });

    await ben.command("input.key", { data: "printf '%s-%s\\n' hand two\r" });
    await seen(mia, "hand-two");
    await seen(ben, "hand-two");
    expect(await mia.command("chat.send", { text: "<b>hi</b> Ben" })).toMatchObject({
      ok: true,
      seq: expect.any(Number),
    });
    expect(await ben.line({ type: "chat.sent" })).toMatchObject({ text: "<b>hi</b> Ben" });

    ben.signal("SIGINT");
    expect(await ben.done).toMatchObject({ code: 0 });
    await mia.line({ type: "participant.left", why: "left" });
    expect(await mia.command("session.leave")).toMatchObject({ ok: true });
    expect((await mia.done).code).toBe(0);
    process.signal("SIGTERM");
    expect((await process.done).code).toBe(0);
  });

  test("[T1] gets the last of a flood before the end of the session", async () => {
    const own = installation();
    const { id, process } = await own.start([
      "--mode",
      "interactive",
      "--",
      "bash",
      "-c",
      "read; seq 1 200000; echo the-very-last; exit 3",
    ]);
    const link = await own.share(id, "--grant", "interact", "--no-approve");
    const guest = await own.join(link.url, "--name", "Mia", ...words);
    await guest.line({ type: "status", status: "live", carrier });
    await guest.command("input.key", { data: "\r" });
    expect((await process.done).code).toBe(3);
    expect((await guest.done).code).toBe(0);
    expect(guest.lines.at(-1)).toMatchObject({ status: "over", reason: "ended" });
    expect(shownTo(guest)).toContain("the-very-last");
    expect(guest.lines.findLast((line) => line["type"] === "session.ended")).toMatchObject({ exitCode: 3 });
  });

  test("[J8] who is removed is told so, exits with 5, and comes back only when let in", async () => {
    const own = installation();
    const { id } = await own.start(["--target", "echo"]);
    const link = await own.share(id);
    const mia = await own.join(link.url, "--name", "Mia", ...words);
    const ben = await own.join(link.url, "--name", "Ben", ...words);
    expect(await own.tell("kick", id, "mia", "--reason", "The maintenance is over")).toMatchObject({
      code: 0,
      stdout: "Mia was removed.\n",
    });
    expect(await mia.done).toMatchObject({ code: 5 });
    expect(mia.lines.at(-1)).toMatchObject({
      status: "over",
      reason: "removed",
      message: "You were removed from the session. The reason given: The maintenance is over",
    });
    await ben.line({ type: "participant.removed", reason: "The maintenance is over" });
    expect(await ben.command("chat.send", { text: "still here" })).toMatchObject({ ok: true });

    const again = own.spawn(["join", link.url, "--json", "--name", "Mia", ...words]);
    await again.line({ type: "status", status: "waiting" });
    expect(await own.tell("deny", id, "Mia", "--reason", "Not today")).toMatchObject({ code: 0 });
    expect(await again.done).toMatchObject({ code: 3 });
    expect(again.lines.at(-1)).toMatchObject({ message: "The owner did not let you in: Not today" });
  });
});

test("[J4] who must be let in waits, learns nothing, and is let in or turned away by name or id", async () => {
  const own = installation();
  const { id } = await own.start(["--", "bash", "-c", "echo on-the-screen; read"]);
  const { url } = await own.share(id, "--grant", "interact");
  const ask = (name: string) => own.spawn(["join", url, "--json", "--name", name]);
  const [mia, ben] = [ask("Mia"), ask("Ben")];
  const waiting = await mia.line({ type: "status", status: "waiting" });
  await ben.line({ type: "status", status: "waiting" });
  expect(mia.lines).toHaveLength(1);
  expect((await own.tell("participants", id, "--json")).lines).toContainEqual(
    expect.objectContaining({ name: "Mia", presence: "waiting", id: waiting["participant"] }),
  );

  expect(await own.tell("approve", id, "Nobody")).toMatchObject({
    code: 1,
    stderr: "Nobody called Nobody is there.\n",
  });
  expect(await own.tell("approve", id, String(waiting["participant"]).toLowerCase())).toMatchObject({
    code: 0,
    stdout: "Mia is in.\n",
  });
  await mia.line({ type: "status", status: "live" });
  await seen(mia, "on-the-screen");
  expect((await own.tell("deny", id, "ben")).stdout).toBe("Ben was turned away.\n");
  expect(await ben.done).toMatchObject({ code: 3 });
  expect(ben.stdout).not.toContain("on-the-screen");
  expect((await own.tell("approve", id, "Ben")).code).toBe(1);
});

test("a name that two people have is ambiguous, and the answer gives their ids", async () => {
  const own = installation();
  const { id } = await own.start(["--target", "echo"]);
  const { url } = await own.share(id);
  const twins = [await own.join(url, "--name", "Sam"), await own.join(url, "--name", "sam")];
  const people = (await own.tell("participants", id, "--json")).lines.filter(
    (each) => each["role"] !== "owner",
  );
  const [first, second] = people.map((each) => String(each["id"]));
  const refused = await own.tell("kick", id, "Sam");
  expect(refused).toMatchObject({
    code: 1,
    stderr: `Several people are called Sam: ${first}, ${second}. Use an id.\n`,
  });
  expect((await own.tell("kick", id, first ?? "")).code).toBe(0);
  expect((await twins[0]?.done)?.code).toBe(5);
  expect(await twins[1]?.command("chat.send", { text: "I stay" })).toMatchObject({ ok: true });
});

test("[J4] a request stays as it is while it waits, however long nothing is said", async () => {
  const own = installation();
  const { id } = await own.start(["--target", "echo"]);
  const { url } = await own.share(id, "--approve");
  const ask = (name: string, ...options: string[]) =>
    own.spawn(["join", url, "--json", "--name", name, ...options]);
  const [mia, ben] = [ask("Mia", "--relay"), ask("Ben")];
  for (const guest of [mia, ben]) await guest.line({ type: "status", status: "waiting" });
  // Longer than a line may be silent before it counts as lost, and than a direct one may take once it is begun.
  await new Promise((resolve) => setTimeout(resolve, 26_000));
  for (const guest of [mia, ben]) expect(guest.lines.map((line) => line["status"])).toEqual(["waiting"]);
  for (const name of ["Mia", "Ben"]) expect((await own.tell("approve", id, name)).code).toBe(0);
  await mia.line({ type: "status", status: "live", carrier: "relay" });
  await ben.line({ type: "status", status: "live", carrier: "webrtc" });
}, 120_000);

test("commands that come before somebody is let in wait until then", async () => {
  const own = installation();
  const { id } = await own.start(["--mode", "interactive", "--target", "echo"]);
  const { url } = await own.share(id, "--grant", "interact");
  const guest = own.spawn(["join", url, "--json", "--name", "Mia"]);
  const answered = guest.command("input.key", { data: "early" });
  await guest.line({ type: "status", status: "waiting" });
  expect((await own.tell("approve", id, "Mia")).code).toBe(0);
  expect(await answered).toMatchObject({ ok: true });
  await seen(guest, "early");
});

test("[D3] a link on standard input is taken from its first line, and is in no list of processes", async () => {
  const own = installation();
  const { id } = await own.start(["--mode", "interactive", "--target", "echo"]);
  const { url } = await own.share(id, "--grant", "interact", "--no-approve");
  const guest = own.spawn(["join", "-", "--json", "--name", "Mia"]);
  guest.write(`${url}\n${JSON.stringify({ command: "chat.send", input: { text: "in one go" } })}\n`);
  await guest.line({ type: "status", status: "live" });
  await guest.line({ type: "chat.sent", text: "in one go" });
  expect(await guest.command("input.key", { data: "typed later" })).toMatchObject({ ok: true });
  await seen(guest, "typed later");
});

test("--raw takes input from a pipe and gives the screen's bytes to another", async () => {
  const own = installation();
  const { id } = await own.start(["--mode", "interactive", "--", "bash", "--norc"]);
  const { url } = await own.share(id, "--grant", "interact", "--no-approve");
  const raw = own.spawn(["join", url, "--raw", "--name", "Robot"]);
  raw.write("echo $((40+2))-raw\r");
  await raw.shows("42-raw");
  expect(raw.stdout.startsWith("\u001bc")).toBe(true);
  expect(raw.stderr).toContain("This session is recorded.");
  raw.write("exit 6\r");
  expect(await raw.done).toMatchObject({ code: 0 });
  expect(raw.stderr).toContain("The session has ended.");
});

test.each(["--json", "--raw"])("who joined with %s and is read by nobody any more leaves", async (face) => {
  const own = installation();
  const { id } = await own.start(["--mode", "interactive", "--target", "echo"]);
  const { url } = await own.share(id, "--grant", "interact", "--no-approve");
  const watcher = await own.join(url, "--name", "Ben");
  const guest = own.spawn(["join", url, face, "--name", "Mia"]);
  await watcher.line({ type: "participant.joined", name: "Mia" });
  guest.closeOutput("stdout");
  await watcher.command("input.key", { data: "anybody?" });
  await watcher.line({ type: "participant.left", why: "left" });
  expect(await guest.done).toMatchObject({ code: 0 });
  expect(guest.stderr).not.toContain("EPIPE");
});

test("--raw brings a text longer than one message whole: no character is cut in two", async () => {
  const own = installation();
  const { id } = await own.start(["--mode", "interactive", "--target", "echo"]);
  const { url } = await own.share(id, "--grant", "interact", "--no-approve");
  const raw = own.spawn(["join", url, "--raw", "--name", "Robot"]);
  // What is echoed before the first screen is on that, line by line.
  await raw.shows("\u001bc");
  const text = `a${"🦊".repeat(3_000)}z`;
  raw.write(text);
  await raw.shows("z");
  expect(raw.stdout).not.toContain("\ufffd");
  expect(raw.stdout).toContain(text);
});

test("[P3] who may only watch is refused each keystroke, by the rule, and the screen stays as it was", async () => {
  const own = installation();
  const { id } = await own.start(["--target", "echo"]);
  const guest = await own.join((await own.share(id)).url, "--name", "Mia");
  expect(await guest.command("input.key", { data: "let-me-type" })).toMatchObject({
    ok: false,
    code: "no-input-permission",
    message: "You are here to watch; the owner has not allowed you to type.",
  });
  expect(await guest.command("session.end")).toMatchObject({ ok: false, code: "owner-does-this" });
  expect(await guest.command("target.exit", { code: 0 })).toMatchObject({ ok: false });
  expect(await guest.command("chat.send", { text: "sorry" })).toMatchObject({ ok: true });
  expect(shownTo(guest)).not.toContain("let-me-type");
});

test("[P5] lines that are no commands are answered with what one looks like, and nothing ends", async () => {
  const own = installation();
  const { id } = await own.start(["--target", "echo"]);
  const guest = await own.join((await own.share(id)).url, "--name", "Mia");
  for (const line of ["what", "[]", '{"command":7}', '{"command":"chat.send","input":{},"more":1}']) {
    const before = guest.lines.length;
    guest.write(`${line}\n`);
    await guest.line({ type: "answer", ok: false, code: "malformed" }, before);
  }
  expect(await guest.command("no.such")).toMatchObject({ ok: false, code: "unknown-command" });
  expect(await guest.command("chat.send", { text: 7 })).toMatchObject({ ok: false, code: "malformed" });
  expect(await guest.command("chat.send", { text: "fine" })).toMatchObject({ ok: true });
});
