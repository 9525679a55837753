import type { ModeName } from "../../shared/events/mode.ts";
import { sentenceSchema, titleSchema } from "../../shared/events/terms.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import type { StartInput } from "../../shared/wire/host-api.ts";
import { splitArguments } from "./split-arguments.ts";

export type StartKind = "shell" | "ssh" | "command";

export interface StartForm {
  readonly kind: StartKind;
  /** ssh: where to, as on ssh's own command line; command: the program and its arguments. */
  readonly words: string;
  readonly title: string;
  readonly mode: ModeName;
  readonly type: "standard" | "training";
  readonly topic: string;
  readonly level: "any" | "beginner" | "intermediate" | "advanced";
  readonly fourEyes: "no" | "watching" | "per-command";
  /** As typed; empty is the mode's default. */
  readonly maxParticipants: string;
  readonly record: boolean;
}

export const startDefaults: StartForm = {
  kind: "shell",
  words: "",
  title: "",
  mode: "presenter",
  type: "standard",
  topic: "",
  level: "any",
  fourEyes: "no",
  maxParticipants: "",
  record: true,
};

/** Which field is wrong, and the sentence. */
export interface StartError {
  readonly field: "words" | "title" | "topic" | "maxParticipants";
  readonly message: string;
}

export function startInput(form: StartForm): Result<StartInput, StartError> {
  const argv = form.kind === "shell" ? ok([]) : splitArguments(form.words);
  if (!argv.ok) return err({ field: "words", message: argv.error });
  if (form.kind !== "shell" && argv.value.length === 0) {
    const message = form.kind === "ssh" ? "Where to? For example ana@prod-db-01." : "Which program?";
    return err({ field: "words", message });
  }
  const title = form.title.trim() === "" ? undefined : titleSchema.safeParse(form.title);
  if (title?.success === false)
    return err({ field: "title", message: "One line of at most 120 characters." });
  const topic =
    form.type !== "training" || form.topic.trim() === "" ? undefined : sentenceSchema.safeParse(form.topic);
  if (topic?.success === false)
    return err({ field: "topic", message: "One line of at most 500 characters." });
  const most = form.maxParticipants.trim();
  const maxParticipants = most === "" ? undefined : Number(most);
  if (
    maxParticipants !== undefined &&
    !(Number.isInteger(maxParticipants) && maxParticipants >= 1 && maxParticipants <= 100)
  ) {
    return err({ field: "maxParticipants", message: "A number from 1 to 100." });
  }
  return ok({
    target: { kind: form.kind, argv: argv.value },
    mode: form.mode,
    record: form.record,
    ...(form.type === "training"
      ? {
          type: "training",
          training: {
            ...(topic === undefined ? {} : { topic: topic.data }),
            ...(form.level === "any" ? {} : { level: form.level }),
          },
        }
      : {}),
    ...(form.fourEyes === "no" ? {} : { fourEyes: form.fourEyes }),
    ...(title === undefined ? {} : { title: title.data }),
    ...(maxParticipants === undefined ? {} : { maxParticipants }),
  });
}
