import type { Connection } from "../../../shared/channel/connection.ts";

/** The same connection, with every message told on its way to whoever listens. */
export function metered(
  connection: Connection,
  note: (lane: "log" | "call" | "glance", bytes: number) => void,
): Connection {
  return {
    get carrier() {
      return connection.carrier;
    },
    send: connection.send,
    sendGlance: connection.sendGlance,
    queuedBytes: connection.queuedBytes,
    onMessage: (listener) =>
      connection.onMessage((lane, message) => {
        note(lane, message.length);
        listener(lane, message);
      }),
    onDrain: connection.onDrain,
    onCarrier: connection.onCarrier,
    onClose: connection.onClose,
    close: connection.close,
  };
}
