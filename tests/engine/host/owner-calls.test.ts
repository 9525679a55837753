import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openLocalLine } from "../../../electron/engine/local-line.ts";
import { socketPath } from "../../../electron/engine/api/lock.ts";
import { boot, type Booted } from "../../../electron/engine/boot.ts";
import { createNativeCrypto } from "../../../electron/engine/identity/native-crypto.ts";
import { silentLogger, systemClock, systemRandom } from "../../../electron/engine/ports.ts";
import { utf8 } from "../../../shared/base/bytes.ts";
import { createSessionId } from "../../../shared/base/ids.ts";
import type { Channel } from "../../../shared/channel/channel.ts";
import { createHostClient, type HostClient } from "../../../shared/client/host-client.ts";
import { type SessionSummary, startInputSchema } from "../../../shared/wire/host-api.ts";
import { until } from "../../support/until.ts";

let folder = "";
let booted: Booted;
const lines: Channel[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-host-"));
  const result = await boot({
    version: "0",
    dataFolder: folder,
    ownerName: "Olga",
    lan: false,
    crypto: createNativeCrypto(),
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    env: process.env,
  });
  if (!result.ok) throw new Error(result.error.message);
  booted = result.value;
});
afterEach(async () => {
  for (const line of lines.splice(0)) line.close("left");
  await booted.stop();
  await rm(folder, { recursive: true, force: true });
});

async function lineTo(path: string): Promise<Channel> {
  const line = await openLocalLine(folder, path, systemClock);
  if (line === undefined) throw new Error("the host does not answer");
  lines.push(line);
  return line;
}

async function owner(): Promise<HostClient> {
  return createHostClient(await lineTo("host"));
}

async function startEcho(host: HostClient) {
  const started = await host.call("session.start", { target: { kind: "echo" } });
  if (!started.ok) throw new Error(started.error.message);
  return started.value;
}

const closeOf = (channel: Channel) => new Promise((resolve) => channel.onClose(resolve));

describe("[D1] the owner's door", () => {
  test("answers no plain requests, and no socket on another path", async () => {
    const path = await socketPath(folder);
    const ask = (asked: string, headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        const made = request({ socketPath: path, path: asked, headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        });
        made.on("error", reject).end();
      });
    const upgrade = {
      connection: "upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
    };
    expect(await ask("/", {})).toBe(404);
    expect(await ask("/local/host", {})).toBe(404);
    expect(await ask("/host", upgrade)).toBe(404);
  });

  test.each(["session/SES-AAAAAAAAAAAAAAAA", "session/", "session/%2e%2e%2fhost", "anything", ""])(
    "closes a line to %j, which leads to no session",
    async (path) => {
      expect(await closeOf(await lineTo(path))).toBe("ended");
    },
  );

  test.each([
    "",
    "{",
    "[]",
    '{"id":1}',
    '{"id":-1,"call":"host.info","input":{}}',
    '{"id":1,"call":"host.info","input":{},"x":1}',
  ])("closes a line that says %j, and no other", async (text) => {
    const other = await owner();
    const line = await lineTo("host");
    line.send(utf8(text));
    expect(await closeOf(line)).toBe("protocol-error");
    expect((await other.call("host.info", {})).ok).toBe(true);
  });
});

describe("the owner's calls", () => {
  test("are refused by name where they make no sense", async () => {
    const line = await lineTo("host");
    const heard: unknown[] = [];
    line.onFrame((frame) => {
      const message: unknown = JSON.parse(Buffer.from(frame).toString("utf8"));
      // The host also tells of changes, whenever they come.
      if (Reflect.has(Object(message), "id")) heard.push(message);
    });
    for (const [id, call, input] of [
      [1, "constructor", {}],
      [2, "session.stop", {}],
      [3, "session.start", { target: { kind: "echo" }, cols: 1 }],
      [4, "session.state", { session: createSessionId(systemRandom) }],
      [5, "recording.verify", { path: "../../identity.key" }],
      [6, "session.call", { session: createSessionId(systemRandom), command: "chat.send", input: {} }],
    ] as const) {
      line.send(utf8(JSON.stringify({ id, call, input })));
    }
    await until("six answers", () => heard.length === 6);
    expect(
      new Map(heard.map((each) => [Reflect.get(Object(each), "id"), Reflect.get(Object(each), "code")])),
    ).toEqual(
      new Map([
        [1, "unknown-call"],
        [2, "unknown-call"],
        [3, "malformed"],
        [4, "no-such-session"],
        [5, "no-such-recording"],
        [6, "no-such-session"],
      ]),
    );
  });

  test("tell of the host, its sessions and its recordings, and every line hears of changes", async () => {
    const [host, other] = [await owner(), await owner()];
    const heard: (readonly SessionSummary[])[] = [];
    other.onSessions((sessions) => heard.push(sessions));
    expect(await host.call("host.info", {})).toMatchObject({
      ok: true,
      value: { ownerName: "Olga", dataFolder: folder, signaling: { embedded: true, lan: false } },
    });
    const { session, recording } = await startEcho(host);
    await until("the other line hearing of it", () => heard.at(-1)?.[0]?.id === session);
    expect(await host.call("recording.list", {})).toMatchObject({
      ok: true,
      value: [{ path: recording, session, live: true }],
    });
    await host.call("session.call", { session, command: "session.end", input: {} });
    await until("the other line hearing of the end", () => heard.at(-1)?.length === 0);
    expect(await host.call("recording.list", {})).toMatchObject({ ok: true, value: [{ live: false }] });
    expect(await host.call("recording.verify", { path: recording ?? "" })).toMatchObject({
      ok: true,
      value: { verdict: "sealed", own: true },
    });
  });

  test("[P4] give no command of the host's own", async () => {
    const host = await owner();
    const { session } = await startEcho(host);
    for (const command of ["clock.tick", "target.exit", "peer.admit", "host.stop", "effect.fail"]) {
      const given = await host.call("session.call", { session, command, input: { code: 1 } });
      expect(given).toMatchObject({ ok: false, error: { code: "unknown-command" } });
    }
    expect(await host.call("session.list", {})).toMatchObject({ ok: true, value: [{ phase: "running" }] });
  });

  test("tell how a session ended that is over already, and forget it after a while", async () => {
    const host = await owner();
    const first = await startEcho(host);
    await host.call("session.call", {
      session: first.session,
      command: "input.key",
      input: { data: "\u0004" },
    });
    await until("the session being over", () => booted.host.summaries().length === 0);
    expect(await host.call("session.state", { session: first.session })).toMatchObject({
      ok: true,
      value: { phase: { name: "ended", exitCode: 0 } },
    });
    for (let more = 0; more < 32; more++) {
      const { session } = await startEcho(host);
      await host.call("session.call", { session, command: "session.end", input: {} });
    }
    await until("all of them being over", () => booted.host.summaries().length === 0);
    expect(await host.call("session.state", { session: first.session })).toMatchObject({
      ok: false,
      error: { code: "no-such-session" },
    });
  });
});

