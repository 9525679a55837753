import type { Disposable } from "../../../shared/base/disposable.ts";
import { DisposableStore } from "../../../shared/base/disposable.ts";
import type { LinkId, ParticipantId } from "../../../shared/base/ids.ts";
import type { Clock } from "../../../shared/base/ports.ts";
import type { CloseReason } from "../../../shared/channel/close-reason.ts";
import type { Connection } from "../../../shared/channel/connection.ts";
import type { CallResult } from "../../../shared/client/calls.ts";
import {
  type ClientMessage,
  clientMessageSchema,
  decodeMessage,
  encodeMessage,
  type Glance,
  glanceSchema,
  type HostMessage,
  type Position,
} from "../../../shared/wire/messages.ts";
import type { Feed } from "./feed.ts";

/** Somebody whose handshake is done: who they proved to be, and their line. */
export interface Peer {
  readonly connection: Connection;
  /** Ed25519 public key, base64url. */
  readonly key: string;
  readonly link: LinkId;
  readonly name: string;
  readonly acceptedRecording: boolean;
  readonly address: { readonly address: string; readonly toldBy: "server" | "connection" };
  readonly resume?: Position;
  /** Once they are in, and not before: offers the direct way, which tells them the host's addresses. */
  readonly upgrade: () => void;
}

/** A participant's line while it lasts; `feed` once they are in. */
export interface Seat {
  readonly participant: ParticipantId;
  readonly connection: Connection;
  readonly isOwner: boolean;
  /** Of the person, not of the line: a new line brings no new budget. */
  readonly budget: CallBudget;
  feed: Feed | undefined;
}

/**
 * Keystrokes a second: faster than anybody types or a script pastes; the burst is a held key on a lagging line. Every
 * other command costs as much as 25 of them, and more where it is long: 20 a second is more than hands do, and what
 * they write is kept, 8 kB a second of it at most. Acknowledgements and glances cost something too: a screen that takes
 * in 160 MB a second sends as many.
 */
const callBudget = { perS: 500, burst: 1000, excess: 4000 } as const;
const cost = {
  other: 25,
  /** A whole line of the queue, of which few may wait at a time. */
  line: 8,
  bytesPerToken: 16,
  mostForBytes: 500,
  inputBytesPerToken: 4096,
  small: 0.05,
} as const;
/**
 * Clients ping every 5 s; a line that brings nothing for so long is dead, whatever its carrier believes. A page in the
 * background may be slowed to one timer a minute only once it has no line to lose.
 */
const silenceMs = 30_000;
/** Glances of a kind passed on per second: a hand that moves is followed at 20, a finger that types needs fewer. */
const glancesPerS = { typing: 8, pointer: 20 } as const;

/** What somebody may still ask of the host. `no`: not now; `flood`: so often that the line goes. */
export interface CallBudget {
  spend(tokens: number): "yes" | "no" | "flood";
}

export function createCallBudget(clock: Clock): CallBudget {
  let tokens: number = callBudget.burst;
  let refilledMs = clock.monotonicMs();
  return {
    spend(cost) {
      const now = clock.monotonicMs();
      tokens = Math.min(callBudget.burst, tokens + ((now - refilledMs) / 1000) * callBudget.perS);
      refilledMs = now;
      // What flooded once has not to be paid off for ever.
      tokens = Math.max(tokens - cost, -callBudget.excess - 1);
      if (tokens >= 0) return "yes";
      return tokens < -callBudget.excess ? "flood" : "no";
    },
  };
}

/** Whether a command types into the target. */
export function isInput(command: string): boolean {
  return command.startsWith("input.");
}

function costOf(message: ClientMessage, bytes: number): number {
  if (message.t === "ack") return cost.small;
  if (message.t === "call" && isInput(message.command)) {
    return 1 + Math.floor(bytes / cost.inputBytesPerToken);
  }
  if (message.t === "call" && message.command === "line.submit") {
    return cost.line + Math.floor(bytes / cost.bytesPerToken);
  }
  return cost.other + Math.min(cost.mostForBytes, Math.floor(bytes / cost.bytesPerToken));
}

