import { z } from "zod";
import type { ParticipantId } from "../base/ids.ts";
import { ok } from "../base/result.ts";
import { chatTextSchema } from "../events/terms.ts";
import { peopleHere } from "../state/selectors.ts";
import type { SessionState } from "../state/state.ts";
import { actorOf, command } from "./command.ts";

/** A message that names more people than this means everybody, and rings for nobody. */
const maxMentions = 10;

/** Whether `@name` stands in it by itself: `@Al` is not `@Alex`, nor is an address a mention. */
function names(text: string, name: string): boolean {
  const parts = text.split(`@${name}`);
  const isWord = (part: string | undefined, end: RegExp) => part !== undefined && end.test(part);
  return parts.some(
    (rest, i) => i > 0 && !isWord(rest, /^[\p{L}\p{N}]/u) && !isWord(parts[i - 1], /[\p{L}\p{N}]$/u),
  );
}

/** Who is named in a text by `@` and their name, in whatever case. */
function mentioned(state: SessionState, text: string): ParticipantId[] {
  if (!text.includes("@")) return [];
  const people = peopleHere(state).map(({ id, name }) => ({ id, name: name.toLowerCase() }));
  let rest = text.toLowerCase();
  const named = new Set<string>();
  // The longest first: `@Ana Lee` is not Ana.
  for (const name of new Set(people.map((each) => each.name).sort((a, b) => b.length - a.length))) {
    if (!names(rest, name)) continue;
    named.add(name);
    rest = rest.replaceAll(`@${name}`, " ");
  }
  const ids = people.filter(({ name }) => named.has(name)).map(({ id }) => id);
  return ids.length > maxMentions ? [] : ids;
}

export const talkCommands = [
  command({
    name: "chat.send",
    title: "Write in the chat",
    capability: "chat",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ text: chatTextSchema }),
    decide: (state, input, stamp) => {
      const participant = actorOf(state, stamp);
      return ok({
        events: [
          { type: "chat.sent", participant, text: input.text, mentions: mentioned(state, input.text) },
        ],
      });
    },
  }),
] as const;
