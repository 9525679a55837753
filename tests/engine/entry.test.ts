import { type ChildProcess, fork } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type FromEngine, fromEngineSchema, type ToEngine } from "../../electron/engine/entry-messages.ts";
import { createNativeCrypto } from "../../electron/engine/identity/native-crypto.ts";
import { findHost } from "../../electron/cli/reach-host.ts";
import { toBase64url } from "../../shared/base/bytes.ts";
import { keyFingerprint } from "../../shared/log/fingerprint.ts";
import { listRecordings } from "../../electron/engine/recorder/list.ts";
import { builtEngine } from "../support/built.ts";

const crypto = createNativeCrypto();

interface Engine {
  readonly folder: string;
  readonly said: readonly FromEngine[];
  readonly stderr: string;
  tell(message: ToEngine | string): void;
  /** The first message of this type, come already or to come. */
  hear<Type extends FromEngine["type"]>(type: Type): Promise<Extract<FromEngine, { type: Type }>>;
  disconnect(): void;
  /** Its exit code. */
  readonly done: Promise<number | null>;
}

/** The engine's process as the desktop starts it, over the pipe of a forked process. */
async function engine(given?: string, ...words: readonly string[]): Promise<Engine> {
  const folder = given ?? (await mkdtemp(join(tmpdir(), "tandem-entry-")));
  const child: ChildProcess = fork(builtEngine, ["--data", folder, "--some-switch-of-chromium=1", ...words], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    execPath: process.execPath,
    execArgv: [],
  });
  const said: FromEngine[] = [];
  const waiting = new Set<() => void>();
  let stderr = "";
  child.stderr?.on("data", (text: Buffer) => (stderr += text.toString("utf8")));
  child.on("message", (message) => {
    said.push(fromEngineSchema.parse(message));
    for (const look of waiting) look();
  });
  // Not `close`, which never comes once this side has disconnected.
  const exit = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const drained = new Promise<void>((resolve) => child.stderr?.once("close", () => resolve()));
  const done = drained.then(() => exit);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await done;
    await rm(folder, { recursive: true, force: true });
  });
  return {
    folder,
    said,
    get stderr() {
      return stderr;
    },
    tell: (message) => void child.send(message),
    hear: (type) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = said.find((each) => each.type === type);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found as Extract<FromEngine, { type: typeof type }>);
        };
        waiting.add(look);
        void done.then((code) => reject(new Error(`it ended (${code}) and never said ${type}: ${stderr}`)));
        look();
      }),
    disconnect: () => child.disconnect(),
    done,
  };
}

async function hostOf(folder: string) {
  const host = await findHost(folder);
  if (host === undefined) throw new Error("no host answers");
  return host;
}

async function fingerprintOf(folder: string): Promise<string> {
  const host = await hostOf(folder);
  const info = await host.call("host.info", {});
  host.dispose();
  if (!info.ok) throw new Error(info.error.message);
  return info.value.fingerprint;
}

test("not sealed: the engine keeps its identity in its folder, is ready, and stops with 0", async () => {
  const one = await engine();
  one.tell({ type: "identity", seed: null, sealed: false });
  await one.hear("ready");
  expect((await stat(join(one.folder, "identity.key"))).mode & 0o777).toBe(0o600);
  expect(one.said).toEqual([{ type: "ready" }]);
  one.tell({ type: "stop" });
  expect(await one.done).toBe(0);
  expect(await readdir(one.folder)).not.toContain("host.sock");
});

test("[D3] sealed without a seed: a new identity is handed to the shell, and the host begins once it is kept", async () => {
  const one = await engine();
  one.tell({ type: "identity", seed: null, sealed: true });
  const { seed } = await one.hear("identity.created");
  expect(await readdir(one.folder)).toEqual([]);
  one.tell({ type: "identity", seed, sealed: true });
  await one.hear("ready");
  expect(one.said.map(({ type }) => type)).toEqual(["identity.created", "ready"]);
  const { publicKey } = crypto.createEd25519(Buffer.from(seed, "base64url"));
  expect(await fingerprintOf(one.folder)).toBe(keyFingerprint(crypto, toBase64url(publicKey)));
  expect(await readFile(join(one.folder, "identity.pub"), "utf8")).toBe(`${toBase64url(publicKey)}\n`);
  one.tell({ type: "stop" });
  expect(await one.done).toBe(0);
  expect(await readdir(one.folder)).not.toContain("identity.key");
  expect(await readFile(join(one.folder, "host.log"), "utf8")).not.toContain(seed);
});

