import type { Output } from "../output.ts";
import { withHost } from "../reach-host.ts";
import { parseSession, stateOf } from "./give.ts";

/** What the log says so far, in one line of JSON, as programs that join get it. */
export function printState(dataFolder: string, given: string, output: Output): Promise<void> {
  return withHost(dataFolder, async (host) => {
    const state = await stateOf(host, parseSession(given));
    output.say(state, JSON.stringify(state));
  });
}
