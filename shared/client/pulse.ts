import { type Disposable, DisposableStore } from "../base/disposable.ts";
import type { Clock } from "../base/ports.ts";
import type { Connection } from "../channel/connection.ts";
import { createAckCounter } from "../channel/window.ts";
import { encodeMessage } from "../wire/messages.ts";

/** What was taken in is acknowledged after this long at the latest; sooner every so many bytes. */
const ackDelayMs = 40;
const ackEveryBytes = 16_384;
/** Round trips are measured this often. */
const pingEveryMs = 5_000;
const firstPingMs = 500;
/** A host that answers no ping for so long is gone, whatever the carrier believes. */
const silenceMs = 15_000;

/** What a client says of itself while a line is open: how much it has taken in, and whether anybody is there. */
export interface Pulse extends Disposable {
  /** So many bytes of the log were taken in. */
  noteTaken(bytes: number): void;
  /** Something came, whatever it was. */
  noteHeard(): void;
  /** ms of the round trip that this answer ends; undefined where it is to no question. */
  endsRoundTrip(pong: number): number | undefined;
}

/** Closes the line where nobody is heard on it. */
export function createPulse(connection: Connection, clock: Clock): Pulse {
  const owned = new DisposableStore();
  const counter = createAckCounter({ everyBytes: ackEveryBytes });
  let ackTimer: Disposable | undefined;
  let sent: { readonly id: number; readonly atMs: number } | undefined;
  let pings = 0;
  let heardMs = clock.monotonicMs();

  const sendAck = (bytes: number | undefined) => {
    ackTimer?.dispose();
    ackTimer = undefined;
    if (bytes !== undefined) connection.send("call", encodeMessage({ t: "ack", bytes }));
  };
  const ping = () => {
    if (clock.monotonicMs() - heardMs > silenceMs) return connection.close("lost");
    sent = { id: ++pings, atMs: clock.monotonicMs() };
    connection.send("call", encodeMessage({ t: "ping", id: sent.id }));
    pingTimer = clock.schedule(pingEveryMs, ping);
  };
  let pingTimer = clock.schedule(firstPingMs, ping);
  owned.add({
    dispose() {
      pingTimer.dispose();
      ackTimer?.dispose();
    },
  });

  return {
    noteTaken(bytes) {
      if (owned.disposed) return;
      const total = counter.noteReceived(bytes);
      if (total !== undefined) sendAck(total);
      else ackTimer ??= clock.schedule(ackDelayMs, () => sendAck(counter.flush()));
    },
    noteHeard: () => void (heardMs = clock.monotonicMs()),
    endsRoundTrip: (pong) => (pong === sent?.id ? clock.monotonicMs() - sent.atMs : undefined),
    dispose: () => owned.dispose(),
  };
}
