import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installation, seen } from "../support/tandem.ts";

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
  expect((await own.run("sessions", "--json")).lines).toContainEqual(
    expect.objectContaining({ id, recording: "failed" }),
  );
  await elsewhere.command("input.key", { data: "echo go-$((1+1))-on\r" });
  await seen(elsewhere, "go-2-on");

  expect((await own.run("end", id)).code).toBe(0);
  expect((await guest.done).code).toBe(0);
  await elsewhere.command("input.key", { data: "exit 3\r" });
  expect((await other.process.done).code).toBe(3);
  expect((await process.done).code).toBe(0);
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
