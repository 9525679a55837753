import { mkdtemp, rm, stat, symlink, writeFile, readFile } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { type ApiServer, serveApi } from "../../../electron/engine/api/api-server.ts";
import { socketPath } from "../../../electron/engine/api/lock.ts";
import { boot, type Booted } from "../../../electron/engine/boot.ts";
import { createNativeCrypto } from "../../../electron/engine/identity/native-crypto.ts";
import { silentLogger, systemClock, systemRandom } from "../../../electron/engine/ports.ts";
import { commandRows } from "../../../shared/commands/table.ts";

let folder = "";
let booted: Booted;
let api: ApiServer;
let token = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-api-"));
  const result = await boot({
    version: "0.0.0",
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
  const served = await serveApi({ host: booted.host, port: 0 });
  if (!served.ok) throw new Error(served.error);
  api = served.value;
  token = (await readFile(api.tokenFile, "utf8")).trim();
});

afterEach(async () => {
  await api.close();
  await booted.stop();
  await rm(folder, { recursive: true, force: true });
});

const errorSchema = z.strictObject({ error: z.string(), message: z.string().min(1), code: z.string() });

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sent as it is, instead of a body made JSON. */
  readonly raw?: string | Buffer;
  readonly door?: "socket" | "port";
}

interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** As a raw client would: fetch would correct Host and path. */
async function ask(path: string, asked: Asked = {}): Promise<Told> {
  const { body, raw, door = "socket" } = asked;
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const method = asked.method ?? (sent === undefined ? "GET" : "POST");
  const place =
    door === "socket"
      ? { socketPath: await socketPath(folder) }
      : { host: "127.0.0.1", port: new URL(api.url).port };
  const auth = door === "port" ? { authorization: `Bearer ${token}` } : {};
  const type = sent === undefined ? {} : { "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const line = request(
      { ...place, path, method, agent: false, headers: { ...type, ...auth, ...asked.headers } },
      (answer) => {
        let text = "";
        answer.on("data", (chunk) => (text += String(chunk)));
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      },
    );
    line.on("error", reject);
    line.end(sent);
  });
}

/** What it answers, as JSON. */
async function json(
  path: string,
  asked?: Asked,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const { status, text, headers } = await ask(path, asked);
  expect(headers["content-type"]).toBe("application/json; charset=utf-8");
  expect(headers).not.toHaveProperty("access-control-allow-origin");
  const body: unknown = JSON.parse(text);
  if (status >= 400) expect(errorSchema.safeParse(body).error).toBeUndefined();
  return { status, body };
}

const idSchema = z.object({ id: z.string() });

async function startEcho(input: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const made = await json("/api/v1/sessions", {
    body: { target: { kind: "echo" }, record: false, ...input },
  });
  expect(made.status).toBe(201);
  return `/api/v1/sessions/${idSchema.parse(made.body).id}`;
}

describe.each(["socket", "port"] as const)("the local API through the %s", (door) => {
  test("starts a session, lists it, tells its state, and ends it", async () => {
    const path = await startEcho({ title: "By a program", mode: "presenter" });
    expect(await json("/api/v1/sessions", { door })).toMatchObject({
      status: 200,
      body: { sessions: [{ title: "By a program", mode: "presenter", people: 0 }] },
    });
    expect(await json(path, { door })).toMatchObject({
      body: { title: "By a program", phase: { name: "running" } },
    });
    expect(await json(path, { door, method: "DELETE" })).toMatchObject({ status: 200 });
    expect(await json(path, { door })).toMatchObject({ body: { phase: { name: "ended", why: "owner" } } });
    expect(await json(`${path}/chat`, { door, body: { message: "late" } })).toMatchObject({
      status: 409,
      body: { error: "Conflict", code: "SESSION_ENDED" },
    });
  });

  test("writes in the chat and tells its history", async () => {
    const path = await startEcho();
    expect(await json(`${path}/chat`, { door, body: { message: "Check the log" } })).toMatchObject({
      status: 201,
    });
    expect(await json(`${path}/chat`, { door })).toMatchObject({
      body: { messages: [{ name: "Olga", text: "Check the log", at: expect.stringMatching(/^20/) }] },
    });
  });
});

