import { userInfo } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { safeParse } from "../../shared/base/parse.ts";
import { fromBase64url, toBase64url } from "../../shared/base/bytes.ts";
import type { KeyPair } from "../../shared/base/ports.ts";
import { messagePortChannel, type MessagePortLike } from "../../shared/channel/adapters/message-port.ts";
import { boot, type Booted } from "./boot.ts";
import { type FromEngine, type ToEngine, toEngineSchema } from "./entry-messages.ts";
import { relayToHost } from "./local-relay.ts";
import { openHostLog } from "./host-log.ts";
import { createNativeCrypto } from "./identity/native-crypto.ts";
import { pageFolder } from "./page-folder.ts";
import { createLogger, systemClock, systemRandom } from "./ports.ts";
import { version } from "./version.ts";

/** The port of the process itself: Electron's in a utility process, the pipe of a forked Node process elsewhere. */
interface OwnPort {
  post(message: FromEngine): void;
  /** Ends this process once what was posted is on its way. */
  leave(): void;
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
      leave: () => process.exit(),
      listen: (handle) => parentPort.on("message", ({ data, ports }) => handle(data, ports)),
    };
  }
  return {
    // Whoever started this process may be gone before the last of its sessions is sealed.
    post: (message) => void (process.connected && process.send?.(message)),
    leave: () => process.disconnect?.(),
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
/** Connects windows, as soon as that can be; with undefined, where it will not be. */
let settle: (open: Booted["host"]["openPath"] | undefined) => void = () => {};
const openPath = new Promise<Booted["host"]["openPath"] | undefined>((resolve) => (settle = resolve));

/** With a seed that the shell could not keep, sessions would be nobody's tomorrow: nothing begins before it has. */
function handleIdentity({ seed, sealed }: Extract<ToEngine, { type: "identity" }>): void {
  if (booting !== undefined) return;
  if (!sealed) {
    booting = begin(undefined);
  } else if (seed === null) {
    port.post({ type: "identity.created", seed: toBase64url(crypto.createEd25519().privateKey) });
  } else {
    const bytes = fromBase64url(seed);
    if (bytes === undefined) throw new Error("the shell gave a seed that is none");
    booting = begin(crypto.createEd25519(bytes));
  }
}

/** Windows are still served where a host runs on the folder already, `tandem start` in a terminal: by that one. */
function serveByOther(data: string): void {
  settle(
    relayToHost(data, systemClock, () => {
      // Started again, this process can be the host.
      process.exitCode = 1;
      port.leave();
    }),
  );
  port.post({ type: "ready" });
}

async function begin(identity: KeyPair | undefined): Promise<void> {
  const { data, signaling, lan } = values;
  if (typeof data !== "string") throw new Error("the engine is told its data folder with --data");
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
    logger: createLogger(openHostLog(join(data, "host.log"))),
    env: process.env,
  });
  if (!result.ok && result.error.code === "taken") return serveByOther(data);
  if (!result.ok) {
    port.post({ type: "notify", title: "Tandem could not start", body: result.error.message.slice(0, 400) });
    settle(undefined);
    // The windows that wait hear of it before this process goes.
    await openPath;
    process.exitCode = 1;
    return port.leave();
  }
  booted = result.value;
  const { host } = booted;
  settle(host.openPath);
  let before = new Map<string, number>();
  host.onSessions((sessions) => {
    for (const { id, title, waiting } of sessions) {
      if (waiting <= (before.get(id) ?? 0)) continue;
      const body = "Somebody asks to be let in. Open the session to answer.";
      port.post({ type: "notify", title: title.slice(0, 120), body });
    }
    before = new Map(sessions.map(({ id, waiting }) => [id, waiting]));
    const waiting = sessions.reduce((sum, each) => sum + each.waiting, 0);
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
  settle(undefined);
  await booted?.stop();
  process.exit(process.exitCode);
}

port.listen((raw, ports) => {
  const message = safeParse(toEngineSchema, raw);
  if (!message.success) throw new Error("the shell said something that is not part of the protocol");
  switch (message.data.type) {
    case "identity":
      return handleIdentity(message.data);
    case "open": {
      const [first] = ports;
      if (first === undefined) return;
      const { path } = message.data;
      const channel = messagePortChannel(first);
      return void openPath.then((open) =>
        open === undefined ? channel.close("host-offline") : open(path, channel),
      );
    }
    case "stop":
      return void stop();
  }
});
// The shell is gone: nobody is left to serve, and what runs is sealed.
process.once("disconnect", () => void stop());
process.once("SIGTERM", () => void stop());
