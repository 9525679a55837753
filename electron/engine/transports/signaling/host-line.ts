import { WebSocket } from "ws";
import { toBase64url } from "../../../../shared/base/bytes.ts";
import type { Disposable } from "../../../../shared/base/disposable.ts";
import type { LinkId } from "../../../../shared/base/ids.ts";
import { Emitter, type Listen } from "../../../../shared/base/listen.ts";
import type { Clock, Crypto, KeyPair, Logger, Random } from "../../../../shared/base/ports.ts";
import type { Result } from "../../../../shared/base/result.ts";
import type { CloseReason } from "../../../../shared/channel/close-reason.ts";
import { closeCodeOf, closeReasonOf } from "../../../../shared/signaling/close-codes.ts";
import type { PublishedLink } from "../../../../shared/signaling/messages.ts";
import { hostPath } from "../../../../shared/signaling/messages.ts";
import { maxStreamFrameBytes } from "../../../../shared/signaling/stream-frames.ts";
import { backoffMs, patientAttempt } from "./backoff.ts";
import { createLineSession, type LineSession } from "./line-session.ts";
import { createLinkLedger, type LinkError } from "./link-ledger.ts";
import type { IncomingStream } from "./line-streams.ts";

/** `online`: proved, and the server has this host's links and no others. */
export type LineStatus = "connecting" | "online" | "offline";

/** The host's line to a signaling server. It reconnects by itself until it is disposed. */
export interface HostLine {
  readonly status: LineStatus;
  /** Why it was last not online; undefined before the first failure and while online. */
  readonly problem: CloseReason | undefined;
  readonly onStatus: Listen<LineStatus>;
  /**
   * Ok once the server has it on disk. `server-unreachable` after timeoutMs: the link is still published with the
   * next connection, unless withdrawn. Other errors are final.
   */
  publish(link: PublishedLink, timeoutMs: number): Promise<Result<undefined, LinkError>>;
  /** As `publish`. Guests who are in stay; no new one is introduced by this link. */
  withdraw(link: LinkId, timeoutMs: number): Promise<Result<undefined, LinkError>>;
  /** A guest presented a link's door. Without a listener it is turned away as `host-offline`. */
  readonly onStream: Listen<IncomingStream>;
  dispose(): void;
}

export interface HostLineOptions {
  /** The server's origin, `https://tandem.example` or `http://127.0.0.1:8787`. */
  readonly url: string;
  /** Ed25519. */
  readonly identity: KeyPair;
  /** Links of sessions that live on from before: the first connection publishes them and withdraws all others of this identity. */
  readonly links?: readonly PublishedLink[];
  readonly crypto: Pick<Crypto, "sign">;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly createSocket?: (url: string) => WebSocket;
}

/** A connection that held this long was a good one: the next attempt after it is a first one again. */
const goodConnectionMs = 5_000;
/** The server pings every 15 s; nothing for two of these and a bit means that the line is dead. */
const silenceMs = 35_000;
/** For connecting, the proof and the first sync together. */
const connectTimeoutMs = 15_000;

/** Ends that the same attempt a moment later does not mend: another program has this identity, or the versions differ. */
const patientReasons: ReadonlySet<CloseReason> = new Set([
  "replaced",
  "version-unsupported",
  "authentication-failed",
  "rate-limited",
  "protocol-error",
]);

