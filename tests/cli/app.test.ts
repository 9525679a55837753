import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createNativeCrypto } from "../../electron/engine/identity/native-crypto.ts";
import { systemClock, systemRandom } from "../../electron/engine/ports.ts";
import { fromBase64url, toBase64url } from "../../shared/base/bytes.ts";
import { ok } from "../../shared/base/result.ts";
import { ownerChannel } from "../../shared/channel/adapters/owner-channel.ts";
import type { Channel } from "../../shared/channel/channel.ts";
import { createPlainConnection } from "../../shared/channel/plain-connection.ts";
import { createHostClient } from "../../shared/client/host-client.ts";
import { neverReconnect } from "../../shared/client/reconnect.ts";
import { createSessionClient } from "../../shared/client/session-client.ts";
import {
  launchOutputSchema,
  localChallengeSchema,
  localPageMac,
  localReadySchema,
} from "../../shared/wire/local-server.ts";
import { installation } from "../support/tandem.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const crypto = createNativeCrypto();

// The page is served as it was built.
beforeAll(() => {
  execFileSync(process.execPath, ["build/run/build.mjs", "renderer"], { cwd: root });
}, 120_000);

/** What a browser does with a launch address: its code for a token, and lines by a proof of that. */
async function openPage(launchUrl: string): Promise<(path: string) => Promise<Channel>> {
  const { origin, hash } = new URL(launchUrl);
  const launched = await fetch(`${origin}/launch`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify({ code: hash.replace("#launch=", "") }),
  });
  const token = fromBase64url(launchOutputSchema.parse(await launched.json()).token);
  if (token === undefined) throw new Error("no token");
  return (path) => {
    const socket = new WebSocket(`${origin.replace("http", "ws")}/local/${path}`, { origin });
    const nonce = systemRandom.bytes(32);
    socket.on("open", () => socket.send(JSON.stringify({ type: "hello", nonce: toBase64url(nonce) })));
    return new Promise((resolve, reject) => {
      socket.on("error", reject);
      const handle = (data: Buffer) => {
        const said: unknown = JSON.parse(data.toString("utf8"));
        if (localReadySchema.safeParse(said).success) {
          socket.off("message", handle);
          return resolve(ownerChannel(socket, path, systemClock));
        }
        const server = fromBase64url(localChallengeSchema.parse(said).nonce) ?? new Uint8Array(32);
        const mac = toBase64url(localPageMac(crypto, token, { page: nonce, server }));
        socket.send(JSON.stringify({ type: "proof", mac }));
      };
      socket.on("message", handle);
    });
  };
}

test("[D1, D2] on a folder whose host runs already, an address with a fresh code leads to that host's page", async () => {
  const own = installation();
  const running = await own.start(["--target", "echo", "--title", "In a terminal"]);
  const app = own.spawn(["app", "--no-open", "--json"]);
  const opened = await app.line({ event: "open" });
  await app.shows("Tandem runs here already, so this address shows its sessions.\n");
  const page = await openPage(String(opened["url"]));
  await expect(openPage(String(opened["url"]))).rejects.toThrow();

  const host = createHostClient(await page("host"));
  expect(await host.call("session.list", {})).toMatchObject({
    value: [{ id: running.id, title: "In a terminal" }],
  });
  const channel = await page(`session/${running.id}`);
  const client = createSessionClient({
    clock: systemClock,
    reconnect: neverReconnect,
    dial: () => Promise.resolve(ok(createPlainConnection({ channel }))),
  });
  let shown = "";
  client.onEntry(({ entry }) => {
    if (entry.event.type === "output") shown += entry.event.text;
  });
  // What is echoed before the first screen is on that.
  await new Promise((resolve) => void client.onScreen(resolve));
  // Longer than a frame of either side.
  const text = "é".repeat(50_000);
  expect(await client.call("input.paste", { text })).toMatchObject({ ok: true });
  await expect.poll(() => shown.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(text.length);
  client.dispose();

  const started = await host.call("session.start", { target: { kind: "echo" }, title: "From the page" });
  expect(started).toMatchObject({ ok: true });
  const listed = (await own.run("sessions", "--json")).lines;
  expect(listed.map(({ title }) => title)).toEqual(["In a terminal", "From the page"]);

  app.write("\n");
  const again = await app.line({ event: "open" }, app.lines.length);
  await createHostClient(await (await openPage(String(again["url"])))("host")).call("host.info", {});
  const gone = new Promise((resolve) => void host.onClose(resolve));
  running.process.signal("SIGTERM");
  await gone;
  expect(await app.done).toMatchObject({
    code: 4,
    stderr: expect.stringContaining("The host that ran here has ended."),
  });
});

test("an address for a host in a terminal ends by a signal and leaves that host alone", async () => {
  const own = installation();
  const running = await own.start(["--target", "echo"]);
  const app = own.spawn(["app", "--no-open", "--json"]);
  await app.line({ event: "open" });
  app.signal("SIGTERM");
  expect((await app.done).code).toBe(0);
  expect((await own.run("sessions", "--json")).lines).toMatchObject([{ id: running.id }]);
});

test("--lan says what is true: offered, not by a host that runs already, not where links lead elsewhere", async () => {
  const offered = "Offered on the local network without TLS";
  const unchanged =
    "--lan changes nothing: the host that runs here already offers links on this machine alone.";
  const elsewhere = "--lan changes nothing here: links lead to http://127.0.0.1:1,";
  const own = installation();
  for (let time = 0; time < 2; time++) {
    await (await own.start(["--target", "echo", "--lan"])).process.shows(offered);
  }

  const local = installation();
  await local.start(["--target", "echo"]);
  const late = await local.start(["--target", "echo", "--lan"]);
  const page = local.spawn(["app", "--no-open", "--json", "--lan"]);
  const given = installation();
  const far = await given.start(["--target", "echo", "--lan", "--signaling", "http://127.0.0.1:1"]);
  for (const [said, process] of [
    [unchanged, late.process],
    [unchanged, page],
    [elsewhere, far.process],
  ] as const) {
    await process.shows(said);
    expect(process.stderr).not.toContain(offered);
  }
});
