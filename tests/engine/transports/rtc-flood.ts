import type { Clock } from "../../../shared/base/ports.ts";
import type { RtcLanes } from "../../../shared/channel/adapters/rtc-lanes.ts";
import { createAckCounter, createSendWindow } from "../../../shared/channel/window.ts";

/** The first byte of what goes over the call lane; behind it, a float64: when it was sent, or the running total. */
const callFrames = { ping: 1, ack: 2 } as const;

function callFrame(kind: keyof typeof callFrames, value: number): Uint8Array {
  const frame = new Uint8Array(9);
  frame[0] = callFrames[kind];
  new DataView(frame.buffer).setFloat64(1, value);
  return frame;
}

/** The receiving end: echoes pings, and acknowledges what comes on the log lane. */
export function answerFlood({ log, call }: RtcLanes, clock: Clock): void {
  const acks = createAckCounter();
  let flushing = false;
  const acknowledge = (total: number | undefined) => {
    if (total !== undefined) call.send(callFrame("ack", total));
  };
  call.onFrame((frame) => {
    if (frame[0] === callFrames.ping) call.send(frame);
  });
  log.onFrame((frame) => {
    acknowledge(acks.noteReceived(frame.length));
    if (flushing) return;
    flushing = true;
    clock.schedule(5, () => {
      flushing = false;
      acknowledge(acks.flush());
    });
  });
}

/** Messages of 64 KiB, cut into frames, as fast as window and lane take them; pings on the call lane meanwhile. */
export async function flood({ log, call }: RtcLanes, totalBytes: number, clock: Clock) {
  const window = createSendWindow({ clock });
  const messageBytes = 65_536;
  const roundTripsMs: number[] = [];
  let sentBytes = 0;
  let ackedBytes = 0;
  let mostUnderWayBytes = 0;
  let largestWindowBytes = 0;
  const startedMs = clock.monotonicMs();

  await new Promise<void>((resolve, reject) => {
    const pump = () => {
      while (sentBytes < totalBytes) {
        const leftOfMessage = messageBytes - (sentBytes % messageBytes);
        const bytes = Math.min(log.maxFrameBytes, leftOfMessage, totalBytes - sentBytes);
        if (!window.canSend(bytes) || log.send(new Uint8Array(bytes)) !== "sent") return;
        window.noteSent(bytes);
        sentBytes += bytes;
        mostUnderWayBytes = Math.max(mostUnderWayBytes, window.underWayBytes);
        largestWindowBytes = Math.max(largestWindowBytes, window.windowBytes);
      }
    };
    const ping = () => {
      call.send(callFrame("ping", clock.monotonicMs()));
    };
    log.onDrain(pump);
    call.onClose((reason) => reject(new Error(`closed: ${reason}`)));
    call.onFrame((frame) => {
      const value = new DataView(frame.buffer, frame.byteOffset).getFloat64(1);
      if (frame[0] === callFrames.ping) {
        roundTripsMs.push(clock.monotonicMs() - value);
        if (ackedBytes < totalBytes) clock.schedule(2, ping);
      } else if (window.noteAcked(value)) {
        ackedBytes = value;
        if (ackedBytes === totalBytes) resolve();
        else pump();
      } else reject(new Error(`an impossible acknowledgement of ${value}`));
    });
    ping();
    pump();
  });

  const seconds = (clock.monotonicMs() - startedMs) / 1_000;
  roundTripsMs.sort((a, b) => a - b);
  const at = (part: number) => roundTripsMs[Math.floor((roundTripsMs.length - 1) * part)] ?? Number.NaN;
  return {
    ackedBytes,
    mostUnderWayBytes,
    largestWindowBytes,
    text:
      `flood of ${totalBytes / 1_048_576} MiB at ${(totalBytes / 1_000_000 / seconds).toFixed(1)} MB/s; ` +
      `call round trip p50 ${at(0.5).toFixed(2)} ms, p99 ${at(0.99).toFixed(2)} ms, max ${at(1).toFixed(1)} ms ` +
      `in ${roundTripsMs.length} pings; window ${window.windowBytes} bytes at the end`,
  };
}
