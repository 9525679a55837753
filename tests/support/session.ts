import { toBase64url } from "../../shared/base/bytes.ts";
import { createSessionId, type LinkId } from "../../shared/base/ids.ts";
import type { KeyPair } from "../../shared/base/ports.ts";
import { err, ok } from "../../shared/base/result.ts";
import { closeReasons } from "../../shared/channel/close-reason.ts";
import { type ConnectionPair, createConnectionPair } from "../../shared/channel/connection-pair.ts";
import { neverReconnect, type ReconnectPolicy } from "../../shared/client/reconnect.ts";
import { createSessionClient, type SessionClient } from "../../shared/client/session-client.ts";
import type { CommandInput } from "../../shared/commands/table.ts";
import type { Mode } from "../../shared/events/terms.ts";
import { encodeHeader, type LogHeader, logFormat } from "../../shared/log/header.ts";
import { widthTable } from "../../shared/vt/width.ts";
import { createNativeCrypto } from "../../electron/engine/identity/native-crypto.ts";
import { silentLogger, systemClock, systemRandom } from "../../electron/engine/ports.ts";
import { createScreen } from "../../electron/engine/screen/create-screen.ts";
import { createEgress } from "../../electron/engine/session/egress.ts";
import { type LogStore, noLogStore } from "../../electron/engine/session/log-store.ts";
import {
  createSession,
  passThrough,
  screenMarks,
  type Session,
} from "../../electron/engine/session/session.ts";
import { createEchoTarget } from "../../electron/engine/targets/echo.ts";
import type { Target } from "../../electron/engine/targets/target.ts";
import { fromUtf8 } from "../../shared/base/bytes.ts";

const crypto = createNativeCrypto();

/** A person at the other end of an in-process line. */
export interface TestPeer {
  readonly client: SessionClient;
  readonly identity: KeyPair;
  /** What the screen was given since it was last whole. */
  readonly shown: () => string;
  /** Breaks the present line. */
  cut(): void;
}

export interface TestSession {
  readonly session: Session;
  readonly target: Target;
  /** Every public line, the header first. */
  readonly lines: readonly Uint8Array[];
  readonly privateLines: readonly Uint8Array[];
  /** A window of the owner's. */
  readonly owner: TestPeer;
  share(input?: CommandInput<"link.create">): Promise<LinkId>;
  /** Somebody comes by a link; the handshake is left out, everything after it is real. */
  join(link: LinkId, options?: JoinOptions): TestPeer;
  dispose(): Promise<void>;
}

export interface JoinOptions {
  readonly name?: string;
  readonly identity?: KeyPair;
  readonly acceptedRecording?: boolean;
  readonly reconnect?: ReconnectPolicy;
}

export interface TestSessionOptions {
  readonly target?: Target;
  readonly mode?: Mode;
  readonly recorded?: boolean;
  readonly store?: LogStore;
}

const interactive: Mode = { name: "interactive", input_merge_mode: "interleaved", max_participants: 5 };

/** Waits until it is so, looking again after every event that is given; throws after the time limit. */
export async function until(what: string, isSo: () => boolean, limitMs = 10_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`it never came about: ${what}`);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

function peer(
  dial: (
    resume: Parameters<Parameters<typeof createSessionClient>[0]["dial"]>[0],
    pair: ConnectionPair,
  ) => void,
  identity: KeyPair,
  reconnect: ReconnectPolicy,
): TestPeer {
  let shown = "";
  let line: ConnectionPair | undefined;
  const client = createSessionClient({
    clock: systemClock,
    reconnect,
    dial: async (resume) => {
      line = createConnectionPair();
      dial(resume, line);
      return line === undefined ? err({ reason: "lost", message: closeReasons.lost }) : ok(line.b);
    },
    sink: {
      reset(screen, done) {
        shown = fromUtf8(screen.data);
        done();
      },
      write(text, done) {
        shown += text;
        done();
      },
      resize: () => {},
    },
  });
  return { client, identity, shown: () => shown, cut: () => line?.cut() };
}

/** A whole session in this process: real session, real shadow terminal, real clients; an echo for a target by default. */
export async function testSession(options: TestSessionOptions = {}): Promise<TestSession> {
  const target = options.target ?? createEchoTarget();
  const identity = crypto.createEd25519();
  const id = createSessionId(systemRandom);
  const size = { cols: 80, rows: 24 };
  const header = (kind: "public" | "private"): LogHeader => ({
    version: 3,
    term: { ...size, type: "xterm-256color" },
    timestamp: Math.floor(Date.now() / 1000),
    tandem: {
      format: logFormat,
      session: id,
      epoch: 1,
      hostKey: toBase64url(identity.publicKey),
      widths: widthTable,
      kind,
    },
  });
  const headers = { public: encodeHeader(header("public")), private: encodeHeader(header("private")) };
  const lines: Uint8Array[] = [headers.public];
  const privateLines: Uint8Array[] = [headers.private];
  const store: LogStore = {
    ...noLogStore,
    append: (line) => void lines.push(line),
    appendPrivate: (line) => void privateLines.push(line),
    ...options.store,
  };
  const session = createSession({
    id,
    epoch: 1,
    title: "A test",
    ownerName: "Olga",
    mode: options.mode ?? interactive,
    joinerScrollback: "everything",
    recorded: options.recorded ?? true,
    size,
    startedAtMs: Date.now(),
    headers,
    target,
    screen: createScreen({ ...size, ...screenMarks }),
    store,
    redactor: passThrough,
    identity,
    egress: createEgress(systemClock),
    crypto,
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
  });
  const started = await target.start(new AbortController().signal);
  if (!started.ok) throw new Error(started.error.message);
  session.begin();
  const owner = peer((_resume, pair) => session.attachOwner(pair.a), identity, neverReconnect);
  const peers: TestPeer[] = [owner];

  return {
    session,
    target,
    lines,
    privateLines,
    owner,
    async share(input = {}) {
      const made = await session.callAsOwner("link.create", input);
      if (!made.ok) throw new Error(made.message);
      return (made.value as { readonly link: LinkId }).link;
    },
    join(link, { name = "Guest", identity: own = crypto.createEd25519(), ...rest } = {}) {
      const joined = peer(
        (resume, pair) =>
          session.offer({
            connection: pair.a,
            key: toBase64url(own.publicKey),
            link,
            name,
            acceptedRecording: rest.acceptedRecording ?? true,
            address: { address: "127.0.0.1", toldBy: "server" },
            ...(resume === undefined ? {} : { resume }),
            upgrade: () => {},
          }),
        own,
        rest.reconnect ?? neverReconnect,
      );
      peers.push(joined);
      return joined;
    },
    async dispose() {
      await session.stop();
      for (const each of peers) each.client.dispose();
    },
  };
}

/** The participant's own id, once they are in. */
export async function arrive({ client }: TestPeer): Promise<SessionClient["status"]> {
  await until("being let in, kept waiting or refused", () => client.status.name !== "connecting");
  if (client.status.name === "live") await until("a first snapshot", () => client.state !== undefined);
  return client.status;
}
