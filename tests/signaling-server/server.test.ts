import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { silentLogger, systemClock, systemRandom } from "../../electron/engine/ports.ts";
import { createLinkId } from "../../shared/base/ids.ts";
import { guestPath, hostPath } from "../../shared/signaling/messages.ts";
import { runSignalingServer } from "../../signaling-server/main.ts";
import {
  closeAll,
  crypto,
  later,
  linkWithDoor,
  newFolder,
  openRaw,
  startLine,
  startServer,
  untilStatus,
} from "./support.ts";

afterEach(closeAll);

const ports = { version: "1.2.3", crypto, random: systemRandom, clock: systemClock, logger: silentLogger };

async function newPage(): Promise<string> {
  const folder = await newFolder();
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "<!doctype html><title>guest page</title>");
  await writeFile(join(folder, "assets", "index-BxK3u9aa.js"), `export const page = 1;${" ".repeat(5_000)}`);
  await writeFile(join(folder, "logo.svg"), "<svg/>");
  await writeFile(join(folder, ".env"), "hidden");
  await writeFile(join(folder, "unknown.exe"), "unknown");
  return folder;
}

/** Without the tidying that fetch does to paths. */
function get(port: number, path: string, method = "GET"): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: "127.0.0.1", port, path, method }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asking.on("error", reject);
    asking.end();
  });
}

describe("starting", () => {
  test("on a port in use says which, and what to do", async () => {
    const { port } = await startServer();
    const second = await runSignalingServer({
      ...ports,
      port,
      host: "127.0.0.1",
      dataFolder: await newFolder(),
    });
    expect(second).toEqual({
      ok: false,
      error: {
        code: "port-in-use",
        message: `Port ${port} on 127.0.0.1 is in use by another program. Stop that program, or choose another port with --port.`,
      },
    });
  });

  test("on an address that is not this machine's says so", async () => {
    const dataFolder = await newFolder();
    const server = await runSignalingServer({ ...ports, port: 0, host: "192.0.2.1", dataFolder });
    expect(server).toMatchObject({ ok: false, error: { code: "address-unavailable" } });
  });

  test("[G4] with a damaged store does not happen: nothing listens, nothing is changed", async () => {
    const dataFolder = await newFolder();
    await writeFile(join(dataFolder, "signaling.json"), "{ damaged");
    const server = await runSignalingServer({ ...ports, port: 0, host: "127.0.0.1", dataFolder });
    expect(server).toMatchObject({ ok: false, error: { code: "store-corrupt" } });
    expect(await readFile(join(dataFolder, "signaling.json"), "utf8")).toBe("{ damaged");
  });

  const addresses = [
    "tandem.example",
    "ftp://tandem.example",
    "https://tandem.example/path",
    "https://me@tandem.example",
  ];
  for (const publicUrl of addresses) {
    test(`with ${publicUrl} as its public address says what one looks like`, async () => {
      const dataFolder = await newFolder();
      const server = await runSignalingServer({
        ...ports,
        port: 0,
        host: "127.0.0.1",
        dataFolder,
        publicUrl,
      });
      expect(server).toMatchObject({ ok: false, error: { code: "invalid-public-url" } });
    });
  }

  test("with a folder without a guest page says so", async () => {
    const [dataFolder, staticDir] = [await newFolder(), await newFolder()];
    const server = await runSignalingServer({ ...ports, port: 0, host: "127.0.0.1", dataFolder, staticDir });
    expect(server).toMatchObject({ ok: false, error: { code: "static-files-unreadable" } });
  });

  test("gives the public origin, by default the one it listens on", async () => {
    const plain = await startServer();
    expect(plain.url).toBe(`http://127.0.0.1:${plain.port}`);
    const named = await startServer({ publicHost: "localhost" });
    expect(named.url).toBe(`http://localhost:${named.port}`);
    expect((await startServer({ publicUrl: "https://tandem.example/" })).url).toBe("https://tandem.example");
  });
});

