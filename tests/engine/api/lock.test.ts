import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFolder, socketPath, takeSocket } from "../../../electron/engine/api/lock.ts";
import { count } from "../../support/counts.ts";

const holder = fileURLToPath(new URL("hold-lock.ts", import.meta.url));
let folder = "";
const servers: Server[] = [];
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-lock-"));
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await killAll();
  await rm(folder, { recursive: true, force: true });
});

async function killAll(): Promise<void> {
  for (const child of children.splice(0)) {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
}

function server(): Server {
  const made = createServer((socket) => socket.destroy());
  servers.push(made);
  return made;
}

/** A process that tries to take the folder, and says how it went. */
async function contender(): Promise<string> {
  const child = fork(holder, [folder], { execArgv: [] });
  children.push(child);
  const [said] = (await once(child, "message")) as [string];
  return said;
}

/** Leaves the socket of a process that was killed. */
async function crash(): Promise<void> {
  expect(await contender()).toBe("held");
  await killAll();
}

test("[D1] a folder is held by one, and free again when it lets go", async () => {
  const first = await lockFolder(folder);
  expect(await lockFolder(folder)).toEqual({ ok: false, error: "taken" });
  if (first.ok) first.value.dispose();
  const second = await lockFolder(folder);
  expect(second.ok).toBe(true);
  if (second.ok) second.value.dispose();
});

test(`[D1] of processes that come at once after a crash, exactly one takes the folder over`, async () => {
  for (let time = 0; time < count(5, 40); time++) {
    await crash();
    expect(await readdir(folder)).toEqual(["host.sock"]);
    const said = await Promise.all([contender(), contender(), contender(), contender()]);
    expect(said.sort()).toEqual(["held", "taken", "taken", "taken"]);
    expect(await readdir(folder)).toEqual(["host.sock"]);
    await killAll();
    await rm(join(folder, "host.sock"), { force: true });
  }
});

test("[D1] what is no socket is not taken away", async () => {
  const path = await socketPath(folder);
  await writeFile(path, "somebody's file");
  expect(await takeSocket(server(), path)).toEqual({ ok: false, error: "unusable" });
  expect((await stat(path)).size).toBe(15);
});

test("[D1] a folder that is not there cannot be held", async () => {
  expect(await lockFolder(join(folder, "absent"))).toEqual({ ok: false, error: "unusable" });
});

test("[D1] the socket is its user's alone from its first moment", async () => {
  const path = await socketPath(folder);
  const before = process.umask(0);
  try {
    await takeSocket(server(), path);
    expect(((await stat(path)).mode & 0o777).toString(8)).toBe("600");
    expect(process.umask()).toBe(0);
  } finally {
    process.umask(before);
  }
});

test("a folder with a long name has its socket in one of the user's alone", async () => {
  const long = join(folder, "x".repeat(120));
  await mkdir(long);
  const path = await socketPath(long);
  expect(Buffer.byteLength(path)).toBeLessThan(104);
  expect(path.startsWith(tmpdir())).toBe(true);
  expect(await socketPath(join(folder, "y".repeat(120)))).not.toBe(path);
  expect(((await stat(join(path, ".."))).mode & 0o777).toString(8)).toBe("700");
});
