import { readdirSync, readlinkSync } from "node:fs";
import { mkdtemp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { get, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type PageServer, servePage } from "../../../electron/engine/api/page-server.ts";
import { createNativeCrypto } from "../../../electron/engine/identity/native-crypto.ts";
import { systemRandom } from "../../../electron/engine/ports.ts";
import { fromBase64url, toBase64url } from "../../../shared/base/bytes.ts";
import { localPageMac, localServerMac } from "../../../shared/wire/local-server.ts";
import { createTestClock, type TestClock } from "../../support/clock.ts";
import { until } from "../../support/until.ts";

const crypto = createNativeCrypto();
let folder = "";
let page: PageServer;
let opened: string[] = [];
let clock: TestClock;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-page-"));
  await mkdir(join(folder, "page"));
  await writeFile(join(folder, "page", "index.html"), "<title>the page</title>");
  await writeFile(join(folder, "secret.txt"), "not of the page");
  opened = [];
  clock = createTestClock();
  page = await servePage({
    host: { openPath: (path) => void opened.push(path) },
    folder: join(folder, "page"),
    crypto,
    clock,
    random: systemRandom,
  });
});

afterEach(async () => {
  page.dispose();
  await rm(folder, { recursive: true, force: true });
});

interface Asked {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** As a raw client would: node's fetch would correct Host and path. */
function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Asked> {
  const { port } = new URL(page.origin);
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: "127.0.0.1", port, path, method: options.method ?? "GET", headers: options.headers ?? {} },
      (answer) => {
        let body = "";
        answer.on("data", (chunk) => (body += String(chunk)));
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body, headers: answer.headers }));
      },
    );
    asked.on("error", reject);
    asked.end(options.body);
  });
}

const codeOf = (url: string) => new URL(url).hash.replace("#launch=", "");
const launch = (code: string, headers: Record<string, string> = { origin: page.origin }) =>
  ask("/launch", { method: "POST", headers, body: JSON.stringify({ code }) });

async function tokenOf(code: string): Promise<Uint8Array> {
  const { body } = await launch(code);
  const token = fromBase64url((JSON.parse(body) as { token: string }).token);
  if (token === undefined) throw new Error("no token");
  return token;
}

/** Opens a socket as a page does, with this token; says whether it was let in. */
function prove(token: Uint8Array, path: string, origin: string | null = page.origin): Promise<"in" | "out"> {
  const socket = new WebSocket(
    `${page.origin.replace("http", "ws")}/local/${path}`,
    origin === null ? {} : { origin },
  );
  const nonce = systemRandom.bytes(32);
  return new Promise((resolve) => {
    socket.on("error", () => resolve("out"));
    socket.on("close", () => resolve("out"));
    socket.on("open", () => socket.send(JSON.stringify({ type: "hello", nonce: toBase64url(nonce) })));
    socket.on("message", (data: Buffer) => {
      const message = JSON.parse(data.toString("utf8")) as { type: string; nonce?: string };
      if (message.type === "ready") {
        resolve("in");
        return socket.close();
      }
      const server = fromBase64url(message.nonce ?? "") ?? new Uint8Array(32);
      socket.send(
        JSON.stringify({
          type: "proof",
          mac: toBase64url(localPageMac(crypto, token, { page: nonce, server })),
        }),
      );
    });
  });
}