describe("over HTTP", () => {
  test("says how it is", async () => {
    const { url } = await startServer();
    await untilStatus(startLine(url), "online");
    const response = await fetch(`${url}/healthz`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: "ok",
      version: "1.2.3",
      hosts: 1,
      streams: 0,
      uptimeSeconds: expect.any(Number) as number,
    });
  });

  test("[G1] gives the guest page for every well-formed link, guarded, and tells nothing about the link", async () => {
    const { url } = await startServer({ staticDir: await newPage() });
    const line = startLine(url);
    const { link } = linkWithDoor();
    await line.publish(link, 10_000);
    const [known, unknown] = [
      await fetch(`${url}/j/${link.link}`),
      await fetch(`${url}/j/${createLinkId(systemRandom)}`),
    ];
    const headersOf = ({ headers }: Response) => [...headers].filter(([name]) => name !== "date");
    expect(headersOf(known)).toEqual(headersOf(unknown));
    expect(await known.text()).toBe(await unknown.text());
    expect(known.headers.get("referrer-policy")).toBe("no-referrer");
    expect(known.headers.get("x-content-type-options")).toBe("nosniff");
    expect(known.headers.get("cache-control")).toBe("no-cache");
    const policy = known.headers.get("content-security-policy")?.split("; ");
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        `connect-src 'self' ${url.replace("http", "ws")}`,
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ]),
    );
    expect((await fetch(`${url}/j/not-a-link`)).status).toBe(404);
    expect((await fetch(`${url}/j/`)).status).toBe(404);
  });

  test("isolates its pages where browsers honour that, and elsewhere gives them nothing to complain of", async () => {
    const policyAt = async (publicUrl: string | undefined, host: string) => {
      const { port } = await startServer({
        staticDir: await newPage(),
        ...(publicUrl === undefined ? {} : { publicUrl }),
      });
      const path = `/j/${createLinkId(systemRandom)}`;
      const asking = request({ host: "127.0.0.1", port, path, headers: { host } }).end();
      const [response] = (await once(asking, "response")) as [IncomingMessage];
      response.resume();
      return response.headers["cross-origin-opener-policy"];
    };
    for (const host of ["127.0.0.1:8787", "localhost:8787", "[::1]:8787", "tandem.localhost"]) {
      expect(await policyAt(undefined, host)).toBe("same-origin");
    }
    for (const host of ["192.168.1.20:8787", "tandem.local", "127.0.0.1.evil.example"]) {
      expect(await policyAt(undefined, host)).toBeUndefined();
    }
    expect(await policyAt("https://tandem.example", "tandem.example")).toBe("same-origin");
  });

  test("gives the page's parts, for ever where their name says so, small where that helps", async () => {
    const { url } = await startServer({ staticDir: await newPage() });
    for (const path of ["/assets/index-BxK3u9aa.js", "/j/assets/index-BxK3u9aa.js"]) {
      const script = await fetch(`${url}${path}`);
      expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
      expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(script.headers.get("content-encoding")).toBe("gzip");
      expect(await script.text()).toContain("export const page");
    }
    const logo = await fetch(`${url}/logo.svg`);
    expect(logo.headers.get("cache-control")).toBe("no-cache");
    expect(logo.headers.get("content-encoding")).toBeNull();
    const etag = logo.headers.get("etag") ?? "";
    expect((await fetch(`${url}/logo.svg`, { headers: { "If-None-Match": etag } })).status).toBe(304);
    const head = await fetch(`${url}/logo.svg`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  test("gives nothing else from the disk", async () => {
    const staticDir = await newPage();
    await symlink("/etc/passwd", join(staticDir, "passwd.txt"));
    const { port } = await startServer({ staticDir });
    const paths = [
      "/.env",
      "/passwd.txt",
      "/unknown.exe",
      "/index.html",
      "/assets",
      "/assets/",
      "/../signaling.json",
      "/assets/../../signaling.json",
      "/j/../../etc/passwd",
      "/%2e%2e/signaling.json",
      "/..%2fsignaling.json",
      "//etc/passwd",
      "http://127.0.0.1/.env",
      "/__proto__",
    ];
    for (const path of paths) expect([path, (await get(port, path)).status]).toEqual([path, 404]);
  });

  test("answers what is not there as a page to people and as JSON to programs", async () => {
    const { url, port } = await startServer();
    const page = await fetch(`${url}/nothing`, { headers: { Accept: "text/html" } });
    expect([page.status, page.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
    expect(await page.text()).toContain("There is nothing here");
    const json = await fetch(`${url}/api/v1/nothing`, { headers: { Accept: "text/html" } });
    expect([json.status, await json.json()]).toEqual([
      404,
      { error: "NotFound", message: "There is nothing here.", code: "NOT_FOUND" },
    ]);
    for (const path of [hostPath, guestPath]) {
      expect(JSON.parse((await get(port, path)).body)).toMatchObject({ code: "UPGRADE_REQUIRED" });
    }
    expect((await get(port, "/healthz", "POST")).status).toBe(405);
  });

  test("without a guest page says that the app opens the link, and the front says what this is", async () => {
    const { url } = await startServer();
    expect(await (await fetch(`${url}/j/${createLinkId(systemRandom)}`)).text()).toContain("tandem join");
    expect(await (await fetch(url)).text()).toContain("cannot see into one");
  });

  test("lets pages of its own origin and programs connect, and no page of another", async () => {
    const server = await startServer({ publicUrl: "https://tandem.example" });
    const local = `http://127.0.0.1:${server.port}`;
    for (const origin of ["https://tandem.example", local, `http://localhost:${server.port}`]) {
      await openRaw(local, guestPath, { Origin: origin });
    }
    await openRaw(local, guestPath);
    for (const origin of [
      "https://evil.example",
      "null",
      "https://tandem.example.evil.example",
      "http://tandem.example",
    ]) {
      await expect(openRaw(local, guestPath, { Origin: origin }), origin).rejects.toThrow("403");
    }
    await expect(openRaw(local, "/api/v1/other")).rejects.toThrow("404");
  });
});

test("a server, a line and a stream that are disposed leave nothing behind: the process ends by itself", async () => {
  const script = fileURLToPath(new URL("leave-nothing.ts", import.meta.url));
  const child = spawn(process.execPath, [script, await newFolder()], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  later(() => child.kill("SIGKILL"));
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const code = await new Promise((resolve) => child.on("exit", resolve));
  expect([code, said]).toEqual([0, "disposed\n"]);
});
