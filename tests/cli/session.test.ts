import { copyFile, stat, writeFile, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { goldenFiles } from "../golden/recording-v1.ts";
import { installation, seen } from "../support/tandem.ts";

test("[L2] a session of real bash is started, shared, used, watched, listed, ended and verified", async () => {
  const own = installation();
  const { process, id, recording } = await own.start([
    "--target",
    "command",
    "--mode",
    "interactive",
    "--title",
    "Prod db",
    "--",
    "bash",
  ]);
  expect(id).toMatch(/^SES-[A-Z2-7]{16}$/);
  expect(recording).toContain(id);

  const link = await own.share(
    id,
    "--grant",
    "interact",
    "--no-approve",
    "--expires",
    "2h",
    "--max-uses",
    "3",
  );
  expect(link.id).toMatch(/^LNK-/);
  const hours = (Date.parse(link.expires) - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(1.9);
  expect(hours).toBeLessThanOrEqual(2);
  const guest = await own.join(link.url, "--name", "Mia Ö.");
  expect(await guest.command("input.key", { data: "echo $((6*7))-made\r" })).toMatchObject({ ok: true });
  await seen(guest, "42-made");

  expect((await own.run("chat", id, "Hello Mia")).stdout).toBe("Sent.\n");
  expect(await guest.line({ type: "chat.sent" })).toMatchObject({
    text: "Hello Mia",
    seq: expect.any(Number),
  });
  await guest.command("chat.send", { text: "Hello owner" });

  const sessions = await own.run("sessions", "--json");
  expect(sessions.lines).toMatchObject([
    {
      id,
      title: "Prod db",
      target: { kind: "command" },
      mode: "interactive",
      people: 1,
      waiting: 0,
      recording: "on",
    },
  ]);
  const people = await own.run("participants", id, "--json");
  expect(people.lines).toMatchObject([
    { role: "owner", presence: "present" },
    {
      name: "Mia Ö.",
      presence: "present",
      permissions: { allow_input: true },
      link: link.id,
      address: "127.0.0.1",
    },
  ]);
  expect((await own.run("links", id, "--json")).lines).toMatchObject([
    { id: link.id, grant: "interact", uses: 1, maxUses: 3, status: "open", approval: false },
  ]);

  expect(await own.run("end", id)).toMatchObject({ code: 0, stdout: "The session has ended.\n" });
  expect(await process.done).toMatchObject({ code: 0 });
  expect(await guest.done).toMatchObject({ code: 0 });
  expect(guest.lines.at(-1)).toMatchObject({ type: "status", status: "over", reason: "ended" });

  expect(await own.run("sessions")).toMatchObject({ code: 4 });
  expect((await own.run("recordings", "--json")).lines).toMatchObject([
    { path: recording, title: "Prod db", state: "sealed" },
  ]);
  const verified = await own.run("verify", recording, "--json");
  expect(verified).toMatchObject({ code: 0, lines: [{ verdict: "sealed", own: true }] });
  const log = await readFile(recording, "utf8");
  expect(log).toContain("42-made");
  expect(log).toContain("Hello owner");
});

test("[T1] start exits with its target's own code, after its last output", async () => {
  const own = installation();
  const { process, recording } = await own.start(["--", "bash", "-c", "seq 1 20000; exit 37"]);
  const { code, lines } = await process.done;
  expect(code).toBe(37);
  expect(lines.at(-1)).toMatchObject({ event: "ended", exitCode: 37 });
  expect(await readFile(recording, "utf8")).toContain("\\r\\n20000\\r\\n");
  expect(await own.tell("verify", recording)).toMatchObject({ code: 0 });
});

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "[L2] %s ends the session and seals its recording",
  async (signal) => {
    const own = installation();
    const { process, recording } = await own.start(["--target", "echo"]);
    process.signal(signal);
    expect(await process.done).toMatchObject({ code: 0 });
    expect(await own.tell("verify", recording)).toMatchObject({ code: 0 });
  },
);

test("[L4] verify tells sealed, altered, unreadable and cut off apart by sentence and exit code", async () => {
  const own = installation();
  const { process, recording } = await own.start(["--", "bash", "-c", "echo one; sleep 1.2; echo two"]);
  await process.done;
  const whole = await readFile(recording);
  const copy = join(own.folder, "copy.cast");

  expect(await own.tell("verify", recording)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /^Intact and sealed: .*\nIts private companion: Intact and sealed: .*\nSigned by .* \(this installation's key\)\.\n$/,
    ),
  });
  await writeFile(copy, whole.toString("utf8").replace("one", "ONE"));
  expect(await own.tell("verify", copy)).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("ltered"),
  });
  await writeFile(copy, "not a recording\n");
  expect((await own.tell("verify", copy)).code).toBe(2);
  const absent = await own.tell("verify", join(own.folder, "nowhere.cast"));
  expect(absent).toMatchObject({ code: 2, stdout: expect.stringContaining("nowhere.cast") });
  await writeFile(copy, whole);
  await truncate(copy, whole.length - 5);
  expect(await own.tell("verify", copy)).toMatchObject({
    code: 3,
    stdout: expect.stringContaining("cut off"),
  });
});

