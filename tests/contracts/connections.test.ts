import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { MessageChannel } from "node:worker_threads";
import { WebSocket, WebSocketServer } from "ws";
import { messagePortChannel } from "../../shared/channel/adapters/message-port.ts";
import { webSocketChannel, webSocketOpened } from "../../shared/channel/adapters/web-socket.ts";
import type { Channel } from "../../shared/channel/channel.ts";
import { createConnectionPair } from "../../shared/channel/connection-pair.ts";
import { answerWebRtc, offerWebRtc } from "../../electron/engine/transports/rtc/upgrade.ts";
import { createChannelPair } from "../../shared/channel/pair.ts";
import { createPlainConnection } from "../../shared/channel/plain-connection.ts";
import { connectPeers, createKeptLog, realClock } from "../engine/transports/rtc-support.ts";
import { createDatagramPair, native, noble, shakeHands } from "../shared/channel/support.ts";
import { connectionContract, type ConnectionUnderTest } from "./connection.ts";
import { datagramsContract } from "./datagrams.ts";

interface Pipe {
  readonly a: Channel;
  readonly b: Channel;
  readonly cut: () => void;
  readonly dispose?: () => void | Promise<void>;
}

/** Two ends of a real socket over loopback, as the relay's and the owner's page's. */
async function socketPipe(): Promise<Pipe> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const accepted = new Promise<WebSocket>((resolve) => server.once("connection", resolve));
  const near = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await webSocketOpened(near);
  const far = await accepted;
  return {
    a: webSocketChannel(near, { clock: realClock }),
    b: webSocketChannel(far, { clock: realClock }),
    cut: () => far.terminate(),
    dispose: () =>
      new Promise((resolve) => {
        for (const socket of server.clients) socket.terminate();
        server.close(() => resolve());
      }),
  };
}

function portPipe(): Pipe {
  const { port1, port2 } = new MessageChannel();
  return { a: messagePortChannel(port1), b: messagePortChannel(port2), cut: () => port1.close() };
}

const plainOver = (pipe: Pipe): ConnectionUnderTest => ({
  host: createPlainConnection({ channel: pipe.a }),
  guest: createPlainConnection({ channel: pipe.b }),
  cut: pipe.cut,
  ...(pipe.dispose === undefined ? {} : { dispose: pipe.dispose }),
});

async function secureOver(pipe: Pipe, guestCrypto = native) {
  const { guest, host } = await shakeHands({ channels: { guest: pipe.a, host: pipe.b }, guestCrypto });
  if (!guest.ok || !host.ok) throw new Error("the handshake failed");
  return {
    host: host.value,
    guest: guest.value,
    cut: pipe.cut,
    async dispose() {
      await Promise.all([host.value.finished, guest.value.finished]);
      await pipe.dispose?.();
    },
  };
}

/** Begun on the relay and moved to a real peer connection, as a host and a guest do it. */
async function moved(): Promise<ConnectionUnderTest> {
  const made = await secureOver(createChannelPair());
  const ports = { clock: realClock, iceServers: [], logger: createKeptLog().logger };
  const atHost = offerWebRtc({ connection: made.host, ...ports });
  answerWebRtc({ connection: made.guest, ...ports });
  for (const end of [made.host, made.guest]) {
    await new Promise<void>((resolve, reject) => {
      if (end.carrier === "webrtc") return resolve();
      end.onCarrier(() => resolve());
      end.onClose((reason) => reject(new Error(`it closed instead of moving: ${reason}`)));
    });
  }
  return { ...made, cut: () => atHost.dispose("lost") };
}

connectionContract(
  "a plain one over an in-process pair",
  () => {
    const { a, b, cut } = createConnectionPair();
    return { host: a, guest: b, cut };
  },
  { carrier: "local" },
);
connectionContract(
  "a plain one over small frames",
  () => plainOver(createChannelPair({ maxFrameBytes: 1_100, highMarkBytes: 4_096 })),
  { carrier: "local" },
);
connectionContract("a plain one over a WebSocket", async () => plainOver(await socketPipe()), {
  carrier: "local",
});
connectionContract("a plain one over a MessagePort", () => plainOver(portPipe()), { carrier: "local" });
connectionContract("a secure one over an in-process pair", () => secureOver(createChannelPair()), {
  carrier: "relay",
});
connectionContract(
  "a secure one whose guest is a page",
  () => secureOver(createChannelPair({ highMarkBytes: 32_768 }), noble),
  { carrier: "relay" },
);
connectionContract("a secure one over a WebSocket", async () => secureOver(await socketPipe()), {
  carrier: "relay",
});
connectionContract("a secure one that moved to WebRTC", moved, { carrier: "webrtc" });

datagramsContract("an in-process pair", () => createDatagramPair());
datagramsContract("the glance lane of a native peer connection", async () => {
  const { host, guest, atHost, atGuest } = await connectPeers();
  return {
    a: atHost.glance,
    b: atGuest.glance,
    close() {
      host.dispose();
      guest.dispose();
    },
  };
});