test("sealed with a seed: the engine is who it was, and makes no new identity", async () => {
  const known = crypto.createEd25519();
  const one = await engine();
  one.tell({ type: "identity", seed: toBase64url(known.privateKey), sealed: true });
  await one.hear("ready");
  expect(one.said.map(({ type }) => type)).toEqual(["ready"]);
  expect(await fingerprintOf(one.folder)).toBe(keyFingerprint(crypto, toBase64url(known.publicKey)));
});

test.each(["stop", "disconnect"] as const)(
  "on %s what runs is ended and its recording sealed",
  async (how) => {
    const one = await engine();
    one.tell({ type: "identity", seed: null, sealed: false });
    await one.hear("ready");
    const host = await hostOf(one.folder);
    const started = await host.call("session.start", { target: { kind: "echo" } });
    expect(started).toMatchObject({ ok: true });
    expect(await one.hear("badge")).toEqual({ type: "badge", sessions: 1, waiting: 0 });
    if (how === "stop") one.tell({ type: "stop" });
    else one.disconnect();
    expect(await one.done).toBe(0);
    host.dispose();
    const kept = await listRecordings(join(one.folder, "recordings"));
    expect(kept).toMatchObject({ ok: true, value: { recordings: [{ state: "sealed" }], unreadable: [] } });
  },
);

test("a stop that comes before anything else, or while the engine still starts, ends it with 0", async () => {
  const early = await engine();
  early.tell({ type: "stop" });
  expect(await early.done).toBe(0);
  const meanwhile = await engine();
  meanwhile.tell({ type: "identity", seed: null, sealed: false });
  meanwhile.tell({ type: "stop" });
  expect(await meanwhile.done).toBe(0);
  expect(await readdir(meanwhile.folder)).not.toContain("host.sock");
});

test.each([
  ["no object", "hello"],
  ["an unknown type", { type: "quit" }],
  ["a seed that is none", { type: "identity", seed: "short", sealed: true }],
  ["a path that is no session's", { type: "open", path: "session/../host", owner: true }],
  ["a window that is not the owner's", { type: "open", path: "host", owner: false }],
])("%s is a bug of the other half: the engine ends and says so", async (_what, message) => {
  const one = await engine();
  // What the types rule out is what this is about.
  one.tell(message as string);
  expect(await one.done).not.toBe(0);
  expect(one.stderr).toContain("the shell said something that is not part of the protocol");
});

test("[D1] where a host runs on the folder already, the engine is ready to bring windows to it", async () => {
  const first = await engine();
  first.tell({ type: "identity", seed: null, sealed: false });
  await first.hear("ready");
  const second = await engine(first.folder);
  second.tell({ type: "identity", seed: null, sealed: false });
  await second.hear("ready");
  second.tell({ type: "stop" });
  expect(await second.done).toBe(0);
  expect(await fingerprintOf(first.folder)).toMatch(/\w/);
  expect(first.said).toEqual([{ type: "ready" }]);
});

test("a folder that cannot be used is told to the owner, and the engine exits with 1", async () => {
  const damaged = await mkdtemp(join(tmpdir(), "tandem-entry-"));
  await writeFile(join(damaged, "identity.key"), "not a key");
  const third = await engine(damaged);
  third.tell({ type: "identity", seed: null, sealed: false });
  expect((await third.hear("notify")).body).toContain("does not hold a key");
  expect(await third.done).toBe(1);
});

test("a second identity changes nothing", async () => {
  const one = await engine();
  const known = crypto.createEd25519();
  one.tell({ type: "identity", seed: toBase64url(known.privateKey), sealed: true });
  one.tell({ type: "identity", seed: null, sealed: true });
  await one.hear("ready");
  expect(one.said.map(({ type }) => type)).toEqual(["ready"]);
  expect(await fingerprintOf(one.folder)).toBe(keyFingerprint(crypto, toBase64url(known.publicKey)));
});

test("an identity that the keyring keeps is not replaced by one in a file, where there is no keyring", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tandem-entry-"));
  await writeFile(join(folder, "identity.sealed"), "sealed");
  const one = await engine(folder);
  one.tell({ type: "identity", seed: null, sealed: false });
  expect((await one.hear("notify")).body).toContain("is sealed in this system's keyring");
  expect(await one.done).toBe(1);
  expect(await readdir(folder)).not.toContain("identity.key");
});
