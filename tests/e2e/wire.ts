import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A line on loopback that can be listened to and cut. */
export interface Wire {
  /** Where it is entered, on 127.0.0.1. */
  readonly port: number;
  /** Everything that was sent into it, as it was on the line. */
  readonly sent: Buffer;
  leadTo(port: number): void;
  /** Breaks every connection on it, and those that are tried until it is mended. */
  cut(): void;
  mend(): void;
  dispose(): Promise<void>;
}

export async function createWire(): Promise<Wire> {
  const open = new Set<Socket>();
  const sent: Buffer[] = [];
  let target = 0;
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(target, "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.pipe(other);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
    }
    near.on("data", (bytes: Buffer) => sent.push(bytes));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    get sent() {
      return Buffer.concat(sent);
    },
    leadTo: (port) => void (target = port),
    cut,
    mend: () => void (isCut = false),
    async dispose() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