describe("a session's links", () => {
  test("[J2] are told with their state, and end with the session", async () => {
    const host = await owner();
    const { session } = await startEcho(host);
    const made = await host.call("link.share", { session, grant: "interact", maxUses: 2 });
    if (!made.ok) throw new Error(made.error.message);
    expect(made.value).toMatchObject({
      grant: "interact",
      approval: true,
      maxUses: 2,
      uses: 0,
      status: "open",
    });
    expect(made.value.url).toContain(`/j/${made.value.id}#`);
    await host.call("session.call", { session, command: "link.revoke", input: { link: made.value.id } });
    expect(await host.call("link.list", { session })).toMatchObject({
      ok: true,
      value: [{ status: "revoked" }],
    });
    await host.call("session.call", { session, command: "session.end", input: {} });
    await until("the session being over", () => booted.host.summaries().length === 0);
    expect(await host.call("link.list", { session })).toMatchObject({ ok: false });
    expect(await host.call("link.share", { session })).toMatchObject({ ok: false });
  });
});

test("a host that stops ends its sessions, and says so to whoever asks while it does", async () => {
  const host = await owner();
  const { recording } = await startEcho(host);
  const closed = new Promise((resolve) => host.onClose(resolve));
  await booted.stop();
  await closed;
  expect(await host.call("session.list", {})).toMatchObject({ ok: false, error: { code: "host-gone" } });
  expect(await booted.host.verify(recording ?? "")).toMatchObject({ ok: true, value: { verdict: "sealed" } });
});

describe("[L2] a recording is sealed", () => {
  const begin = (...argv: readonly string[]) =>
    booted.host.start(
      startInputSchema.parse({ target: argv.length === 0 ? { kind: "echo" } : { kind: "command", argv } }),
    );
  /** Looked at in the same turn: nothing is still being written. */
  const recorded = () => readdirSync(join(folder, "recordings")).sort();
  const expectSealed = async (names: readonly string[]) => {
    expect(names).toEqual([
      expect.stringMatching(/-SES-\w+\.cast$/),
      expect.stringMatching(/\.private\.cast$/),
    ]);
    expect(await booted.host.verify(names[0] ?? "")).toMatchObject({
      ok: true,
      value: { verdict: "sealed" },
    });
  };

  test("before the host goes that stops in the middle of a start, which is called off", async () => {
    const proof = join(folder, "ran");
    const started = begin("touch", proof);
    await booted.host.stop();
    await expectSealed(recorded());
    expect(await started).toMatchObject({ ok: false, error: { code: "host-gone" } });
    expect(existsSync(proof)).toBe(false);
  });

  test("before the host goes that stops in the middle of a start, which came to life all the same", async () => {
    const started = begin();
    await booted.host.stop();
    await expectSealed(recorded());
    const answer = await started;
    if (!answer.ok) throw new Error(answer.error.message);
    const { session } = answer.value;
    expect(session.state.phase).toMatchObject({ name: "ended", why: "host-stopped" });
    expect(booted.host.stateOf(session.id)?.phase.name).toBe("ended");
  });

  test("before it is told that the target could not be started", async () => {
    expect(await begin("/no/such/program")).toMatchObject({ ok: false, error: { code: "target-not-found" } });
    expect(booted.host.idle).toBe(true);
    await expectSealed(recorded());
  });
});
