import { expect, test } from "vitest";
import { createLineStreams } from "../../../electron/engine/transports/signaling/line-streams.ts";
import { linkIdSchema } from "../../../shared/base/ids.ts";
import type { Channel } from "../../../shared/channel/channel.ts";
import { createTestClock } from "../../support/clock.ts";

const link = linkIdSchema.parse("LNK-AAAAAAAAAAAAAAAA");
const lots = { bytesPerSecond: 1e9, burstBytes: 1e9 };

/** Streams over a socket whose network takes a frame when the test says so. */
function setUp() {
  const held: { readonly bytes: number; readonly written: () => void }[] = [];
  let bufferedAmount = 0;
  const streams = createLineStreams(
    {
      get bufferedAmount() {
        return bufferedAmount;
      },
      sendFrame(frame, written) {
        bufferedAmount += frame.length;
        held.push({ bytes: frame.length, written });
      },
      sendClose: () => {},
    },
    lots,
    createTestClock(),
  );
  return {
    open(stream: number): Channel {
      let opened: Channel | undefined;
      const listening = streams.onStream(({ channel }) => (opened = channel));
      streams.handleOpened(stream, link, "192.0.2.1");
      listening.dispose();
      if (opened === undefined) throw new Error("no stream was opened");
      return opened;
    },
    /** The network takes all there is, what is sent meanwhile included; says how many frames that were. */
    take(): number {
      let taken = 0;
      for (let next = held.shift(); next !== undefined; next = held.shift()) {
        bufferedAmount -= next.bytes;
        next.written();
        taken++;
      }
      return taken;
    },
  };
}

test("a stream that fills up again from within its drain is drained again", () => {
  const { open, take } = setUp();
  const channel = open(1);
  let left = 60;
  const goOn = () => {
    while (left > 0 && channel.send(new Uint8Array(16_384)) === "sent") left--;
  };
  channel.onDrain(goOn);
  goOn();
  expect(left).toBeGreaterThan(0);
  take();
  expect(left).toBe(0);
});
