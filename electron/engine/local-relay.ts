import type { Clock } from "../../shared/base/ports.ts";
import type { Channel, SendResult } from "../../shared/channel/channel.ts";
import type { Connection } from "../../shared/channel/connection.ts";
import { createPlainConnection } from "../../shared/channel/plain-connection.ts";
import { openLocalLine } from "./local-line.ts";

/** The windows of both sides hold a line at less than this: a side that has so much waiting takes nothing any more. */
const maxWaitingBytes = 4 * 1024 * 1024;

/** Sends at once or, in order, once there is room again. */
function createQueue(send: (item: Uint8Array) => SendResult, handleStuck: () => void) {
  const waiting: Uint8Array[] = [];
  let bytes = 0;
  return {
    push(item: Uint8Array) {
      if (waiting.length === 0 && send(item) !== "full") return;
      waiting.push(item);
      bytes += item.length;
      if (bytes > maxWaitingBytes) handleStuck();
    },
    drain() {
      for (let next = waiting[0]; next !== undefined && send(next) !== "full"; next = waiting[0]) {
        waiting.shift();
        bytes -= next.length;
      }
    },
  };
}

function pipeChannel(from: Channel, to: Channel): void {
  const queue = createQueue(to.send, () => to.close("too-slow"));
  from.onFrame(queue.push);
  to.onDrain(queue.drain);
  from.onClose(to.close);
}

function pipeConnection(from: Connection, to: Connection): void {
  const stuck = () => to.close("too-slow");
  const lanes = {
    log: createQueue((message) => to.send("log", message), stuck),
    call: createQueue((message) => to.send("call", message), stuck),
  };
  from.onMessage((lane, message) => {
    if (lane === "glance") to.sendGlance(message);
    else lanes[lane].push(message);
  });
  to.onDrain((lane) => lanes[lane].drain());
  from.onClose(to.close);
}

/**
 * Serves an owner's line by the host that runs on the data folder already, in another process. Messages go through,
 * not frames: the carriers of the two sides cut them differently. handleGone: that host answers no more.
 */
export function relayToHost(
  dataFolder: string,
  clock: Clock,
  handleGone: () => void,
): (path: string, channel: Channel) => void {
  return (path, channel) => {
    void openLocalLine(dataFolder, path, clock).then((host) => {
      if (host === undefined) {
        channel.close("host-offline");
        return handleGone();
      }
      if (path === "host") {
        let left = false;
        channel.onClose(() => (left = true));
        host.onClose(() => left || handleGone());
        pipeChannel(channel, host);
        pipeChannel(host, channel);
        return undefined;
      }
      const [here, there] = [createPlainConnection({ channel }), createPlainConnection({ channel: host })];
      pipeConnection(here, there);
      pipeConnection(there, here);
      return undefined;
    });
  };
}
