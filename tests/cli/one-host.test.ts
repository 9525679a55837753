import { chmod, mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type HostedSession, installation, seen } from "../support/tandem.ts";

test("[D1] a second start on the same folder adds its session to the running host", async () => {
  const own = installation();
  const first = await own.start(["--title", "First", "--", "bash", "-c", "read"]);
  const second = await own.start([
    "--mode",
    "interactive",
    "--title",
    "Second",
    "--",
    "bash",
    "-c",
    "read x; exit $x",
  ]);
  const listed = await own.tell("sessions", "--json");
  expect(listed.lines.map(({ id, title }) => ({ id, title }))).toEqual([
    { id: first.id, title: "First" },
    { id: second.id, title: "Second" },
  ]);
  const origins = [(await own.share(first.id)).url, (await own.share(second.id)).url].map(
    (url) => new URL(url).origin,
  );
  expect(origins[0]).toBe(origins[1]);

  const guest = await own.join((await own.share(second.id, "--grant", "interact", "--no-approve")).url);
  await guest.command("input.key", { data: "9\r" });
  expect(await second.process.done).toMatchObject({ code: 9 });
  expect((await own.tell("sessions", "--json")).lines).toMatchObject([{ id: first.id }]);
});

test("[D1] the end of the first session leaves the others of its host alone, and the host goes with the last", async () => {
  const own = installation();
  const first = await own.start(["--", "bash", "-c", "read x; exit 3"]);
  const second = await own.start(["--mode", "interactive", "--", "bash"]);
  const guest = await own.join((await own.share(second.id, "--grant", "interact", "--no-approve")).url);
  expect(await own.tell("end", first.id)).toMatchObject({ code: 0 });
  await first.process.line({ event: "ended", session: first.id });
  await first.process.shows("another session");

  await guest.command("input.key", { data: "echo still-$((1+1))\r" });
  await seen(guest, "still-2");
  expect((await own.tell("sessions", "--json")).lines).toMatchObject([{ id: second.id }]);
  await guest.command("input.key", { data: "exit 4\r" });
  expect(await second.process.done).toMatchObject({ code: 4 });
  expect((await guest.done).code).toBe(0);
  expect(await first.process.done).toMatchObject({ code: 0 });
  expect(await readdir(own.folder)).not.toContain("host.sock");
  for (const { recording } of [first, second]) expect((await own.tell("verify", recording)).code).toBe(0);
});

test.each([[["stdout"]], [["stdout", "stderr"]]] as const)(
  "[D1] a host whose %j nobody reads any more goes on for its other sessions",
  async (closed) => {
    const own = installation();
    const words = ["--mode", "interactive", "--", "bash", "--norc"];
    const first = await own.start(words);
    const second = await own.start(words);
    const visit = async ({ id }: HostedSession) =>
      own.join((await own.share(id, "--grant", "interact", "--no-approve")).url);
    const one = await visit(first);
    const other = await visit(second);
    first.process.closeOutput(...closed);
    await one.command("input.key", { data: "exit 3\r" });
    await one.done;

    await other.command("input.key", { data: "echo still-$((1+1))\r" });
    await seen(other, "still-2");
    expect((await own.tell("sessions", "--json")).lines).toMatchObject([{ id: second.id }]);
    await other.command("input.key", { data: "exit 4\r" });
    expect(await second.process.done).toMatchObject({ code: 4 });
    expect(await first.process.done).toMatchObject({ code: 3 });
    expect(first.process.stderr).not.toContain("EPIPE");
    for (const { recording } of [first, second]) expect((await own.tell("verify", recording)).code).toBe(0);
  },
);

test("a list that nobody reads any more ends in silence", async () => {
  const own = installation();
  await own.start(["--target", "echo"]);
  const listing = own.spawn(["sessions"]);
  listing.closeOutput("stdout");
  expect(await listing.done).toMatchObject({ code: 0, stderr: "" });
});

test("[D1, L2] a signal to the host ends every session of it and seals them all", async () => {
  const own = installation();
  const first = await own.start(["--target", "echo"]);
  const second = await own.start(["--target", "echo"]);
  first.process.signal("SIGTERM");
  await Promise.all([first.process.done, second.process.done]);
  for (const { recording } of [first, second]) expect((await own.tell("verify", recording)).code).toBe(0);
});

test("[D1] of several starts at once one becomes the host, and all of them run", async () => {
  const own = installation();
  const sessions = await Promise.all(
    ["A", "B", "C", "D"].map((title) => own.start(["--title", title, "--target", "echo"])),
  );
  const listed = await own.tell("sessions", "--json");
  expect(new Set(listed.lines.map((each) => each["title"]))).toEqual(new Set(["A", "B", "C", "D"]));
  for (const { id } of sessions) expect(await own.tell("end", id)).toMatchObject({ code: 0 });
  await Promise.all(sessions.map((each) => each.process.done));
});

