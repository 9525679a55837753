import { createServer } from "node:http";
import { WebSocket, WebSocketServer } from "ws";
import { guestPath } from "../../shared/signaling/messages.ts";
import type { Installation } from "../support/tandem.ts";

export type Direction = "to host" | "to guest";

/** One binary message of one guest's stream; what comes back goes on instead, none: it is swallowed. */
export type Meddle = (frame: Buffer, direction: Direction, stream: number) => readonly Buffer[];

/** A signaling server in the hands of somebody else: it works, and does to guests' streams what it is told. */
export interface Meddler {
  readonly url: string;
  /** Everything that went through it, hosts' lines and guests' streams, both ways. */
  readonly seen: readonly Buffer[];
  /** How many streams of guests there were: the next one's number. */
  readonly streams: number;
  /** How guests were introduced: what it could introduce itself with. */
  readonly openings: readonly string[];
  meddle: Meddle;
}

const passOn: Meddle = (frame) => [frame];

/** An honest server behind a line that is not. Both end with the installation. */
export async function meddler(own: Installation): Promise<Meddler> {
  const seen: Buffer[] = [];
  const openings: string[] = [];
  let honest = "";
  let streams = 0;
  const web = createServer((_request, response) => void response.writeHead(404).end());
  const sockets = new WebSocketServer({ server: web, perMessageDeflate: false });
  const made: Meddler & { url: string } = {
    url: "",
    seen,
    get streams() {
      return streams;
    },
    openings,
    meddle: passOn,
  };

  sockets.on("connection", (near, request) => {
    const isGuest = request.url === guestPath;
    const stream = isGuest ? streams++ : -1;
    const far = new WebSocket(`${honest.replace("http", "ws")}${request.url}`, { perMessageDeflate: false });
    const early: { readonly data: Buffer; readonly isBinary: boolean }[] = [];
    const forward = (to: WebSocket, direction: Direction, data: Buffer, isBinary: boolean) => {
      seen.push(data);
      if (isGuest && !isBinary && direction === "to host") openings.push(data.toString("utf8"));
      const out = isGuest && isBinary ? made.meddle(data, direction, stream) : [data];
      for (const each of out) if (to.readyState === WebSocket.OPEN) to.send(each, { binary: isBinary });
    };
    near.on("message", (data: Buffer, isBinary) => {
      if (far.readyState === WebSocket.CONNECTING) early.push({ data, isBinary });
      else forward(far, "to host", data, isBinary);
    });
    far.on("open", () => {
      for (const { data, isBinary } of early) forward(far, "to host", data, isBinary);
    });
    far.on("message", (data: Buffer, isBinary) => forward(near, "to guest", data, isBinary));
    const codeOf = (code: number) => (code === 1005 || code === 1006 ? 1000 : code);
    near.on("close", (code) => far.close(codeOf(code)));
    far.on("close", (code) => near.close(codeOf(code)));
    near.on("error", () => far.terminate());
    far.on("error", () => near.terminate());
  });

  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  const address = web.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  made.url = `http://127.0.0.1:${address.port}`;
  const server = own.spawn(["server", "--port", "0", "--public-url", made.url, "--json"]);
  const { port } = await server.line({ event: "ready" });
  honest = `http://127.0.0.1:${String(port)}`;
  own.onDispose(() => {
    for (const socket of sockets.clients) socket.terminate();
    web.close();
  });
  return made;
}
