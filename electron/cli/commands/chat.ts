import { type Output, plain } from "../output.ts";
import { withHost } from "../reach-host.ts";
import { giveTo, parseSession, stateOf } from "./give.ts";

/** Writes in the chat; without a text prints what was written so far, as much as joiners get. */
export function chat(
  dataFolder: string,
  given: string,
  text: string | undefined,
  output: Output,
): Promise<void> {
  const session = parseSession(given);
  return withHost(dataFolder, async (host) => {
    if (text !== undefined) return giveTo(host, session, "chat.send", { text }, output, { done: "Sent." });
    const messages = (await stateOf(host, session)).chat;
    for (const { atMs, ...message } of messages) {
      const at = new Date(atMs).toISOString();
      output.say({ ...message, at }, `${at.slice(11, 19)}  ${plain(message.name)}: ${plain(message.text)}`);
    }
    if (messages.length === 0 && !output.json) output.print("Nobody has written anything.\n");
  });
}