test("[D1] a start while the host goes away with its last session waits, and becomes the next host", async () => {
  const own = installation();
  // A guest who takes nothing any more keeps the host for its last seconds.
  const first = await own.start(["--target", "echo"]);
  const guest = await own.join((await own.share(first.id)).url, "--relay");
  guest.signal("SIGSTOP");
  first.process.signal("SIGTERM");
  await first.process.line({ event: "ended", session: first.id });
  const next = await own.start(["--target", "echo"]);
  await first.process.done;
  expect((await own.tell("sessions", "--json")).lines).toMatchObject([{ id: next.id }]);
  guest.signal("SIGCONT");
});

test("[D1] a crashed host's socket is taken over", async () => {
  const own = installation();
  const crashed = await own.start(["--target", "echo"]);
  crashed.process.signal("SIGKILL");
  await crashed.process.done;
  expect((await stat(join(own.folder, "host.sock"))).isSocket()).toBe(true);
  expect(await own.tell("sessions")).toMatchObject({
    code: 4,
    stderr: `No host is running on ${own.folder}. Start a session with: tandem start\n`,
  });
  const next = await own.start(["--target", "echo"]);
  expect((await own.tell("sessions", "--json")).lines).toMatchObject([{ id: next.id }]);
});

test("[D1] a takeover that a crash left half done does not lock the folder for ever", async () => {
  const own = installation();
  const crashed = await own.start(["--target", "echo"]);
  crashed.process.signal("SIGKILL");
  await crashed.process.done;
  await mkdir(join(own.folder, "host.sock.taking"));
  const next = await own.start(["--target", "echo"]);
  expect((await own.tell("sessions", "--json")).lines).toMatchObject([{ id: next.id }]);
});

test("[D1] a socket that answers but is no host's is told as such", async () => {
  const own = installation();
  const stranger = createServer((socket) => {
    socket.on("error", () => {});
    // Unread, it would not hear that the other end has closed.
    socket.resume();
    socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  });
  stranger.listen(join(own.folder, "host.sock"));
  await once(stranger, "listening");
  try {
    expect(await own.run("start", "--headless", "--target", "echo")).toMatchObject({
      code: 4,
      stderr: `What listens in ${own.folder} does not answer as a host. End it, or choose another folder with --data.\n`,
    });
  } finally {
    stranger.close();
  }
});

test("[D1] a program that is done at once ends its host, which says nothing of other sessions", async () => {
  const own = installation();
  for (let time = 0; time < 3; time++) {
    const done = await own.run("start", "--headless", "--json", "--target", "command", "--", "true");
    expect(done).toMatchObject({ code: 0, stderr: "" });
    const { recording } = done.lines.find(({ event }) => event === "ready") ?? {};
    expect((await own.tell("verify", String(recording))).code).toBe(0);
  }
});

test("[D1] the folder, the socket and what lies in it are their user's alone, also under a lax umask", async () => {
  const own = installation();
  await chmod(own.folder, 0o755);
  const folder = join(own.folder, "fresh");
  const session = own.spawn(["start", "--data", folder, "--headless", "--json", "--target", "echo"], {
    under: ["sh", "-c", 'umask 000; exec "$@"', "sh"],
  });
  const { recording } = await session.line({ event: "ready" });
  const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
  expect(await modeOf(folder)).toBe("700");
  expect(await modeOf(join(folder, "host.sock"))).toBe("600");
  expect(await modeOf(join(folder, "identity.key"))).toBe("600");
  expect(await modeOf(join(folder, "host.log"))).toBe("600");
  expect(await modeOf(join(folder, "recordings"))).toBe("700");
  expect(await modeOf(join(folder, "signaling"))).toBe("700");
  expect(await modeOf(String(recording))).toBe("600");
});

test("[D1] a folder with a long name has its socket elsewhere, in a folder of the user's alone", async () => {
  const own = installation();
  const folder = join(own.folder, "long".repeat(30));
  await mkdir(folder);
  await writeFile(join(folder, "note"), "");
  const session = own.spawn(["start", "--data", folder, "--headless", "--json", "--target", "echo"]);
  const { session: id } = await session.line({ event: "ready" });
  const listed = own.spawn(["sessions", "--data", folder, "--json"]);
  expect(await listed.line({ id: String(id) })).toBeDefined();
  expect(await readdir(folder)).not.toContain("host.sock");
});