describe("the paths of a session", () => {
  test("annotate in cells of the screen, in absolute lines and in pixels, at the same place", async () => {
    const path = await startEcho({ cols: 100, rows: 30 });
    const draw = (coordinates: unknown, color = "#FF0000") =>
      json(`${path}/annotations`, {
        body: { type: "highlight", coordinates, color, label: "Important", duration_seconds: 30 },
      });
    expect(await draw({ unit: "cells", x: 10, y: 4, width: 20, height: 2 })).toMatchObject({ status: 201 });
    await draw({
      unit: "cells",
      points: [
        { col: 10, line: 4 },
        { col: 30, line: 6 },
      ],
    });
    await draw(
      { unit: "pixels", x: 100, y: 80, width: 200, height: 40, screen_width: 1000, screen_height: 600 },
      "red",
    );
    const points = [
      { col: 10, line: 4 },
      { col: 30, line: 6 },
    ];
    const told = { shape: "box", colour: "red", label: "Important", points };
    expect(await json(`${path}/annotations`)).toMatchObject({ body: { annotations: [told, told, told] } });

    expect(await draw({ unit: "cells", x: 90, y: 4, width: 20, height: 2 })).toMatchObject({
      status: 400,
      body: { code: "OUTSIDE_SCREEN" },
    });
    expect(await draw({ x: 1, y: 1 })).toMatchObject({ status: 400, body: { code: "MALFORMED" } });
    expect(await json(`${path}/annotations/2`, { method: "DELETE" })).toMatchObject({ status: 200 });
    expect(await json(`${path}/annotations`, { method: "DELETE" })).toMatchObject({ status: 200 });
    expect(await json(`${path}/annotations`)).toMatchObject({ body: { annotations: [] } });
  });

  test("set bookmarks, pause, change the mode, switch sharing, and refuse with a code and a sentence", async () => {
    const path = await startEcho();
    const bookmark = {
      label: "Restore started",
      category: "milestone",
      notes: "From the backup of the 14th",
    };
    expect(await json(`${path}/bookmarks`, { body: bookmark })).toMatchObject({
      status: 201,
      body: { bookmark: 1 },
    });
    expect(await json(`${path}/bookmarks`)).toMatchObject({ body: { bookmarks: [bookmark] } });
    expect(await json(`${path}/pause`, { method: "POST" })).toMatchObject({ status: 200 });
    expect(await json(`${path}/pause`, { method: "POST" })).toMatchObject({
      status: 409,
      body: { code: "NOTHING_CHANGES" },
    });
    expect(await json(`${path}/resume`, { method: "POST" })).toMatchObject({ status: 200 });
    const mode = { name: "interactive", input_merge_mode: "token", max_participants: 7 };
    expect(await json(`${path}/mode`, { method: "PUT", body: mode })).toMatchObject({ status: 200 });
    expect(await json(path)).toMatchObject({ body: { mode } });
    expect(await json(`${path}/mode`, { method: "PUT", body: { name: "anarchy" } })).toMatchObject({
      status: 400,
    });
    expect(await json(`${path}/sharing`, { method: "PUT", body: { enabled: false } })).toMatchObject({
      status: 200,
    });
    expect(await json(path)).toMatchObject({ body: { sharing: "off" } });
    expect(
      await json(`${path}/sharing`, {
        method: "PUT",
        body: { enabled: true, disconnect_all_participants: false },
      }),
    ).toMatchObject({ status: 400 });
  });

  test("make, list and revoke share links", async () => {
    const path = await startEcho();
    const made = await json(`${path}/share`, { body: { grant: "view", expires_minutes: 30, max_uses: 3 } });
    expect(made).toMatchObject({
      status: 201,
      body: { share_url: expect.stringMatching(/^http.*#/), max_uses: 3, current_uses: 0, approval: false },
    });
    const { id } = idSchema.parse(made.body);
    expect(await json(`${path}/share/${id}`, { method: "DELETE" })).toMatchObject({ status: 200 });
    expect(await json(`${path}/share`)).toMatchObject({ body: { links: [{ id, status: "revoked" }] } });
    expect(await json(`${path}/share/LNK-1`, { method: "DELETE" })).toMatchObject({ status: 404 });
  });

  test("say what somebody may do and by which rule", async () => {
    const path = await startEcho();
    expect(await json(`${path}/explain?who=olga&action=control.reclaim`)).toMatchObject({
      body: {
        explanations: [
          { command: "control.reclaim", decision: "allow", refusal: { code: "nothing-changes" } },
        ],
      },
    });
    expect(await json(`${path}/explain?who=olga&action=input`)).toMatchObject({
      body: { explanations: [{ capability: "input", decision: "allow", rule: "role-allows" }] },
    });
    expect(
      await json(`${path}/explain?who=olga&action=line.jump&input=${encodeURIComponent('{"line":7}')}`),
    ).toMatchObject({
      body: { explanations: [{ input: { line: 7 }, refusal: { code: "no-such-line" } }] },
    });
    expect(await json(`${path}/explain?who=olga&action=line.jump&input={`)).toMatchObject({
      status: 400,
      body: { code: "MALFORMED" },
    });
    expect(await json(`${path}/explain?who=nobody`)).toMatchObject({ status: 404 });
    expect(await json(`${path}/explain?who=olga&action=fly`)).toMatchObject({
      status: 404,
      body: { code: "NO_SUCH_ACTION" },
    });
  });

  test("[P5] answer wishes that make no sense with a code and a sentence, and the session goes on", async () => {
    const path = await startEcho();
    const wrong: readonly (readonly [string, unknown, number, string])[] = [
      ["/control/transfer", { to_participant: "nobody" }, 404, "NO_SUCH_PARTICIPANT"],
      ["/control/transfer", { to_participant: "Olga", duration_minutes: 0 }, 400, "MALFORMED"],
      ["/control/transfer", { to_participant: "Olga", duration_minutes: -1 }, 400, "MALFORMED"],
      ["/control/transfer", { to_participant: "Olga", duration_minutes: 241 }, 400, "MALFORMED"],
      ["/control/transfer", {}, 400, "MALFORMED"],
      ["/control/transfer", { to_participant: "Olga" }, 409, "NOTHING_CHANGES"],
      ["/control/approve", {}, 400, "MALFORMED"],
      ["/control/approve", { request_id: "7" }, 404, "NO_SUCH_CONTROL_REQUEST"],
      ["/control/request", { requested_duration_minutes: 1.5 }, 400, "MALFORMED"],
      ["/chat", { message: "" }, 400, "MALFORMED"],
      ["/chat", { message: "a\u001b]0;x\u0007b" }, 400, "MALFORMED"],
      ["/chat", { message: "x".repeat(4_001) }, 400, "MALFORMED"],
      ["/chat", { message: 7 }, 400, "MALFORMED"],
      ["/chat", { message: "hi", extra: true }, 400, "MALFORMED"],
      ["/chat", [], 400, "MALFORMED"],
      ["/chat", null, 400, "MALFORMED"],
      ["/block", { username: "nobody" }, 404, "NO_SUCH_PARTICIPANT"],
      ["/commands/input.key", { data: 7 }, 400, "MALFORMED"],
      ["/commands/question.answer", { question: 99, text: "No" }, 404, "NO_SUCH_QUESTION"],
    ];
    for (const [where, body, status, code] of wrong) {
      expect([where, body, await json(path + where, { body })]).toMatchObject([
        where,
        body,
        { status, body: { code } },
      ]);
    }
    expect(await json(`${path}/commands/chat.send`, { body: { text: "Still here" } })).toMatchObject({
      status: 200,
    });
  });
});

describe("the description", () => {
  test("names every command of the table that a person may give, with its own title and input", async () => {
    const { body } = await json("/api/v1/openapi.json");
    const { paths, openapi } = z
      .object({
        openapi: z.string(),
        paths: z.record(z.string(), z.record(z.string(), z.object({ summary: z.string() }))),
      })
      .parse(body);
    expect(openapi).toBe("3.1.0");
    const prefix = "/api/v1/sessions/{id}/commands/";
    const named = Object.entries(paths).flatMap(([path, methods]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), methods["post"]?.summary]] : [],
    );
    const expected = commandRows
      .filter(({ origin, name }) => origin === "peer" && name !== "link.create" && name !== "session.leave")
      .map(({ name, title }) => [name, title]);
    expect(named).toEqual(expected);
    for (const path of [
      "control/transfer",
      "control/request",
      "control/approve",
      "control/deny",
      "chat",
      "annotations",
    ])
      expect(paths).toHaveProperty([`/api/v1/sessions/{id}/${path}`, "post"]);
  });
});

