import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { MessageChannel } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { messagePortChannel } from "../../../shared/channel/adapters/message-port.ts";
import {
  type CloseCodes,
  webSocketChannel,
  webSocketOpened,
} from "../../../shared/channel/adapters/web-socket.ts";
import { closed, nextFrame, realClock } from "../../engine/transports/rtc-support.ts";

async function withSockets(run: (near: WebSocket, far: WebSocket) => Promise<void>): Promise<void> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const accepted = new Promise<WebSocket>((resolve) => server.once("connection", resolve));
  const near = new WebSocket(`ws://127.0.0.1:${port}`);
  const [far] = await Promise.all([accepted, webSocketOpened(near)]);
  try {
    await run(near, far);
  } finally {
    near.terminate();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe("a channel over a WebSocket", () => {
  test("[P5] takes text, and a frame that is too large, for what they are: not the protocol", async () => {
    for (const send of ["text", new Uint8Array(65_537)]) {
      await withSockets(async (near, far) => {
        const end = closed(webSocketChannel(near, { clock: realClock }));
        const told = once(far, "close");
        far.send(send);
        expect(await end).toBe("protocol-error");
        expect((await told).map(String)).toEqual(["4000", "protocol-error"]);
      });
    }
  });

  test("tells reasons by codes where it is given some, and by its own names where a code says nothing", async () => {
    const closeCodes: CloseCodes = {
      toCode: (reason) => (reason === "unknown-link" ? 4_404 : 4_000),
      toReason: (code) => (code === 4_404 ? "unknown-link" : undefined),
    };
    for (const reason of ["unknown-link", "too-slow"] as const) {
      await withSockets(async (near, far) => {
        const end = closed(webSocketChannel(near, { clock: realClock, closeCodes }));
        webSocketChannel(far, { clock: realClock, closeCodes }).close(reason);
        expect(await end).toBe(reason);
      });
    }
  });

  test.each([
    [1_000, "left"],
    [1_001, "left"],
    [1_011, "lost"],
    [4_999, "lost"],
  ] as const)("reads a bare close with code %d as %s", async (code, reason) => {
    await withSockets(async (near, far) => {
      const end = closed(webSocketChannel(near, { clock: realClock }));
      far.close(code, "something else");
      expect(await end).toBe(reason);
    });
  });

  test("over a socket that has closed meanwhile closes with lost", async () => {
    await withSockets(async (near, far) => {
      const gone = once(near, "close");
      far.close();
      await gone;
      const channel = webSocketChannel(near, { clock: realClock });
      expect(channel.send(new Uint8Array(1))).toBe("closed");
      expect(await closed(channel)).toBe("lost");
    });
  });

  test("refuses a peer that sends without end to an end that does not listen yet", async () => {
    await withSockets(async (near, far) => {
      const end = closed(webSocketChannel(near, { clock: realClock }));
      for (let i = 0; i < 70; i++) far.send(new Uint8Array(65_536));
      expect(await end).toBe("over-budget");
    });
  });
});

describe("a channel over a MessagePort", () => {
  test("sends a part of a larger buffer, not what stands around it", async () => {
    const { port1, port2 } = new MessageChannel();
    const arrived = once(port2, "message");
    const channel = messagePortChannel(port1);
    channel.send(Buffer.from("a secret and a frame").subarray(15));
    const [frame]: Uint8Array[] = await arrived;
    expect([frame?.byteLength, frame?.buffer.byteLength]).toEqual([5, 5]);
    channel.close("left");
  });

  test.each([
    ["an object", {}],
    ["an unknown word", "hello"],
    ["an acknowledgement of nothing", 64],
    ["NaN", Number.NaN],
  ])("[P5] closes on %s", async (_what, message) => {
    const { port1, port2 } = new MessageChannel();
    const end = closed(messagePortChannel(port1));
    port2.postMessage(message);
    expect(await end).toBe("protocol-error");
  });

  test("does not take in what nobody listens to", async () => {
    const { port1, port2 } = new MessageChannel();
    const [a, b] = [messagePortChannel(port1), messagePortChannel(port2)];
    const frame = new Uint8Array(10_000);
    while (a.send(frame) === "sent");
    // Everything that b's port had to say would have come before this answer.
    const answer = nextFrame(a);
    b.send(new Uint8Array(1));
    await answer;
    expect(a.send(frame)).toBe("full");
    const drained = new Promise<void>((resolve) => a.onDrain(resolve));
    b.onFrame(() => {});
    await drained;
    expect(a.send(frame)).toBe("sent");
    a.close("left");
  });
});
