import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installation, seen } from "../support/tandem.ts";

/** Starts headless and gives what it ended with. */
function failing(own: ReturnType<typeof installation>, ...words: readonly string[]) {
  return own.run("start", "--headless", ...words);
}

test("words that make no session are refused with what to write instead", async () => {
  const own = installation();
  expect(await failing(own, "--target", "ssh")).toMatchObject({
    code: 2,
    stderr: "Say where to: tandem start --target ssh -- HOST\n",
  });
  expect(await failing(own, "--target", "command")).toMatchObject({
    code: 2,
    stderr: "Say what to run: tandem start -- PROGRAM\n",
  });
  expect(await failing(own, "--target", "echo", "--", "hello")).toMatchObject({ code: 2 });
  expect(await failing(own, "--target", "vnc")).toMatchObject({ code: 2 });
  expect(await failing(own, "--mode", "anarchy")).toMatchObject({ code: 2 });
  expect(await failing(own, "--signaling", "nonsense", "--target", "echo")).toMatchObject({
    code: 2,
    stderr: "nonsense is not the address of a signaling server, such as https://tandem.example.\n",
  });
});

test("a program that does not exist is named, and the other sessions of the host go on", async () => {
  const own = installation();
  const running = await own.start(["--mode", "interactive", "--", "bash"]);
  const guest = await own.join((await own.share(running.id, "--grant", "interact", "--no-approve")).url);
  const failed = await failing(own, "--", "no-such-program-here");
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain("no-such-program-here");
  const absent = await failing(own, "--json", "--", "/no/such/program");
  expect(absent).toMatchObject({
    code: 1,
    lines: [{ error: "target-not-found", message: expect.any(String) }],
  });
  await guest.command("input.key", { data: "echo un$((1))disturbed\r" });
  await seen(guest, "un1disturbed");
  expect((await own.tell("sessions", "--json")).lines).toMatchObject([{ id: running.id }]);
});

test("a program that does not exist, alone on its host, leaves no host and a sealed recording of that", async () => {
  const own = installation();
  expect((await failing(own, "--", "no-such-program-here")).code).toBe(1);
  expect((await own.tell("sessions")).code).toBe(4);
  for (const { path } of (await own.tell("recordings", "--json")).lines) {
    expect((await own.tell("verify", String(path))).code).toBe(0);
  }
});

test("[T1] targets that die at once give their code each time, with a sealed recording", async () => {
  const own = installation();
  const host = await own.start(["--target", "echo"]);
  for (let code = 0; code < 8; code++) {
    const ended = await own.run(
      "start",
      "--headless",
      "--json",
      "--",
      "bash",
      "-c",
      `echo gone-${code}; exit ${code}`,
    );
    expect(ended.code).toBe(code);
    expect(ended.lines).toMatchObject([{ event: "ready" }, { event: "ended", exitCode: code }]);
    const recording = String(ended.lines[0]?.["recording"]);
    expect(await readFile(recording, "utf8")).toContain(`gone-${code}`);
    expect((await own.tell("verify", recording)).code).toBe(0);
  }
  const killed = await own.run("start", "--headless", "--", "bash", "-c", "kill -9 $$");
  expect(killed).toMatchObject({ code: 137, stdout: expect.stringContaining("SIGKILL") });
  expect((await own.tell("sessions", "--json")).lines).toMatchObject([{ id: host.id }]);
}, 120_000);

test("[G4] a damaged store of the signaling server is left as it is and said so", async () => {
  const own = installation();
  const file = join(own.folder, "signaling", "signaling.json");
  await mkdir(join(own.folder, "signaling"));
  for (const [text, sentence] of [
    ['{"format":"tandem-sig', /is damaged \(it is not valid JSON\)\. Nothing was changed\..*\.bak/],
    ['{"format":"tandem-signaling-store","version":1,"links":7,"withdrawn":[]}', /is damaged \(at links\)/],
    [
      '{"format":"tandem-signaling-store","version":9,"links":[],"withdrawn":[]}',
      /was written by a newer version of Tandem \(format 9; this one knows 1\)\. Nothing was changed\. Update Tandem/,
    ],
  ] as const) {
    await writeFile(file, text);
    const failed = await failing(own, "--target", "echo");
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(sentence);
    expect(await readFile(file, "utf8")).toBe(text);
    expect(await own.run("server", "--port", "0")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(sentence),
    });
    expect((await own.tell("sessions")).code).toBe(4);
  }
});