test("[L6] verify looks at the private companion beside a recording, and names the public file of one alone", async () => {
  const own = installation();
  const copy = join(own.folder, "evidence.cast");
  const companion = join(own.folder, "evidence.private.cast");
  const hidden = await readFile(goldenFiles.private, "utf8");
  await copyFile(goldenFiles.public, copy);
  const publicAlone = await own.tell("verify", copy, "--json");
  expect(publicAlone).toMatchObject({ code: 0, lines: [{ verdict: "sealed", own: false }] });
  expect(publicAlone.lines[0]).not.toHaveProperty("private");

  await writeFile(companion, hidden);
  expect(await own.tell("verify", copy, "--json")).toMatchObject({
    code: 0,
    lines: [{ verdict: "sealed", entries: 18, private: { verdict: "sealed", entries: 6 } }],
  });
  const text = (await own.tell("verify", copy)).stdout.split("\n");
  expect(text.slice(0, 2)).toEqual([
    expect.stringMatching(/^Intact and sealed: 18 entries/),
    expect.stringMatching(/^Its private companion: Intact and sealed: 6 entries/),
  ]);

  const lines = hidden.split("\n");
  const changed = lines.with(1, (lines[1] ?? "").replace(/.(?="\]$)/, "x"));
  await writeFile(companion, changed.join("\n"));
  expect(await own.tell("verify", copy, "--json")).toMatchObject({
    code: 1,
    lines: [
      { verdict: "altered", private: { verdict: "altered", message: expect.stringContaining("Altered") } },
    ],
  });
  expect((await own.tell("verify", copy)).stdout).toMatch(
    /^Intact and sealed: .*\nIts private companion: Altered: /,
  );

  await writeFile(companion, lines.slice(0, -3).join("\n"));
  expect(await own.tell("verify", copy, "--json")).toMatchObject({
    code: 3,
    lines: [{ verdict: "cut-off", private: { verdict: "cut-off" } }],
  });
  await writeFile(companion, "not a recording\n");
  expect(await own.tell("verify", copy, "--json")).toMatchObject({
    code: 2,
    lines: [{ verdict: "unreadable", private: { verdict: "unreadable" } }],
  });

  await writeFile(companion, hidden);
  expect(await own.tell("verify", companion)).toMatchObject({
    code: 2,
    stdout: `${companion}: This is the private companion of a recording and proves nothing alone. Verify ${copy}: that looks at both.\n`,
  });
  await writeFile(copy, hidden);
  expect(await own.tell("verify", copy)).toMatchObject({
    code: 2,
    stdout: expect.stringContaining("Verify the public file of the same session"),
  });
});

test("a session that asks for no recording leaves none", async () => {
  const own = installation();
  const { process, id, recording } = await own.start(["--no-record", "--", "bash", "-c", "read"]);
  expect(recording).toBe("");
  const guest = await own.join((await own.share(id)).url, "--name", "Mia");
  expect(guest.stderr).toContain("This session is not recorded.");
  process.signal("SIGTERM");
  await process.done;
  expect(await own.tell("recordings")).toMatchObject({ code: 0, stdout: "There are no recordings.\n" });
  await expect(stat(join(own.folder, "recordings"))).rejects.toThrow("ENOENT");
});

test("the size and the shell that were asked for are those of the target", async () => {
  const own = installation();
  const sized = await own.start(["--cols", "91", "--rows", "17", "--", "bash", "-c", "stty size; read"]);
  const guest = await own.join((await own.share(sized.id)).url);
  await seen(guest, "17 91");
  const shell = await own.start(["--mode", "interactive", "--target", "shell", "--title", "mine"]);
  const watcher = await own.join((await own.share(shell.id, "--grant", "interact", "--no-approve")).url);
  await watcher.command("input.key", { data: "echo $TANDEM_SESSION $TERM\r" });
  await seen(watcher, `${shell.id} xterm-256color`);
  await watcher.command("input.key", { data: "exit 5\r" });
  expect((await shell.process.done).code).toBe(5);
});
