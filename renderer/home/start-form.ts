import type { ModeName } from "../../shared/events/mode.ts";
import { trainingSchema } from "../../shared/events/session.ts";
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
  /** Names, with commas or line breaks between. */
  readonly trainees: string;
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
  trainees: "",
  fourEyes: "no",
  maxParticipants: "",
  record: true,
};

/** Which field is wrong, and the sentence. */
export interface StartError {
  readonly field: "words" | "title" | "topic" | "trainees" | "maxParticipants";
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
  const training = form.type === "training" ? trainingOf(form) : undefined;
  if (training?.ok === false) return training;
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
    ...(training === undefined ? {} : { type: "training", training: training.value }),
    ...(form.fourEyes === "no" ? {} : { fourEyes: form.fourEyes }),
    ...(title === undefined ? {} : { title: title.data }),
    ...(maxParticipants === undefined ? {} : { maxParticipants }),
  });
}

/** The names as they were written, each once. */
function namesIn(text: string): readonly string[] {
  const names = text.split(/[,;\n]/).map((each) => each.trim());
  return [...new Set(names.filter((each) => each !== ""))];
}

const traineesSchema = trainingSchema.shape.trainees;

function trainingOf(form: StartForm): Result<NonNullable<StartInput["training"]>, StartError> {
  const topic = form.topic.trim() === "" ? undefined : sentenceSchema.safeParse(form.topic);
  if (topic?.success === false)
    return err({ field: "topic", message: "One line of at most 500 characters." });
  const names = namesIn(form.trainees);
  const trainees = traineesSchema.safeParse([...names]);
  if (!trainees.success) {
    const [at] = trainees.error.issues[0]?.path ?? [];
    const wrong = typeof at === "number" ? names[at] : undefined;
    const message =
      wrong === undefined ? "At most 50 names." : `“${wrong}” is no name: at most 60 characters.`;
    return err({ field: "trainees", message });
  }
  return ok({
    ...(topic === undefined ? {} : { topic: topic.data }),
    ...(form.level === "any" ? {} : { level: form.level }),
    ...(trainees.data.length === 0 ? {} : { trainees: trainees.data }),
  });
}
