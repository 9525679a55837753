import { execFile } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { type Installation, installation, seen, type TandemProcess } from "../support/tandem.ts";

/** A host whose data folder lies on a disk of its own in memory, seen by it alone and gone with it. */
function onSmallDisk(folder: string, mebibytes: number): readonly [string, ...string[]] {
  const own = process.getuid?.() === 0 ? ["--mount"] : ["--user", "--map-root-user", "--mount"];
  const script = `mount -t tmpfs -o size=${mebibytes}m,mode=0700 tmpfs "$1" && shift && exec "$@"`;
  return ["unshare", ...own, "sh", "-c", script, "sh", folder];
}

test("[L7] when the disk is full the session says so and takes no input; others and their guests go on", async () => {
  const own = installation();
  // Only the recordings lie on it: the socket stays where every command finds it.
  const disk = join(own.folder, "recordings");
  await mkdir(disk);
  const { id, process } = await own.start(["--mode", "interactive", "--", "bash", "--norc"], {
    under: onSmallDisk(disk, 24),
  });
  const other = await own.start(["--mode", "interactive", "--no-record", "--", "bash", "--norc"]);
  const { url } = await own.share(id, "--grant", "interact", "--no-approve");
  const guest = await own.join(url, "--name", "Mia");
  const elsewhere = await own.join((await own.share(other.id, "--grant", "interact", "--no-approve")).url);

  await guest.command("input.key", { data: "seq -f '%030g filling the disk' 1 1000000\r" });
  const failed = await guest.line({ type: "recording.failed" });
  expect(failed["message"]).toBe(
    "The disk is full, so the recording cannot go on. Free some space, then start a new session.",
  );
  expect(await guest.command("input.key", { data: "echo never\r" })).toMatchObject({
    ok: false,
    code: "recording-failed",
    message: "The recording cannot be written, so the session takes no input. The owner can end it.",
  });
  expect(await guest.command("chat.send", { text: "what now?" })).toMatchObject({ ok: true });
  expect((await own.tell("sessions", "--json")).lines).toContainEqual(
    expect.objectContaining({ id, recording: "failed" }),
  );
  await elsewhere.command("input.key", { data: "echo go-$((1+1))-on\r" });
  await seen(elsewhere, "go-2-on");

  expect((await own.tell("end", id)).code).toBe(0);
  expect((await guest.done).code).toBe(0);
  await elsewhere.command("input.key", { data: "exit 3\r" });
  expect((await other.process.done).code).toBe(3);
  expect((await process.done).code).toBe(0);
});

/** Programs that see the data folder as a host does whose whole data folder is such a disk. */
function besideHost(host: TandemProcess): readonly [string, ...string[]] {
  const own = process.getuid?.() === 0 ? [] : ["--user", "--preserve-credentials"];
  return ["nsenter", "--target", String(host.pid), "--mount", ...own];
}

async function fill(host: TandemProcess, folder: string): Promise<void> {
  const [program, ...before] = besideHost(host);
  // Last the log, whose last page may have room left; again where a recording has given some back meanwhile.
  const script = `for time in 1 2 3 4 5 6 7 8 9; do
    cat /dev/zero >> "$1/filler"; cat /dev/zero >> "$1/host.log"; test "$(stat -f -c %a "$1")" = 0 && exit
  done; exit 1`;
  await promisify(execFile)(program, [...before, "sh", "-c", script, "sh", folder]);
}

async function commandBeside(own: Installation, host: TandemProcess, ...words: readonly string[]) {
  const one = own.spawn(words, { under: besideHost(host) });
  one.endInput();
  return one.done;
}

test("[L7] on a full disk that holds the whole data folder, the log too, sessions go on and the host ends properly", async () => {
  const own = installation();
  const words = ["--mode", "interactive", "--", "bash", "--norc"];
  const { process: host, id } = await own.start(words, { under: onSmallDisk(own.folder, 32) });
  const run = (...given: readonly string[]) => commandBeside(own, host, ...given);
  const other = own.spawn(["start", "--headless", "--json", "--no-record", ...words], {
    under: besideHost(host),
  });
  const otherId = String((await other.line({ event: "ready" }))["session"]);
  const guestOf = async (session: string) => {
    const shared = await run("share", session, "--grant", "interact", "--no-approve", "--json");
    return own.join(String(shared.lines[0]?.["url"]));
  };
  const guest = await guestOf(id);
  const elsewhere = await guestOf(otherId);

  await fill(host, own.folder);
  await guest.command("input.key", { data: "seq -f '%030g filling the disk' 1 1000000\r" });
  await guest.line({ type: "recording.failed" });
  // What the recording had in reserve is free by now, or soon.
  const refused = async () => {
    await fill(host, own.folder);
    return (await run("share", otherId)).code;
  };
  await expect.poll(refused, { timeout: 20_000 }).toBe(4);
  await elsewhere.command("input.key", { data: "echo go-$((1+1))-on\r" });
  await seen(elsewhere, "go-2-on");
  expect((await run("end", id)).code).toBe(0);
  expect((await guest.done).code).toBe(0);
  await elsewhere.command("input.key", { data: "exit 3\r" });
  expect((await other.done).code).toBe(3);
  expect(await host.done).toMatchObject({ code: 0, stderr: expect.not.stringMatching(/ENOSPC|Error/) });
});

test.each([
  ["a folder in its place", (path: string) => mkdir(path)],
  ["a device that is full in its place", (path: string) => symlink("/dev/full", path)],
])("a log that cannot be written (%s) costs nothing but the log", async (_what, spoil) => {
  const own = installation();
  await spoil(join(own.folder, "host.log"));
  const { process: host, id } = await own.start(["--mode", "interactive", "--", "bash", "--norc"]);
  const { url } = await own.share(id, "--grant", "interact", "--no-approve");
  const guest = await own.join(url);
  await guest.command("input.key", { data: "echo still-$((1+1))-here\r" });
  await seen(guest, "still-2-here");
  host.signal("SIGTERM");
  expect(await host.done).toMatchObject({ code: 0, stderr: "" });
});

test("[L7] a disk without room for a recording refuses the session with what to do", async () => {
  const own = installation();
  const disk = join(own.folder, "recordings");
  await mkdir(disk);
  const failed = own.spawn(["start", "--headless", "--json", "--target", "echo"], {
    under: onSmallDisk(disk, 3),
  });
  expect(await failed.done).toMatchObject({
    code: 1,
    lines: [{ error: "recording-unwritable", message: expect.stringContaining("The disk is full") }],
  });
});
