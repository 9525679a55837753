import { expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { onTestFinished } from "vitest";
import { systemRandom } from "../../electron/engine/ports.ts";
import { createLinkId } from "../../shared/base/ids.ts";
import { toBase64url } from "../../shared/base/bytes.ts";
import { hostPath, type HostRequest, parseJson, type ServerToHost } from "../../shared/signaling/messages.ts";
import { encodeStreamFrame, maxStreamFrameBytes } from "../../shared/signaling/stream-frames.ts";
import { readFile } from "node:fs/promises";
import { type Installation, installation, type TandemProcess } from "../support/tandem.ts";

/** A server that takes a host's links and then does with its line what it likes. */
async function hostile(
  welcomes = true,
): Promise<{ readonly url: string; readonly lines: readonly WebSocket[] }> {
  const sockets = new WebSocketServer({
    port: 0,
    host: "127.0.0.1",
    path: hostPath,
    perMessageDeflate: false,
  });
  const lines: WebSocket[] = [];
  sockets.on("connection", (socket) => {
    const say = (message: ServerToHost) => socket.send(JSON.stringify(message));
    socket.on("error", () => {});
    say({
      type: "challenge",
      nonce: toBase64url(systemRandom.bytes(32)) as Extract<ServerToHost, { type: "challenge" }>["nonce"],
      versions: { least: 1, most: 1 },
    });
    if (!welcomes) return;
    socket.once("message", () => {
      say({ type: "welcome", version: 1, budget: { bytesPerSecond: 1_000_000, burstBytes: 1_000_000 } });
      lines.push(socket);
      socket.on("message", (data: Buffer, isBinary) => {
        const request = isBinary ? undefined : (parseJson(data.toString("utf8")) as HostRequest);
        if (request?.type === "links.sync") say({ type: "synced", request: request.request, refused: [] });
        else if (request !== undefined && "request" in request)
          say({ type: "done", request: request.request });
      });
    });
  });
  await new Promise<void>((resolve) => sockets.once("listening", resolve));
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
  });
  const address = sockets.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, lines };
}

async function residentBytes({ pid }: TandemProcess): Promise<number> {
  const [, pages = ""] = (await readFile(`/proc/${pid}/statm`, "utf8")).split(" ");
  return Number(pages) * 4096;
}

/** The owner goes on as if nothing was: the host answers, and its target runs. */
async function expectUndisturbed(own: Installation, session: string) {
  expect((await own.tell("chat", session, "nothing happened")).code).toBe(0);
  const people = await own.tell("participants", session, "--json");
  expect(people.lines.map((line) => line["role"])).toEqual(["owner"]);
}

test("[C4] a server that opens streams without end costs its host a bounded memory, and lets nobody in", async () => {
  const own = installation();
  const server = await hostile();
  const { process, id } = await own.start([
    "--mode",
    "interactive",
    "--signaling",
    server.url,
    "--target",
    "echo",
  ]);
  const { id: link } = await own.share(id);
  const before = await residentBytes(process);
  const line = server.lines.at(-1);
  const filler = systemRandom.bytes(60_000);
  for (let stream = 0; stream < 3_000; stream++) {
    line?.send(JSON.stringify({ type: "stream.opened", stream, link, address: "192.0.2.1" }));
    line?.send(encodeStreamFrame(stream, filler));
  }
  await expectUndisturbed(own, id);
  expect((await residentBytes(process)) - before).toBeLessThan(150_000_000);
});

test.each([
  ["what is no message", (line: WebSocket) => line.send("{")],
  ["a message of no known kind", (line: WebSocket) => line.send('{"type":"session.end"}')],
  [
    "a frame of a stream that was never opened",
    (line: WebSocket) => line.send(encodeStreamFrame(77, systemRandom.bytes(99))),
  ],
  ["a frame that is too large", (line: WebSocket) => line.send(new Uint8Array(maxStreamFrameBytes + 1))],
  [
    "a stream for a link that is nobody's",
    (line: WebSocket) =>
      line.send(
        JSON.stringify({
          type: "stream.opened",
          stream: 1,
          link: createLinkId(systemRandom),
          address: "192.0.2.1",
        }),
      ),
  ],
  [
    "a second welcome",
    (line: WebSocket) =>
      line.send(
        JSON.stringify({ type: "welcome", version: 1, budget: { bytesPerSecond: 1, burstBytes: 131_072 } }),
      ),
  ],
])("[C3] a server that sends %s reaches nothing of the session", async (_what, misbehave) => {
  const own = installation();
  const server = await hostile();
  const { id } = await own.start(["--mode", "interactive", "--signaling", server.url, "--target", "echo"]);
  await own.share(id);
  const line = server.lines.at(-1);
  if (line === undefined) throw new Error("the host never came");
  misbehave(line);
  await expectUndisturbed(own, id);
});

test("[C4] a server that never welcomes its host keeps nobody from working, and sharing says that it does not answer", async () => {
  const own = installation();
  const server = await hostile(false);
  const { id } = await own.start(["--mode", "interactive", "--signaling", server.url, "--target", "echo"]);
  expect(await own.tell("share", id)).toMatchObject({
    code: 4,
    stderr: expect.stringContaining("The signaling server cannot be reached"),
  });
  await expectUndisturbed(own, id);
});
