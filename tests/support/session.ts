import { toBase64url } from "../../shared/base/bytes.ts";
import { createSessionId, type LinkId, type ParticipantId } from "../../shared/base/ids.ts";
import type { KeyPair, Logger } from "../../shared/base/ports.ts";
import { createChannelPair } from "../../shared/channel/pair.ts";
import type { Channel } from "../../shared/channel/channel.ts";
import type { Connection } from "../../shared/channel/connection.ts";
import { createPlainConnection } from "../../shared/channel/plain-connection.ts";
import { neverReconnect, type ReconnectPolicy } from "../../shared/client/reconnect.ts";
import type { ClientStatus } from "../../shared/client/status.ts";
import type { CommandInput } from "../../shared/commands/table.ts";
import { defaultModes, type Mode } from "../../shared/events/mode.ts";
import type { EventOf } from "../../shared/events/table.ts";
import type { JoinerScrollback, SessionType } from "../../shared/events/terms.ts";
import { encodeHeader, type LogHeader, logFormat } from "../../shared/log/header.ts";
import { widthTable } from "../../shared/vt/width.ts";
import type { Position } from "../../shared/wire/messages.ts";
import { createNativeCrypto } from "../../electron/engine/identity/native-crypto.ts";
import { silentLogger, systemClock, systemRandom } from "../../electron/engine/ports.ts";
import { createScreen } from "../../electron/engine/screen/create-screen.ts";
import { createEgress } from "../../electron/engine/session/egress.ts";
import { type LogStore, noLogStore } from "../../electron/engine/session/log-store.ts";
import {
  createSession,
  passThrough,
  type Redactor,
  screenMarks,
  type Session,
} from "../../electron/engine/session/session.ts";
import { createEchoTarget } from "../../electron/engine/targets/echo.ts";
import type { Target } from "../../electron/engine/targets/target.ts";
import type { TestClock } from "./clock.ts";
import { createPeer, type PeerOptions, type TestPeer } from "./peer.ts";
import { until } from "./until.ts";

export type { TestPeer } from "./peer.ts";
export { until } from "./until.ts";

export const crypto = createNativeCrypto();

/** The one size of all test sessions at their start. */
export const testSize = { cols: 80, rows: 24 } as const;

export interface TestSession {
  readonly session: Session;
  readonly target: Target;
  readonly headers: { readonly public: LogHeader; readonly private: LogHeader };
  /** Every public line, the header first. */
  readonly lines: readonly Uint8Array[];
  readonly privateLines: readonly Uint8Array[];
  /** A window of the owner's. */
  readonly owner: TestPeer;
  /** One more window of the owner's. */
  openWindow(): TestPeer;
  share(input?: CommandInput<"link.create">): Promise<LinkId>;
  /** Somebody comes by a link; the handshake is left out, everything after it is real. */
  join(link: LinkId, options?: JoinOptions): TestPeer;
  /** As join, but speaks for itself, frame by frame, instead of having a client. */
  knock(link: LinkId, options?: KnockOptions): { readonly far: Channel; readonly near: Connection };
  dispose(): Promise<void>;
}

export interface KnockOptions {
  readonly name?: string;
  readonly identity?: KeyPair;
  readonly acceptedRecording?: boolean;
  readonly resume?: Position;
  /** Where they come from; default 127.0.0.1. */
  readonly address?: string;
}

export interface JoinOptions extends Omit<KnockOptions, "resume"> {
  readonly reconnect?: ReconnectPolicy;
  readonly terminal?: PeerOptions["terminal"];
  /** What the client says where it stands, instead of the truth. */
  readonly pretend?: (resume: Position | undefined) => Position | undefined;
  /** Every frame that the client sends, as it is sent. */
  readonly overhear?: (frame: Uint8Array) => void;
}

export interface TestSessionOptions {
  readonly target?: Target;
  /** Default `interactive`. */
  readonly mode?: Mode;
  readonly sessionType?: SessionType;
  readonly fourEyes?: EventOf<"session.started">["fourEyes"];
  readonly recorded?: boolean;
  readonly joinerScrollback?: JoinerScrollback;
  readonly store?: Partial<LogStore>;
  /** A store made once the headers are known. */
  readonly openStore?: (headers: TestSession["headers"]) => Promise<LogStore>;
  /** Everybody's. It must be moved for anything to go on, disposing aside. */
  readonly clock?: TestClock;
  readonly logger?: Logger;
  /** Between target and log; passes everything through by default. */
  readonly redactor?: Redactor;
  /** Lines the shadow terminal keeps; as many as in the app by default. */
  readonly scrollback?: number;
  /** Another worker for the shadow terminal. */
  readonly screenWorker?: URL;
  /** Default true: `lines` holds the log. */
  readonly keepLines?: boolean;
}