describe("an attacker", () => {
  test.each([
    "",
    "Bearer",
    "Bearer ",
    "Bearer x",
    "Basic x",
    "Bearer é",
    `Bearer ${"A".repeat(43)}`,
    `Bearer ${"A".repeat(9000)}`,
  ])("[D2] without the token hears nothing through the port: %s", async (authorization) => {
    for (const path of ["/api/v1/sessions", "/api/v1/openapi.json", "/", "/api/v1/nothing"]) {
      const told = await ask(path, { door: "port", headers: { authorization: encodeURI(authorization) } });
      expect(told).toMatchObject({
        status: 401,
        headers: { "www-authenticate": "Bearer", connection: "close" },
      });
      expect(told.text).not.toContain("SES-");
    }
  });

  test.each(["evil.example", "localhost", "127.0.0.1", "127.0.0.1:1", "[::1]"])(
    "[D2] that leads a browser here under the name %s is refused, token or not",
    async (host) => {
      expect(await json("/api/v1/sessions", { door: "port", headers: { host } })).toMatchObject({
        status: 403,
        body: { code: "FOREIGN_HOST" },
      });
    },
  );

  test.each(["socket", "port"] as const)(
    "[D2] with a page of a browser is refused through the %s",
    async (door) => {
      const path = await startEcho();
      for (const headers of [
        { origin: "http://evil.example" },
        { origin: "null" },
        { origin: new URL(api.url).origin },
        { "sec-fetch-site": "cross-site" },
      ]) {
        const told = await json(`${path}/chat`, {
          door,
          headers: { ...headers },
          body: { message: "forged" },
        });
        expect(told).toMatchObject({ status: 403, body: { code: "FOREIGN_ORIGIN" } });
      }
      const preflight = await ask(path, {
        door,
        method: "OPTIONS",
        headers: { origin: "http://evil.example" },
      });
      expect(preflight.status).toBe(403);
      expect(await json(`${path}/chat`)).toMatchObject({ body: { messages: [] } });
    },
  );

  test("[P5] with a body of 10 MB is told so, and nothing of it is kept", async () => {
    const path = await startEcho();
    const message = "x".repeat(10 * 1024 * 1024);
    expect(await json(`${path}/chat`, { body: { message } })).toMatchObject({
      status: 413,
      body: { code: "BODY_TOO_LARGE" },
    });
    const chunked = await json(`${path}/chat`, {
      raw: JSON.stringify({ message }),
      headers: { "transfer-encoding": "chunked" },
    });
    expect(chunked).toMatchObject({ status: 413 });
    expect(await json(`${path}/chat`)).toMatchObject({ body: { messages: [] } });
  });

  test("who announces more than anybody sends is refused before it comes", async () => {
    const path = await startEcho();
    const line = connect(await socketPath(folder));
    line.write(
      `POST ${path}/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n`,
    );
    const told = await new Promise<string>((resolve) => line.once("data", (bytes) => resolve(String(bytes))));
    expect(told).toMatch(/^HTTP\/1.1 413 /);
    line.destroy();
  });

  test.each([
    ["text/plain", '{"message":"forged"}', 415],
    ["application/x-www-form-urlencoded", "message=forged", 415],
    ["application/json; charset=utf-16", '{"message":"forged"}', 415],
    ["application/json", "{", 400],
    ["application/json", "message=forged", 400],
    ["application/json", '{"__proto__":{"message":"forged"}}', 400],
    ["application/json", Buffer.from('{"message":"\xff"}', "latin1"), 400],
    ["application/json", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, 400],
  ])("[P5] with a body that is no JSON object is refused: %s", async (type, raw, status) => {
    const path = await startEcho();
    expect(await json(`${path}/chat`, { raw, headers: { "content-type": type } })).toMatchObject({ status });
    expect(await json(`${path}/chat`)).toMatchObject({ body: { messages: [] } });
  });

  test("with another method is told which there are", async () => {
    const path = await startEcho();
    for (const [method, where, allow] of [
      ["DELETE", "/chat", "GET, POST"],
      ["GET", "/pause", "POST"],
      ["PUT", "", "GET, DELETE"],
      ["OPTIONS", "/chat", "GET, POST"],
      ["PROPFIND", "/chat", "GET, POST"],
    ] as const) {
      expect(await ask(path + where, { method })).toMatchObject({ status: 405, headers: { allow } });
    }
  });

  test.each([
    "/",
    "/api/v1",
    "/api/v1/",
    "/api/v1/sessions/",
    "/api/v1//sessions",
    "//api/v1/sessions",
    "/api/v2/sessions",
    "/api/v1/../v1/sessions",
    "/api/v1/sessions/../sessions",
    "/API/V1/sessions",
    "/api/v1/%73essions%2f",
    "/api/v1/sessions%00",
    "/api/v1/sessions/%",
    "http://evil.example/api/v1/sessions",
    "/api/v1/sessions/SES-AAAAAAAAAAAAAAAA",
    "/api/v1/sessions/__proto__",
    "/api/v1/sessions/SES-AAAAAAAAAAAAAAAA/commands/constructor",
    "/api/v1/sessions/SES-AAAAAAAAAAAAAAAA/commands/clock.tick",
    "/local/host",
  ])("[P5] with a path that leads nowhere hears that: %s", async (path) => {
    expect(await json(path)).toMatchObject({ status: 404 });
  });

  test("[P4] gives no command of the host's own", async () => {
    const path = await startEcho();
    for (const name of ["clock.tick", "target.exit", "peer.admit", "host.stop", "effect.fail"]) {
      expect(await json(`${path}/commands/${name}`, { body: { code: 1 } })).toMatchObject({ status: 404 });
    }
    expect(await json(path)).toMatchObject({ body: { phase: { name: "running" } } });
  });

  test("of another user reads no token; what stands in the file's place is replaced, not followed; it goes with the port", async () => {
    expect(((await stat(api.tokenFile)).mode & 0o777).toString(8)).toBe("600");
    await api.close();
    await expect(stat(api.tokenFile)).rejects.toThrow("ENOENT");
    const elsewhere = join(folder, "elsewhere");
    await writeFile(elsewhere, "of somebody else", { mode: 0o644 });
    await symlink(elsewhere, api.tokenFile);
    const again = await serveApi({ host: booted.host, port: 0 });
    if (!again.ok) throw new Error(again.error);
    api = again.value;
    expect(await readFile(elsewhere, "utf8")).toBe("of somebody else");
    const fresh = (await readFile(api.tokenFile, "utf8")).trim();
    expect(fresh).not.toBe(token);
    expect(await ask("/api/v1/sessions", { door: "port" })).toMatchObject({ status: 401 });
    token = fresh;
    expect(await ask("/api/v1/sessions", { door: "port" })).toMatchObject({ status: 200 });
  });
});

test("a port that is taken is told with its number", async () => {
  const port = Number(new URL(api.url).port);
  expect(await serveApi({ host: booted.host, port })).toEqual({
    ok: false,
    error: `The local API cannot listen on port ${port} (EADDRINUSE). Choose another.`,
  });
});
