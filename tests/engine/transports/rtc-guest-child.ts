/**
 * A guest in a process of its own, driven over the IPC channel: answers the host's offer, takes part in
 * a flood, and ends by itself once everything is over.
 */
import { createRtcGuestPeer } from "../../../electron/engine/transports/rtc/rtc-peer.ts";
import type { FromChild, ToChild } from "./rtc-child-protocol.ts";
import { answerFlood } from "./rtc-flood.ts";
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
answerFlood(lanes, realClock);
lanes.log.onClose((reason) => {
  tell({ closed: reason });
  process.disconnect();
});
tell({ ready: true });