export function createHostLine(options: HostLineOptions): HostLine {
  const { clock, random } = options;
  const origin = new URL(options.url).origin;
  const logger = options.logger.with({ server: origin });
  const createSocket = options.createSocket ?? createWebSocket;
  const statuses = new Emitter<LineStatus>();
  const streams = new Emitter<IncomingStream>();
  const ledger = createLinkLedger(clock, options.links ?? [], (link, code) =>
    logger.warn("link refused", { link, code }),
  );
  let status: LineStatus = "connecting";
  let problem: CloseReason | undefined;
  let attempt = 0;
  let retry: Disposable | undefined;
  let current: { readonly end: (reason: CloseReason) => void } | undefined;
  let disposed = false;

  function setStatus(next: LineStatus): void {
    if (status === next) return;
    status = next;
    statuses.emit(next);
  }

  function connect(): void {
    setStatus("connecting");
    const socket = createSocket(`${origin.replace(/^http/, "ws")}${hostPath}`);
    socket.binaryType = "nodebuffer";
    let session: LineSession | undefined;
    let onlineAtMs: number | undefined;
    let ended = false;

    const deadline = clock.schedule(connectTimeoutMs, () => end("server-unreachable"));
    let silence = clock.schedule(silenceMs, () => end("lost"));
    function heard(): void {
      if (ended) return;
      silence.dispose();
      silence = clock.schedule(silenceMs, () => end("lost"));
    }

    function end(reason: CloseReason): void {
      if (ended) return;
      ended = true;
      current = undefined;
      deadline.dispose();
      silence.dispose();
      ledger.handleDisconnected();
      session?.dispose();
      closeSocket(socket, reason);
      if (disposed) return;
      problem = onlineAtMs === undefined && reason === "lost" ? "server-unreachable" : reason;
      const lasted = onlineAtMs !== undefined && clock.monotonicMs() - onlineAtMs >= goodConnectionMs;
      if (lasted) attempt = 0;
      const delayMs = backoffMs(patientReasons.has(reason) ? patientAttempt : attempt, random);
      attempt += 1;
      if (onlineAtMs !== undefined) logger.info("signaling line lost", { reason });
      else if (attempt === 1 || patientReasons.has(reason))
        logger.warn("signaling server not reached", { reason: problem });
      // Scheduled before anybody is told, who may dispose the line.
      retry = clock.schedule(delayMs, connect);
      setStatus("offline");
    }
    current = { end };

    socket.on("error", () => end("lost"));
    socket.on("close", (code) => end(closeReasonOf(code)));
    socket.on("ping", heard);
    socket.on("message", (data: Buffer, isBinary: boolean) => {
      if (ended) return;
      heard();
      session ??= createLineSession({
        sign: (message) => options.crypto.sign(options.identity.privateKey, message),
        key: toBase64url(options.identity.publicKey),
        origin,
        clock,
        ledger,
        socket,
        onEnd: end,
        onStream: (stream) => streams.emit(stream),
        wantsStreams: () => streams.listenerCount > 0,
        onOnline() {
          deadline.dispose();
          onlineAtMs = clock.monotonicMs();
          problem = undefined;
          logger.info("signaling line online");
          setStatus("online");
        },
      });
      if (isBinary) session.handleFrame(data);
      else session.handleText(data.toString("utf8"));
    });
  }

  connect();

  return {
    get status() {
      return status;
    },
    get problem() {
      return problem;
    },
    onStatus: statuses.listen,
    publish: (link, timeoutMs) => ledger.publish(link, timeoutMs),
    withdraw: (link, timeoutMs) => ledger.withdraw(link, timeoutMs),
    onStream: streams.listen,
    dispose() {
      if (disposed) return;
      disposed = true;
      retry?.dispose();
      current?.end("left");
      ledger.dispose();
      statuses.clear();
      streams.clear();
    },
  };
}

/** What is queued goes out first; a server that does not take it is cut off by `ws` after its close timeout. */
function closeSocket(socket: WebSocket, reason: CloseReason): void {
  if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
  else socket.close(closeCodeOf(reason));
}

/** closeTimeout is missing in the types of `ws`, which therefore must not see a literal. */
const socketOptions = {
  perMessageDeflate: false,
  // Control messages of the server are smaller than its frames.
  maxPayload: maxStreamFrameBytes,
  closeTimeout: 2_000,
  handshakeTimeout: connectTimeoutMs,
};

function createWebSocket(url: string): WebSocket {
  return new WebSocket(url, socketOptions);
}
