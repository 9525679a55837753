import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { MessageChannel } from "node:worker_threads";
import { WebSocket, WebSocketServer } from "ws";
import { messagePortChannel } from "../../shared/channel/adapters/message-port.ts";
import { webSocketChannel, webSocketOpened } from "../../shared/channel/adapters/web-socket.ts";
import { connectPeers, realClock } from "../engine/transports/rtc-support.ts";
import { channelContract, type ContractPair } from "./channel.ts";

type ClientSocket = "ws" | "native";

/** Real sockets over loopback: `ws` at the server, and at the client `ws` or the WebSocket that Node brings. */
async function socketPair(client: ClientSocket): Promise<ContractPair> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const accepted = new Promise<WebSocket>((resolve) => server.once("connection", resolve));
  const url = `ws://127.0.0.1:${port}`;
  const near = client === "ws" ? new WebSocket(url) : new globalThis.WebSocket(url);
  const opened = webSocketOpened(near);
  const far = await accepted;
  await opened;
  return {
    a: webSocketChannel(near, { clock: realClock }),
    b: webSocketChannel(far, { clock: realClock }),
    cut: () => far.terminate(),
    dispose: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Electron's port has `on` alone, and hands over an event where Node's `on` hands over the message. */
function likeElectron(port: MessageChannel["port1"]) {
  return {
    postMessage: (message: unknown) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
    on(type: "message" | "close", listener: (event: { readonly data: unknown }) => void) {
      port.on(type, (data: unknown) => listener({ data }));
    },
  };
}

async function rtcPair(lane: "log" | "call"): Promise<ContractPair> {
  const { host, guest, atHost, atGuest } = await connectPeers();
  return {
    a: atHost[lane],
    b: atGuest[lane],
    cut: () => host.dispose("lost"),
    dispose() {
      host.dispose();
      guest.dispose();
    },
  };
}

channelContract("a WebSocket of ws to one of ws", () => socketPair("ws"));
channelContract("a WebSocket as browsers have it to one of ws", () => socketPair("native"));
channelContract("a MessagePort as browsers and Node have it", () => {
  const { port1, port2 } = new MessageChannel();
  return { a: messagePortChannel(port1), b: messagePortChannel(port2), cut: () => port1.close() };
});
channelContract("a MessagePort as Electron's main process has it", () => {
  const { port1, port2 } = new MessageChannel();
  const [a, b] = [messagePortChannel(likeElectron(port1)), messagePortChannel(likeElectron(port2))];
  return { a, b, cut: () => port1.close() };
});
channelContract("the log lane of a native peer connection", () => rtcPair("log"));
channelContract("the call lane of a native peer connection", () => rtcPair("call"));