export interface SeatHandlers {
  /** A command of this participant; the answer may have to wait for the disk. */
  call(participant: ParticipantId, name: string, input: unknown): CallResult | Promise<CallResult>;
  scrollback(seat: Seat, answer: (result: CallResult) => void): void;
  /** Runs it once what was typed has been delivered: an answer is not to keep the echo waiting. */
  afterDelivery(task: () => void): void;
  /** Closed by them or by what carries it. `left` is theirs alone to say: the connection has authenticated it. */
  lost(seat: Seat, reason: CloseReason): void;
  /** Passed on as this participant's, at most so often; what it says is checked where the session is known. */
  glance(participant: ParticipantId, glance: Glance): void;
}

export function send(connection: Connection, message: HostMessage): void {
  // A peer that lets answers pile up is cut off: its line is closed, its rights are kept.
  if (connection.send("call", encodeMessage(message)) === "full") connection.close("too-slow");
}

/** Listens to a participant's call lane; everything on it is hostile until decoded. */
export function listenToSeat(seat: Seat, handlers: SeatHandlers, clock: Clock): Disposable {
  const owned = new DisposableStore();
  const { connection, participant, budget } = seat;
  const glanceMs = { typing: 0, pointer: 0 };
  let heardMs = clock.monotonicMs();
  let watching: Disposable | undefined;

  const watch = () => {
    const quietMs = clock.monotonicMs() - heardMs;
    if (quietMs >= silenceMs) return connection.close("lost");
    watching = clock.schedule(silenceMs - quietMs, watch);
  };
  watch();
  owned.add({ dispose: () => watching?.dispose() });

  const answer = (id: number, result: CallResult) => {
    if (!owned.disposed) send(connection, { t: "answer", id, ...result });
  };

  const handle = (message: ClientMessage) => {
    switch (message.t) {
      case "ack":
        if (seat.feed === undefined || !seat.feed.handleAck(message.bytes))
          connection.close("protocol-error");
        return;
      case "ping":
        return send(connection, { t: "pong", id: message.id });
      case "scrollback":
        return handlers.scrollback(seat, (result) => answer(message.id, result));
      case "call": {
        const result = handlers.call(participant, message.command, message.input);
        if (result instanceof Promise) return void result.then((late) => answer(message.id, late));
        if (isInput(message.command) && result.ok) {
          return handlers.afterDelivery(() => answer(message.id, result));
        }
        return answer(message.id, result);
      }
    }
  };

  owned.add(
    connection.onMessage((lane, bytes) => {
      if (owned.disposed) return;
      heardMs = clock.monotonicMs();
      if (lane === "glance") {
        if (budget.spend(cost.small) === "flood") return connection.close("over-budget");
        const glance = decodeMessage(glanceSchema, bytes);
        const now = clock.monotonicMs();
        if (!glance.ok) return;
        const { g: kind } = glance.value;
        // That a pointer is gone is not to be lost for having come too soon.
        const gone = glance.value.g === "pointer" && glance.value.at === null;
        if (!gone && now - glanceMs[kind] < 1000 / glancesPerS[kind]) return;
        glanceMs[kind] = now;
        return handlers.glance(participant, glance.value);
      }
      if (lane === "log") return connection.close("protocol-error");
      const parsed = decodeMessage(clientMessageSchema, bytes);
      if (!parsed.ok) return connection.close("protocol-error");
      const message = parsed.value;
      const may = budget.spend(costOf(message, bytes.length));
      if (may === "flood") return connection.close("over-budget");
      if (message.t === "ack") return handle(message);
      if (may === "no") {
        // Whoever was too fast is still there; and a ping's number is none of the calls'.
        if (message.t === "ping") return handle(message);
        return answer(message.id, {
          ok: false,
          code: "too-fast",
          message: "Too many commands at once. Slow down.",
        });
      }
      handle(message);
    }),
  );
  owned.add(connection.onClose((reason) => owned.disposed || handlers.lost(seat, reason)));
  return owned;
}