/** A whole session in this process: real session, real shadow terminal, real clients; an echo for a target by default. */
export async function testSession(options: TestSessionOptions = {}): Promise<TestSession> {
  const target = options.target ?? createEchoTarget();
  const clock = options.clock ?? systemClock;
  const identity = crypto.createEd25519();
  const id = createSessionId(systemRandom);
  const startedAtMs = clock.wallMs();
  const header = (kind: "public" | "private"): LogHeader => ({
    version: 3,
    term: { ...testSize, type: "xterm-256color" },
    timestamp: Math.floor(startedAtMs / 1000),
    tandem: {
      format: logFormat,
      session: id,
      epoch: 1,
      hostKey: toBase64url(identity.publicKey),
      widths: widthTable,
      kind,
    },
  });
  const headers = { public: header("public"), private: header("private") };
  const encoded = { public: encodeHeader(headers.public), private: encodeHeader(headers.private) };
  const lines: Uint8Array[] = [encoded.public];
  const privateLines: Uint8Array[] = [encoded.private];
  const given = (await options.openStore?.(headers)) ?? options.store;
  const inner = { ...noLogStore, ...given };
  const store: LogStore = {
    ...inner,
    append(line) {
      if (options.keepLines !== false) lines.push(line);
      inner.append(line);
    },
    appendPrivate(line) {
      privateLines.push(line);
      inner.appendPrivate(line);
    },
    get pressed() {
      return given?.pressed ?? false;
    },
  };
  const session = createSession({
    id,
    epoch: 1,
    title: "A test",
    ownerName: "Olga",
    mode: options.mode ?? defaultModes.interactive,
    sessionType: options.sessionType ?? "standard",
    fourEyes: options.fourEyes ?? { required: false, perCommand: false },
    joinerScrollback: options.joinerScrollback ?? "everything",
    recorded: options.recorded ?? true,
    size: testSize,
    startedAtMs,
    headers: encoded,
    target,
    screen: createScreen({
      ...testSize,
      ...screenMarks,
      ...(options.scrollback === undefined ? {} : { scrollback: options.scrollback }),
      ...(options.screenWorker === undefined ? {} : { workerUrl: options.screenWorker }),
    }),
    store,
    redactor: options.redactor ?? passThrough,
    identity,
    egress: createEgress(clock),
    crypto,
    clock,
    random: systemRandom,
    logger: options.logger ?? silentLogger,
  });
  const started = await target.start(new AbortController().signal);
  if (!started.ok) throw new Error(started.error.message);
  session.begin();
  const peers: TestPeer[] = [];
  const open = (peer: TestPeer): TestPeer => {
    peers.push(peer);
    return peer;
  };
  const offer = (connection: Connection, link: LinkId, who: KnockOptions & { readonly identity: KeyPair }) =>
    session.offer({
      connection,
      key: toBase64url(who.identity.publicKey),
      link,
      name: who.name ?? "Guest",
      acceptedRecording: who.acceptedRecording ?? true,
      address: { address: who.address ?? "127.0.0.1", toldBy: "server" },
      ...(who.resume === undefined ? {} : { resume: who.resume }),
      upgrade: () => {},
    });
  const openWindow = () =>
    open(
      createPeer({
        identity,
        reconnect: neverReconnect,
        clock,
        carrier: "local",
        dial: (_resume, line) => session.attachOwner(line),
      }),
    );

  return {
    session,
    target,
    headers,
    lines,
    privateLines,
    owner: openWindow(),
    openWindow,
    async share(input = {}) {
      const made = await session.callAsOwner("link.create", input);
      if (!made.ok) throw new Error(made.message);
      return (made.value as { readonly link: LinkId }).link;
    },
    join(link, { reconnect = neverReconnect, terminal, pretend, overhear, ...who } = {}) {
      const own = who.identity ?? crypto.createEd25519();
      return open(
        createPeer({
          identity: own,
          reconnect,
          clock,
          carrier: "relay",
          ...(terminal === undefined ? {} : { terminal }),
          ...(overhear === undefined ? {} : { overhear }),
          dial(truth, line) {
            const resume = pretend === undefined ? truth : pretend(truth);
            offer(line, link, { ...who, identity: own, ...(resume === undefined ? {} : { resume }) });
          },
        }),
      );
    },
    knock(link, who = {}) {
      // Whoever speaks for themselves may say more at once than a client does.
      const pair = createChannelPair({ highMarkBytes: 4 * 1024 * 1024 });
      const near = createPlainConnection({ channel: pair.a, carrier: "relay" });
      offer(near, link, { identity: crypto.createEd25519(), ...who });
      return { far: pair.b, near };
    },
    async dispose() {
      let gone = false;
      const over = session.stop().then(() => {
        for (const each of peers) each.client.dispose();
      });
      // Whoever takes nothing in keeps its end waiting for seconds; they pass at once on a clock that is moved.
      if (options.clock === undefined) return over;
      void Promise.all([over, session.emptied]).then(() => (gone = true));
      for (let turn = 0; !gone; turn++) await tick(options.clock, turn < 20 ? 10 : 250);
    },
  };
}

/** Where somebody stands once they are in, waiting or out. */
export async function arrive({ client }: TestPeer): Promise<ClientStatus> {
  await until("being let in, kept waiting or refused", () => client.status.name !== "connecting");
  if (client.status.name === "live") await until("a first snapshot", () => client.state !== undefined);
  return client.status;
}

/** The participant's own id, once they are in or waiting. */
export async function arriveAs(peer: TestPeer): Promise<ParticipantId> {
  const status = await arrive(peer);
  if (status.name === "live" || status.name === "waiting") return status.participant;
  throw new Error(`is ${status.name}${status.name === "over" ? `: ${status.closing.message}` : ""}`);
}

/** A clock that must be moved goes on a little, ten times as fast as the wall's; what that set off gets its turn. */
export async function tick(clock: TestClock, ms = 10): Promise<void> {
  clock.advance(ms);
  await new Promise<void>((resolve) => setTimeout(resolve, 1));
}

/** As until, while the clock goes on. */
export async function untilOn(clock: TestClock, what: string, isSo: () => boolean): Promise<void> {
  const end = performance.now() + 30_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`it never came about: ${what}`);
    await tick(clock);
  }
}

/** Time passes in steps between which everybody pings, acknowledges and is heard. */
export async function pass(clock: TestClock, ms: number, stepMs = 1_000): Promise<void> {
  for (let left = ms; left > 0; left -= stepMs) {
    clock.advance(Math.min(left, stepMs));
    for (let turn = 0; turn < 3; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
