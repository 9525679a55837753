import { z } from "zod";
import { err, ok } from "../base/result.ts";
import { chatTextSchema } from "../events/terms.ts";
import { command, isWellFormed } from "./command.ts";
import { refusal } from "./refusals.ts";

export const talkCommands = [
  command({
    name: "chat.send",
    title: "Write in the chat",
    capability: "chat",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ text: chatTextSchema.refine(isWellFormed, "is not text") }),
    decide: (_state, input, { actor }) =>
      actor.kind === "participant"
        ? ok({ events: [{ type: "chat.sent", participant: actor.participant, text: input.text }] })
        : err(refusal("not-in-session")),
  }),
] as const;
