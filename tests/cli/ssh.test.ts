import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { programPath } from "../support/programs.ts";
import { installation, seen, shownTo } from "../support/tandem.ts";

const run = promisify(execFile);
let folder = "";
let words: readonly string[] = [];
let stop: () => Promise<void> = () => Promise.resolve();

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** An sshd of this test's own: its keys, its settings, this user, loopback only. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-ssh-"));
  const path = (name: string) => join(folder, name);
  for (const key of ["host", "user"]) {
    await run(programPath("ssh-keygen"), ["-q", "-t", "ed25519", "-N", "", "-f", path(key)]);
  }
  const port = await freePort();
  await writeFile(
    path("sshd_config"),
    [
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${path("host")}`,
      `AuthorizedKeysFile ${path("user.pub")}`,
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "UsePAM no",
      "StrictModes no",
      "PidFile none",
      "PrintMotd no",
    ].join("\n"),
  );
  await writeFile(
    path("ssh_config"),
    [
      "Host prod-db-01",
      "  HostName 127.0.0.1",
      `  Port ${port}`,
      `  User ${userInfo().username}`,
      `  IdentityFile ${path("user")}`,
      "  IdentitiesOnly yes",
      "  IdentityAgent none",
      `  UserKnownHostsFile ${path("known_hosts")}`,
      "  StrictHostKeyChecking accept-new",
    ].join("\n"),
  );
  // sshd started by root wants the folder it gives up its rights in; it is made by the system's own service otherwise.
  if (userInfo().uid === 0) await mkdir("/run/sshd", { recursive: true, mode: 0o755 });
  const daemon = spawn(programPath("sshd"), ["-D", "-e", "-f", path("sshd_config")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<void>((resolve) => daemon.once("close", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let said = "";
    daemon.stderr.on("data", (text: Buffer) => {
      said += text.toString("utf8");
      if (said.includes("Server listening")) resolve();
    });
    daemon.once("close", () => reject(new Error(`sshd did not start: ${said}`)));
  });
  stop = () => {
    daemon.kill("SIGTERM");
    return ended;
  };
  words = ["--target", "ssh", "--", "-F", path("ssh_config")];
});

afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

test("a session over ssh is shared, typed into by a guest, and ends with the remote command's code", async () => {
  const own = installation();
  const { id, process, recording } = await own.start(["--mode", "interactive", ...words, "prod-db-01"]);
  expect((await own.tell("sessions", "--json")).lines).toMatchObject([
    { title: "ssh prod-db-01", target: { kind: "ssh", label: "ssh prod-db-01" } },
  ]);
  const guest = await own.join(
    (await own.share(id, "--grant", "interact", "--no-approve")).url,
    "--name",
    "Mia",
  );
  await guest.command("input.key", { data: "echo over-$SSH_CLIENT | cut -d' ' -f1\r" });
  await seen(guest, "over-127.0.0.1");
  await guest.command("input.key", { data: "stty size; exit 23\r" });
  await seen(guest, "30 100");
  expect((await process.done).code).toBe(23);
  expect((await own.tell("verify", recording)).code).toBe(0);
});

test("[P2] the escape character commands no ssh client: a guest cannot end it, suspend it or forward ports", async () => {
  const own = installation();
  const { id } = await own.start(["--mode", "interactive", ...words, "prod-db-01"]);
  const guest = await own.join(
    (await own.share(id, "--grant", "interact", "--no-approve")).url,
    "--name",
    "Mia",
  );
  // Before anybody is logged in, a Ctrl-C is for ssh itself.
  await guest.command("input.key", { data: "echo logged-$((1+1))-in\r" });
  await seen(guest, "logged-2-in");
  for (const escape of ["\r~.", "\r~C", "\r~\u001a", "\r~?"])
    await guest.command("input.key", { data: escape });
  await guest.command("input.key", { data: "\u0003" });
  await guest.command("input.key", { data: "\recho still-$((1+1))-here\r" });
  await seen(guest, "still-2-here");
  expect(shownTo(guest)).not.toContain("ssh>");
});

test("[P2] lines that two people queue over ssh run whole, and that their end is a guess is known to all", async () => {
  const own = installation();
  const { id, process } = await own.start(["--mode", "interactive", ...words, "prod-db-01"]);
  expect((await own.tell("mode", id, "interactive", "--merge", "queued")).code).toBe(0);
  const link = (await own.share(id, "--grant", "interact", "--no-approve")).url;
  const guest = await own.join(link, "--name", "Mia");
  const ended = await Promise.all([
    guest.command("line.submit", { text: "echo mia-$((20+1))" }),
    own.tell("line", "submit", id, "echo owner-$((20+2))"),
    guest.command("line.submit", { text: "echo mia-$((20+3))" }),
  ]);
  expect(ended[1].code).toBe(0);
  for (const whole of ["mia-21", "owner-22", "mia-23"]) await seen(guest, whole);
  await guest.lineWhere(
    "the last line's end",
    (line) => line["type"] === "line.finished" && line["line"] === 3,
  );
  const ends = guest.lines.filter((line) => line["type"] === "line.finished");
  expect(ends.map((line) => line["how"])).toEqual(["silence", "silence", "silence"]);
  const state = (await own.tell("state", id, "--json")).lines[0];
  expect(JSON.stringify(state)).toContain('"completion":"silence"');
  await guest.command("line.submit", { text: "exit" });
  expect((await process.done).code).toBe(0);
});

test("a host that does not answer, and one that does not know the user, end with ssh's own words and code", async () => {
  const own = installation();
  const port = await freePort();
  const deaf = await own.run("start", "--headless", "--json", ...words, "-p", String(port), "prod-db-01");
  expect(deaf.code).toBe(255);
  const stranger = await own.run(
    "start",
    "--headless",
    "--json",
    ...words,
    "-l",
    "no-such-user-here",
    "-o",
    "BatchMode=yes",
    "prod-db-01",
  );
  expect(stranger.code).toBe(255);
  expect(await readFile(String(deaf.lines[0]?.["recording"]), "utf8")).toContain("Connection refused");
  expect(await readFile(String(stranger.lines[0]?.["recording"]), "utf8")).toContain("Permission denied");
});
