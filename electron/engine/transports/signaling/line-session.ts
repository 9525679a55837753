import type { WebSocket } from "ws";
import { safeParse } from "../../../../shared/base/parse.ts";
import { assertNever } from "../../../../shared/base/assert.ts";
import { fromBase64url, toBase64url } from "../../../../shared/base/bytes.ts";
import type { Clock } from "../../../../shared/base/ports.ts";
import type { CloseReason } from "../../../../shared/channel/close-reason.ts";
import {
  hostProof,
  parseJson,
  serverToHostSchema,
  type ServerToHost,
  signalingVersions,
} from "../../../../shared/signaling/messages.ts";
import { decodeStreamFrame } from "../../../../shared/signaling/stream-frames.ts";
import { createLineStreams, type IncomingStream, type LineStreams } from "./line-streams.ts";
import type { LinkLedger } from "./link-ledger.ts";

export interface LineSessionOptions {
  readonly sign: (message: Uint8Array) => Uint8Array;
  /** The identity's public key, base64url. */
  readonly key: string;
  /** As it was dialled; it is part of the proof. */
  readonly origin: string;
  readonly clock: Clock;
  readonly ledger: LinkLedger;
  readonly socket: WebSocket;
  readonly onEnd: (reason: CloseReason) => void;
  readonly onOnline: () => void;
  readonly onStream: (stream: IncomingStream) => void;
  readonly wantsStreams: () => boolean;
}

/** One connection to the server, from its challenge on. */
export interface LineSession {
  handleText(text: string): void;
  handleFrame(frame: Uint8Array): void;
  /** Closes the connection's streams. */
  dispose(): void;
}

export function createLineSession(options: LineSessionOptions): LineSession {
  const { socket, ledger } = options;
  let phase: "unproved" | "proving" | "welcome" | "online" = "unproved";
  let streams: LineStreams | undefined;

  function send(message: object): void {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  }

  function prove(nonce: string, versions: { readonly least: number; readonly most: number }): void {
    const version = Math.min(versions.most, signalingVersions.most);
    if (version < Math.max(versions.least, signalingVersions.least)) {
      return options.onEnd("version-unsupported");
    }
    const bytes = fromBase64url(nonce);
    if (bytes === undefined) return options.onEnd("protocol-error");
    phase = "proving";
    const signature = toBase64url(options.sign(hostProof(bytes, options.origin)));
    send({ type: "hello", version, key: options.key, signature });
  }

  function welcome(budget: Extract<ServerToHost, { type: "welcome" }>["budget"]): void {
    phase = "welcome";
    streams = createLineStreams(
      {
        get bufferedAmount() {
          return socket.bufferedAmount;
        },
        sendFrame: (frame, written) => socket.send(frame, () => written()),
        sendClose: (stream, reason) => send({ type: "stream.close", stream, reason }),
      },
      budget,
      options.clock,
    );
    streams.onStream(options.onStream);
    ledger.handleConnected(send);
  }

  function handle(message: ServerToHost): void {
    switch (message.type) {
      case "challenge":
        return phase === "unproved"
          ? prove(message.nonce, message.versions)
          : options.onEnd("protocol-error");
      case "welcome":
        return phase === "proving" ? welcome(message.budget) : options.onEnd("protocol-error");
      case "done":
        return answered(ledger.handleAnswer(message.request, undefined));
      case "refused":
        return answered(ledger.handleAnswer(message.request, message.code));
      case "synced":
        return answered(ledger.handleSynced(message.request, message.refused));
      case "stream.opened":
        if (!options.wantsStreams()) {
          return send({ type: "stream.close", stream: message.stream, reason: "host-offline" });
        }
        return streams?.handleOpened(message.stream, message.link, message.address);
      case "stream.closed":
        return streams?.handleClosed(message.stream, message.reason);
      default:
        return assertNever(message);
    }
  }

  function answered(sync: boolean): void {
    if (sync && phase === "welcome") {
      phase = "online";
      options.onOnline();
    }
  }

  return {
    handleText(text) {
      const message = safeParse(serverToHostSchema, parseJson(text));
      if (message.success) handle(message.data);
      else options.onEnd("protocol-error");
    },
    handleFrame(frame) {
      const decoded = decodeStreamFrame(frame);
      if (decoded === undefined || streams === undefined) return options.onEnd("protocol-error");
      streams.handleFrame(decoded.stream, decoded.payload);
    },
    dispose() {
      streams?.dispose("lost");
    },
  };
}
