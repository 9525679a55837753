import { userInfo } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { pino } from "pino";
import { safeParse } from "../../shared/base/parse.ts";
import { fromBase64url, toBase64url } from "../../shared/base/bytes.ts";
import type { KeyPair } from "../../shared/base/ports.ts";
import { messagePortChannel, type MessagePortLike } from "../../shared/channel/adapters/message-port.ts";
import { boot, type Booted } from "./boot.ts";
import { type FromEngine, type ToEngine, toEngineSchema } from "./entry-messages.ts";
import { createNativeCrypto } from "./identity/native-crypto.ts";
import { pageFolder } from "./page-folder.ts";
import { createLogger, systemClock, systemRandom } from "./ports.ts";
import { version } from "./version.ts";

/** The port of the process itself: Electron's in a utility process, the pipe of a forked Node process elsewhere. */
interface OwnPort {
  post(message: FromEngine): void;
  listen(handle: (message: unknown, ports: readonly MessagePortLike[]) => void): void;
}

interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(type: "message", listener: (event: { data: unknown; ports: MessagePortLike[] }) => void): void;
}

function ownPort(): OwnPort {
  const { parentPort } = process as { readonly parentPort?: ElectronParentPort };
  if (parentPort !== undefined) {
    return {
      post: (message) => parentPort.postMessage(message),
      listen: (handle) => parentPort.on("message", ({ data, ports }) => handle(data, ports)),
    };
  }
  return {
    // Whoever started this process may be gone before the last of its sessions is sealed.
    post: (message) => void (process.connected && process.send?.(message)),
    listen: (handle) => void process.on("message", (message) => handle(message, [])),
  };
}

const crypto = createNativeCrypto();
const port = ownPort();
// Chromium's own switches stand among the words of a desktop app: what is not ours is passed over.
const { values } = parseArgs({
  strict: false,
  options: {
    data: { type: "string" },
    signaling: { type: "string" },
    lan: { type: "boolean", default: false },
  },
});
let booted: Booted | undefined;
let booting: Promise<void> | undefined;

function identityFor(message: Extract<ToEngine, { type: "identity" }>): KeyPair | undefined {
  if (!message.sealed) return undefined;
  const seed = message.seed === null ? undefined : fromBase64url(message.seed);
  if (seed !== undefined) return crypto.createEd25519(seed);
  const fresh = crypto.createEd25519();
  port.post({ type: "identity.created", seed: toBase64url(fresh.privateKey) });
  return fresh;
}

async function begin(message: Extract<ToEngine, { type: "identity" }>): Promise<void> {
  const { data, signaling, lan } = values;
  if (typeof data !== "string") throw new Error("the engine is told its data folder with --data");
  const identity = identityFor(message);
  const pages = pageFolder();
  const result = await boot({
    version,
    dataFolder: data,
    ownerName: userInfo().username.slice(0, 60) || "owner",
    ...(identity === undefined ? {} : { identity }),
    ...(typeof signaling === "string" ? { signalingUrl: signaling } : {}),
    lan: lan === true,
    ...(pages === undefined ? {} : { pageFolder: pages }),
    crypto,
    clock: systemClock,
    random: systemRandom,
    logger: createLogger(
      pino.destination({ dest: join(data, "host.log"), mkdir: true, sync: false, mode: 0o600 }),
    ),
    env: process.env,
  });
  if (!result.ok) {
    port.post({ type: "notify", title: "Tandem could not start", body: result.error.message.slice(0, 400) });
    process.exitCode = 1;
    return process.disconnect?.();
  }
  booted = result.value;
  const { host } = booted;
  let waiting = 0;
  host.onSessions((sessions) => {
    const now = sessions.reduce((sum, each) => sum + each.waiting, 0);
    if (now > waiting) {
      port.post({ type: "notify", title: "Somebody asks to join", body: "Open the session to let them in." });
    }
    waiting = now;
    port.post({
      type: "badge",
      sessions: sessions.filter((each) => each.phase === "running").length,
      waiting,
    });
  });
  port.post({ type: "ready" });
}

async function stop(): Promise<void> {
  await booting;
  await booted?.stop();
  process.exit(process.exitCode);
}

port.listen((raw, ports) => {
  const message = safeParse(toEngineSchema, raw);
  if (!message.success) throw new Error("the shell said something that is not part of the protocol");
  switch (message.data.type) {
    case "identity":
      booting ??= begin(message.data);
      return;
    case "open": {
      const [first] = ports;
      if (first === undefined) return;
      first.start();
      const channel = messagePortChannel(first);
      if (booted === undefined) channel.close("host-offline");
      else booted.host.openPath(message.data.path, channel);
      return;
    }
    case "stop":
      return void stop();
  }
});
// The shell is gone: nobody is left to serve, and what runs is sealed.
process.once("disconnect", () => void stop());
process.once("SIGTERM", () => void stop());