test("[D1] an identity that cannot be read is left as it is, and no new one is made", async () => {
  const own = installation();
  const file = join(own.folder, "identity.key");
  for (const text of ["", "not a key\n", `${"A".repeat(44)}\n`]) {
    await writeFile(file, text);
    const failed = await failing(own, "--json", "--target", "echo");
    expect(failed).toMatchObject({ code: 1, lines: [{ error: "identity" }] });
    expect(failed.lines[0]?.["message"]).toBe(
      `${file} does not hold a key. Restore it from a backup, or move it away to start with a new identity.`,
    );
    expect(await readFile(file, "utf8")).toBe(text);
  }
  await chmod(file, 0o600);
  await writeFile(file, `${"A".repeat(43)}\n`);
  expect((await own.start(["--target", "echo"])).id).toMatch(/^SES-/);
});

test("[D1] an identity that the desktop app has sealed is not replaced: the command line says what to do", async () => {
  const own = installation();
  await writeFile(join(own.folder, "identity.sealed"), "what only the keyring opens");
  for (const words of [
    ["start", "--headless", "--target", "echo"],
    ["app", "--no-open"],
  ]) {
    expect(await own.run(...words)).toMatchObject({
      code: 1,
      stderr:
        `The identity of ${own.folder} is sealed in this system's keyring, which only the desktop app opens. ` +
        "Start Tandem's window first: commands then use its host. Or choose another folder with --data.\n",
    });
  }
  expect(await readdir(own.folder)).not.toContain("identity.key");
});

test("verify knows this installation's recordings by its public key, wherever the secret half is", async () => {
  const own = installation();
  const { process, recording } = await own.start(["--target", "echo"]);
  process.signal("SIGTERM");
  await process.done;
  const whose = async () => (await own.tell("verify", recording, "--json")).lines[0]?.["own"];
  expect(await whose()).toBe(true);
  await rename(join(own.folder, "identity.pub"), join(own.folder, "aside"));
  expect(await whose()).toBe(true);
  await rename(join(own.folder, "aside"), join(own.folder, "identity.pub"));
  await rm(join(own.folder, "identity.key"));
  expect(await whose()).toBe(true);
  await writeFile(join(own.folder, "identity.pub"), `${"A".repeat(43)}\n`);
  expect(await whose()).toBe(false);
  await rm(join(own.folder, "identity.pub"));
  expect(await whose()).toBe(false);
});

test("a data folder that cannot be one is named", async () => {
  const own = installation();
  const file = join(own.folder, "file");
  await writeFile(file, "");
  const one = own.spawn(["start", "--data", file, "--headless", "--target", "echo"]);
  expect(await one.done).toMatchObject({ code: 1, stderr: expect.stringContaining(file) });
  expect(one.stderr).not.toMatch(/at .*\.ts:\d+/);
});

test("a recordings folder that cannot be written refuses the session before its target runs", async () => {
  const own = installation();
  await writeFile(join(own.folder, "recordings"), "in the way");
  const proof = join(own.folder, "ran");
  const failed = await failing(own, "--json", "--", "touch", proof);
  expect(failed).toMatchObject({ code: 1, lines: [{ error: "recording-unwritable" }] });
  await expect(readFile(proof)).rejects.toThrow("ENOENT");
  const unrecorded = await own.run("start", "--headless", "--no-record", "--", "touch", proof);
  expect(unrecorded.code).toBe(0);
  expect(await readFile(proof, "utf8")).toBe("");
});

test("a signaling server that is not there does not keep a session from running; sharing says so", async () => {
  const own = installation();
  const { id } = await own.start(["--target", "echo", "--signaling", "http://127.0.0.1:1"]);
  const refused = await own.tell("share", id);
  expect(refused).toMatchObject({
    code: 4,
    stderr:
      "The signaling server cannot be reached, so nobody could come in by a link. Try again when it is back.\n",
  });
  expect(await own.tell("chat", id, "alone")).toMatchObject({ code: 0 });
});
