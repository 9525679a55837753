import { createHash } from "node:crypto";
import { chmod, mkdir, rm, stat } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { type Disposable, toDisposable } from "../../../shared/base/disposable.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";

/** sockaddr_un takes 108 bytes with the NUL on Linux, 104 on macOS. */
const maxSocketPathBytes = 100;

/** Where the host of a data folder listens for its owner's command line. */
export async function socketPath(dataFolder: string): Promise<string> {
  if (process.platform === "win32") {
    return `\\\\.\\pipe\\tandem-${createHash("sha256").update(dataFolder).digest("hex").slice(0, 24)}`;
  }
  const beside = join(dataFolder, "host.sock");
  if (Buffer.byteLength(beside) <= maxSocketPathBytes) return beside;
  const name = createHash("sha256").update(dataFolder).digest("hex").slice(0, 24);
  const folder = join(tmpdir(), `tandem-${userInfo().uid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  return join(folder, `${name}.sock`);
}

/** Whether a host answers there. */
export function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", () => resolve(false));
  });
}

function listenOnce(server: Server, path: string): Promise<Result<undefined, string>> {
  return new Promise((resolve) => {
    const failed = (cause: NodeJS.ErrnoException) => resolve(err(cause.code ?? "unknown"));
    server.once("error", failed);
    server.listen(path, () => {
      server.off("error", failed);
      resolve(ok(undefined));
    });
  });
}

/** Taking over is a matter of milliseconds; what is older than this was left by a starter that crashed over it. */
const takingMs = 3_000;

async function isLeftOver(taking: string): Promise<boolean> {
  const found = await stat(taking).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > takingMs;
}

/** Makes the folder that says so, waiting for another starter to be done; `taken` once a host answers. */
async function beginTaking(taking: string, path: string): Promise<Result<undefined, "taken" | "unusable">> {
  for (;;) {
    try {
      await mkdir(taking, { mode: 0o700 });
      return ok(undefined);
    } catch (cause) {
      if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) return err("unusable");
    }
    if (await isAnswered(path)) return err("taken");
    if (await isLeftOver(taking)) await rm(taking, { recursive: true, force: true });
    else await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Keeps a folder for this process alone until disposed of; `taken` while another process does. */
export async function lockFolder(folder: string): Promise<Result<Disposable, "taken" | "unusable">> {
  const server = createServer((socket) => socket.destroy());
  const taken = await takeSocket(server, await socketPath(folder));
  return taken.ok ? ok(toDisposable(() => void server.close())) : err(taken.error);
}

/**
 * Listens at the socket, which is also the lock: one host for a data folder. A socket nobody answers is a crashed
 * host's and is taken over; the folder `host.sock.taking` keeps two starters from doing that at once.
 */
export async function takeSocket(
  server: Server,
  path: string,
): Promise<Result<undefined, "taken" | "unusable">> {
  const previous = process.umask(0o177);
  try {
    const first = await listenOnce(server, path);
    if (first.ok) return first;
    if (first.error !== "EADDRINUSE") return err("unusable");
    if (await isAnswered(path)) return err("taken");
    // Whatever else stands there is somebody's; only a socket without anybody behind it is taken away.
    const found = await stat(path).catch(() => undefined);
    if (found?.isSocket() === false) return err("unusable");
    const taking = `${path}.taking`;
    const begun = await beginTaking(taking, path);
    if (!begun.ok) return begun;
    try {
      if (await isAnswered(path)) return err("taken");
      await rm(path, { force: true });
      const second = await listenOnce(server, path);
      if (second.ok) return second;
      // Somebody who has only just begun found nothing there, and was first.
      return err(second.error === "EADDRINUSE" && (await isAnswered(path)) ? "taken" : "unusable");
    } finally {
      await rm(taking, { recursive: true, force: true });
    }
  } finally {
    process.umask(previous);
  }
}