describe("the owner's page", () => {
  it("[D2] is let in by its launch code once, and by a proof of the token it got", async () => {
    const code = codeOf(page.launchUrl());
    const token = await tokenOf(code);
    expect(await prove(token, "session/SES-AAAAAAAAAAAAAAAA")).toBe("in");
    expect(opened).toEqual(["session/SES-AAAAAAAAAAAAAAAA"]);
    expect((await launch(code)).status).toBe(403);
  });

  it("[D2] is let in by no code that was never given, nor by one that is ten minutes old", async () => {
    expect((await launch("A".repeat(32))).status).toBe(403);
    const code = codeOf(page.launchUrl());
    clock.advance(10 * 60_000 + 1);
    expect((await launch(code)).status).toBe(403);
  });

  it.each(["http://evil.example", "null", `http://localhost:1`])(
    "[D2] gives no token to %s",
    async (origin) => {
      const code = codeOf(page.launchUrl());
      expect((await launch(code, { origin })).status).toBe(403);
      expect((await launch(code, {})).status).toBe(403);
      expect((await launch(code)).status).toBe(200);
    },
  );

  it.each(["evil.example", "localhost", "127.0.0.1"])("[D2] answers nothing to the Host %s", async (host) => {
    expect((await ask("/", { headers: { host } })).status).toBe(403);
  });

  it("[D2] opens no socket without the token, nor for another origin, nor for none", async () => {
    const token = await tokenOf(codeOf(page.launchUrl()));
    expect(await prove(systemRandom.bytes(32), "host")).toBe("out");
    expect(await prove(token, "host", "http://evil.example")).toBe("out");
    expect(await prove(token, "host", null)).toBe("out");
    expect(await prove(token, "host")).toBe("in");
    expect(opened).toEqual(["host"]);
  });

  it("[D2] is shown a proof in return that whoever lacks the token cannot make", async () => {
    const token = await tokenOf(codeOf(page.launchUrl()));
    const nonces = { page: systemRandom.bytes(32), server: systemRandom.bytes(32) };
    const { port } = new URL(page.origin);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/local/host`, { origin: page.origin });
    const answer = await new Promise<{ nonce: string; mac: string }>((resolve) => {
      socket.on("open", () =>
        socket.send(JSON.stringify({ type: "hello", nonce: toBase64url(nonces.page) })),
      );
      socket.on("message", (data: Buffer) =>
        resolve(JSON.parse(data.toString("utf8")) as { nonce: string; mac: string }),
      );
    });
    const server = fromBase64url(answer.nonce) ?? new Uint8Array(0);
    expect(answer.mac).toBe(toBase64url(localServerMac(crypto, token, { page: nonces.page, server })));
    expect(answer.mac).not.toBe(toBase64url(localPageMac(crypto, token, { page: nonces.page, server })));
    socket.terminate();
  });

  it.each(["/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt"])(
    "serves nothing outside its folder: %s",
    async (path) => {
      const answer = await ask(path);
      expect(answer.status).toBe(404);
      expect(answer.body).not.toContain("not of the page");
    },
  );

  it("comes with a policy under which nothing foreign runs, frames or listens", async () => {
    const { headers, body } = await ask("/");
    expect(body).toContain("the page");
    expect(headers["content-security-policy"]).toContain("default-src 'self'");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["content-security-policy"]).toContain("connect-src 'self'");
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    });
  });
});

describe("somebody who is refused", () => {
  it.each([{ host: "evil.example" }, { origin: "http://evil.example" }])(
    "[D2] and hangs up at once ends nothing but their own line: %o",
    async (wrong) => {
      const { port, host } = new URL(page.origin);
      for (let time = 0; time < 20; time++) {
        const socket = connect(Number(port), "127.0.0.1");
        socket.on("error", () => {});
        await once(socket, "connect");
        const headers = { host, origin: page.origin, ...wrong };
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
        socket.write(
          `GET /local/host HTTP/1.1\r\n${lines.join("\r\n")}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
        );
        socket.resetAndDestroy();
      }
      expect((await ask("/")).status).toBe(200);
      expect(opened).toEqual([]);
    },
  );
});

/** How often this process has a file open. */
function opensOf(file: string): number {
  const targetOf = (fd: string) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return "";
    }
  };
  return readdirSync("/proc/self/fd").filter((fd) => targetOf(fd) === file).length;
}

describe.runIf(process.platform === "linux")("a download", () => {
  it("that is broken off in the middle leaves its file closed, however often", async () => {
    const file = join(folder, "page", "large.bin");
    // More than the sockets in between take by themselves.
    await writeFile(file, new Uint8Array(32 * 1024 * 1024));
    for (let time = 0; time < 20; time++) {
      const asked = get(`${page.origin}/large.bin`);
      asked.on("error", () => {});
      const [answer] = (await once(asked, "response")) as [IncomingMessage];
      answer.on("error", () => {});
      await once(answer, "data");
      expect(opensOf(file)).toBeGreaterThan(0);
      asked.destroy();
    }
    await until("the file being closed", () => opensOf(file) === 0);
  });

  it("of a file that cannot be read ends with an error, and the next one is served", async () => {
    // Reading the first page of a process's memory is an error of the disk's kind, to every user.
    await symlink("/proc/self/mem", join(folder, "page", "broken.bin"));
    for (let time = 0; time < 3; time++) {
      await expect(ask("/broken.bin")).rejects.toMatchObject({ code: "ECONNRESET" });
      expect(await ask("/")).toMatchObject({ status: 200, body: "<title>the page</title>" });
    }
  });
});
