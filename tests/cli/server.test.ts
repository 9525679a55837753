import { expect, test } from "vitest";
import { type Installation, installation, seen, type TandemProcess } from "../support/tandem.ts";

async function serve(own: Installation, port: number, ...words: readonly string[]) {
  const process = own.spawn(["server", "--port", String(port), "--json", ...words]);
  const ready = await process.line({ event: "ready" });
  return { process, url: String(ready["url"]), port: Number(ready["port"]) };
}

async function kill(process: TandemProcess) {
  process.signal("SIGKILL");
  await process.done;
}

test("a server says where it answers, tells its health, and stops when told", async () => {
  const own = installation();
  const { process, url, port } = await serve(own, 0);
  expect(url).toBe(`http://127.0.0.1:${port}`);
  expect(await (await fetch(`${url}/healthz`)).json()).toMatchObject({ status: "ok", hosts: 0 });
  process.signal("SIGTERM");
  expect((await process.done).code).toBe(0);
});

test("a port in use and a public address that is none are refused with what to do", async () => {
  const own = installation();
  const other = installation();
  const { port, url } = await serve(own, 0);
  expect(await other.run("server", "--port", String(port))).toMatchObject({
    code: 1,
    stderr: `Port ${port} on 127.0.0.1 is in use by another program. Stop that program, or choose another port with --port.\n`,
  });
  expect((await other.run("server", "--port", "70000")).code).toBe(2);
  expect((await other.run("server", "--port", "0", "--public-url", "nowhere")).code).toBe(1);
  expect((await other.run("server", "--port", "0", "--host", "192.0.2.1")).stderr).toContain(
    "192.0.2.1 is not an address of this machine.",
  );
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test("[G4] a second server on the same folder is refused, so that neither undoes the other's promises", async () => {
  const own = installation();
  await serve(own, 0);
  expect(await own.run("server", "--port", "0")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("Another signaling server runs on"),
  });
});

test("a server behind a public address takes hosts of its own machine, and no links that lie about it", async () => {
  const own = installation();
  const { port } = await serve(own, 0, "--public-url", "https://tandem.example");
  const { id } = await own.start(["--target", "echo", "--signaling", `http://localhost:${port}`]);
  const { url } = await own.share(id);
  expect(new URL(url).origin).toBe(`http://localhost:${port}`);
  await own.join(url, "--name", "Mia");
});

test("a host whose clock is some minutes before or behind the server's shares for as long as may be", async () => {
  const own = installation();
  const { process, url } = await serve(own, 0);
  const host = await own.start(["--target", "echo", "--signaling", url], { shifted: true });
  await host.process.sleepFor();
  expect(await own.tell("share", host.id, "--expires", "30d")).toMatchObject({ code: 0 });
  process.signal("SIGTERM");
  await process.done;
  const late = own.spawn(["server", "--port", new URL(url).port, "--json"], { shifted: true });
  await late.line({ event: "ready" });
  for (let times = 0; times < 2; times++) await late.sleepFor();
  expect(await own.tell("share", host.id, "--expires", "30d")).toMatchObject({ code: 0 });
});

test("[G6] a server that crashes is found again with its links; direct guests do not notice, relayed ones come back", async () => {
  const own = installation();
  const first = await serve(own, 0);
  const { id } = await own.start(["--mode", "interactive", "--signaling", first.url, "--", "bash"]);
  const { url } = await own.share(id, "--grant", "interact", "--no-approve");
  const direct = await own.join(url, "--name", "Direct");
  const relayed = await own.join(url, "--name", "Relayed", "--relay");
  await direct.line({ type: "status", status: "live", carrier: "webrtc" });
  const { participant } = await relayed.line({ type: "status", status: "live", carrier: "relay" });

  await kill(first.process);
  const cut = relayed.lines.length;
  await relayed.line({ type: "status", status: "reconnecting" });
  await direct.line({ type: "participant.disconnected", participant });
  await direct.command("input.key", { data: "echo while-$((1+1))-away\r" });
  await seen(direct, "while-2-away");
  expect(await own.tell("share", id)).toMatchObject({ code: 4 });

  const second = await serve(own, first.port);
  expect(second.url).toBe(first.url);
  expect(await relayed.line({ type: "status", status: "live" }, cut)).toMatchObject({
    participant,
    carrier: "relay",
  });
  await seen(relayed, "while-2-away");
  expect(await relayed.command("input.key", { data: "echo back-$((2+2))\r" })).toMatchObject({ ok: true });
  await seen(direct, "back-4");

  const late = await own.join(url, "--name", "Late");
  await seen(late, "back-4");
  expect((await own.tell("links", id, "--json")).lines.at(0)).toMatchObject({ uses: 3, status: "open" });
  expect(direct.lines.filter((line) => line["status"] === "reconnecting")).toEqual([]);
  expect((await own.tell("participants", id, "--json")).lines).toHaveLength(4);
}, 120_000);

test("[J7] a restriction made while somebody's line is cut holds when they are back", async () => {
  const own = installation();
  const first = await serve(own, 0);
  const { id } = await own.start(["--mode", "interactive", "--signaling", first.url, "--target", "echo"]);
  const { url } = await own.share(id, "--grant", "interact", "--no-approve");
  const stays = await own.join(url, "--name", "Stays");
  const removed = await own.join(url, "--name", "Removed", "--relay");
  await stays.line({ type: "status", status: "live", carrier: "webrtc" });
  await kill(first.process);
  await removed.line({ type: "status", status: "reconnecting" });
  expect((await own.tell("kick", id, "Removed")).code).toBe(0);
  await serve(own, first.port);
  await removed.line({ type: "status", status: "waiting" });
  expect((await own.tell("deny", id, "Removed")).code).toBe(0);
  expect((await removed.done).code).toBe(3);
});

test("[G6] a server started anew with an empty store is given the host's links again", async () => {
  const own = installation();
  const other = installation();
  const first = await serve(own, 0);
  const { id } = await own.start(["--mode", "interactive", "--signaling", first.url, "--target", "echo"]);
  const { url } = await own.share(id);
  await kill(first.process);
  await serve(other, first.port);
  // Sharing waits for the server; the links of before are told to it first.
  await own.share(id);
  const after = await own.join(url, "--name", "After");
  expect(after.lines).toContainEqual(expect.objectContaining({ status: "live" }));
});
