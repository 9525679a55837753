/**
 * A guest in a process of its own, driven over the IPC channel: answers the host's offer, echoes call frames that
 * begin with 1, acknowledges what comes on the log lane, and ends by itself once everything is over.
 */
import { createAckCounter } from "../../../shared/channel/window.ts";
import { createRtcGuestPeer } from "../../../electron/engine/transports/rtc/rtc-peer.ts";
import { callFrames, type FromChild, type ToChild } from "./rtc-child-protocol.ts";
import { createKeptLog, lanesOf, realClock } from "./rtc-support.ts";

const tell = (message: FromChild) => process.send?.(message);

const guest = createRtcGuestPeer({
  iceServers: [],
  clock: realClock,
  logger: createKeptLog().logger,
  bindAddress: "127.0.0.1",
  sendSignal: (signal) => tell({ signal }),
});

process.on("message", (message: ToChild) => {
  if ("signal" in message) guest.handleSignal(message.signal);
  else guest.dispose(message.close);
});

const lanes = await lanesOf(guest);
const acks = createAckCounter();
lanes.call.onFrame((frame) => {
  if (frame[0] === callFrames.ping) lanes.call.send(frame);
});
const acknowledge = (total: number | undefined) => {
  if (total === undefined) return;
  const frame = new Uint8Array(9);
  const view = new DataView(frame.buffer);
  view.setUint8(0, callFrames.ack);
  view.setFloat64(1, total);
  lanes.call.send(frame);
};
let flush: NodeJS.Immediate | undefined;
lanes.log.onFrame((frame) => {
  acknowledge(acks.noteReceived(frame.length));
  flush ??= setImmediate(() => {
    flush = undefined;
    acknowledge(acks.flush());
  });
});
lanes.log.onClose((reason) => {
  tell({ closed: reason });
  process.disconnect();
});
tell({ ready: true });
