import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { z } from "zod";
import { installation, type Installation, seen } from "../support/tandem.ts";

const readySchema = z.object({
  session: z.string(),
  api: z.object({ url: z.string(), tokenFile: z.string() }),
});

interface Api {
  readonly session: string;
  readonly token: string;
  readonly tokenFile: string;
  readonly done: Promise<{ readonly code: number | null }>;
  ask(
    path: string,
    method?: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: unknown }>;
}

async function startWithApi(own: Installation, ...words: readonly string[]): Promise<Api> {
  const { process } = await own.start(["--api-port", "0", ...words]);
  const { session, api } = readySchema.parse(await process.line({ event: "ready" }));
  const token = (await readFile(api.tokenFile, "utf8")).trim();
  return {
    session,
    token,
    tokenFile: api.tokenFile,
    done: process.done,
    async ask(path, method = "GET", body) {
      const answer = await fetch(`${api.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: await answer.json() };
    },
  };
}

test("[D3] start --api-port offers the local API to whoever can read its token, says where, and answers its last request", async () => {
  const own = installation();
  const api = await startWithApi(own, "--target", "echo");
  expect(await api.ask("/sessions")).toMatchObject({
    status: 200,
    body: { sessions: [{ id: api.session }] },
  });
  expect(await api.ask(`/sessions/${api.session}`, "DELETE")).toMatchObject({
    status: 200,
    body: { seq: expect.any(Number) },
  });
  expect((await api.done).code).toBe(0);
  await expect(readFile(api.tokenFile)).rejects.toThrow("ENOENT");
  expect(own.printed).not.toContain(api.token);
});

test("control is handed on, granted, denied and taken back, and people are removed and blocked, by a program with the seeds' words", async () => {
  const own = installation();
  const api = await startWithApi(own, "--type", "training", "--", "bash", "--norc");
  const path = `/sessions/${api.session}`;
  const { url } = await own.share(api.session, "--grant", "interact", "--no-approve");
  const mia = await own.join(url, "--name", "Mia");
  const ben = await own.join(url, "--name", "Ben");

  const transfer = {
    to_participant: "Mia",
    reason: "Mia will demonstrate it",
    duration_minutes: 15,
    auto_return: true,
    practice_mode: true,
    mentor_can_intervene: true,
  };
  expect(await api.ask(`${path}/control/transfer`, "POST", transfer)).toMatchObject({
    status: 200,
    body: { offer: 1 },
  });
  await mia.line({ type: "control.offered", reason: "Mia will demonstrate it", minutes: 15, practice: true });
  expect(await mia.command("control.accept", {})).toMatchObject({ ok: true });
  expect(await mia.command("input.key", { data: "echo by-$((1+1))\r" })).toMatchObject({ ok: true });
  await seen(ben, "by-2");
  expect(await api.ask(`${path}/participants`)).toMatchObject({
    body: {
      participants: [
        { name: expect.any(String) },
        { name: "Mia", has_control: true },
        { name: "Ben", has_control: false },
      ],
    },
  });
  expect(await api.ask(`${path}/control/reclaim`, "POST")).toMatchObject({ status: 200 });
  expect(await mia.command("input.key", { data: "late" })).toMatchObject({ code: "not-controller" });

  await ben.command("control.request", { minutes: 10, reason: "To look" });
  expect(await api.ask(`${path}/control`)).toMatchObject({
    body: { queue: [{ request: 1, minutes: 10, reason: "To look" }] },
  });
  const approve = { request_id: 1, approved_duration_minutes: 5 };
  expect(await api.ask(`${path}/control/approve`, "POST", approve)).toMatchObject({ status: 200 });
  await mia.line({ type: "control.granted", request: 1 });
  expect(await api.ask(`${path}/control/approve`, "POST", approve)).toMatchObject({
    status: 404,
    body: { error: "NotFound", code: "NO_SUCH_CONTROL_REQUEST" },
  });

  expect(await api.ask(`${path}/participants/Mia`, "PATCH", { allow_chat: false })).toMatchObject({
    status: 200,
  });
  expect(await mia.command("chat.send", { text: "x" })).toMatchObject({ code: "no-chat-permission" });
  const removal = { reason: "No longer needed", block_rejoin: false };
  expect(await api.ask(`${path}/participants/mia`, "DELETE", removal)).toMatchObject({ status: 200 });
  expect((await mia.done).code).toBe(5);
  await own.join(url, "--name", "Mia");
  expect(await api.ask(`${path}/block`, "POST", { username: "Ben", reason: "Enough" })).toMatchObject({
    status: 200,
  });
  expect((await ben.done).code).toBe(5);
  expect(await api.ask(`${path}/block/Ben`, "DELETE")).toMatchObject({ status: 200 });
  const off = { enabled: false, disconnect_all_participants: true, reason: "Ending collaboration" };
  expect(await api.ask(`${path}/sharing`, "PUT", off)).toMatchObject({ status: 200 });
  expect(await api.ask(`${path}/participants`)).toMatchObject({ body: { waiting: [] } });
});

test("a port that is taken refuses the start before any session is there", async () => {
  const own = installation();
  const first = await own.start(["--api-port", "0", "--target", "echo"]);
  const { api } = readySchema.parse(await first.process.line({ event: "ready" }));
  const other = installation();
  expect(
    await other.run("start", "--headless", "--json", "--api-port", new URL(api.url).port, "--target", "echo"),
  ).toMatchObject({
    code: 1,
    lines: [{ error: "api-unreachable", message: expect.stringContaining("EADDRINUSE") }],
  });
  expect((await other.run("sessions")).code).toBe(4);
});
