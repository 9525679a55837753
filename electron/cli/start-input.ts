import type { JoinerScrollback, SessionType } from "../../shared/events/terms.ts";
import type { StartInput } from "../../shared/wire/host-api.ts";
import { exitCodes } from "./exit-codes.ts";
import { type ModeOptions, modeOf } from "./mode-settings.ts";
import { CliError } from "./output.ts";

export interface StartOptions extends ModeOptions {
  readonly headless?: boolean;
  readonly target?: "shell" | "ssh" | "command" | "echo";
  readonly title?: string;
  readonly type?: SessionType;
  readonly topic?: string;
  readonly level?: "beginner" | "intermediate" | "advanced";
  readonly trainee?: readonly string[];
  /** True where the word stands alone. */
  readonly fourEyes?: "watching" | "per-command" | true;
  readonly scrollback?: JoinerScrollback;
  readonly max?: number;
  readonly record: boolean;
  readonly apiPort?: number;
  readonly signaling?: string;
  readonly lan?: boolean;
  readonly cols?: number;
  readonly rows?: number;
}

/** The last line of the terminal is the status bar's. */
const statusRows = 1;

/** What a training session is about; throws where it is said of another kind of session. */
function trainingOf({ type, topic, level, trainee }: StartOptions): Pick<StartInput, "type" | "training"> {
  const said = topic !== undefined || level !== undefined || trainee !== undefined;
  if (!said) return type === undefined ? {} : { type };
  if (type !== undefined && type !== "training") {
    throw new CliError(
      exitCodes.usage,
      "not-training",
      "--topic, --level and --trainee belong to a session of the type training.",
    );
  }
  return {
    type: "training",
    training: {
      ...(topic === undefined ? {} : { topic }),
      ...(level === undefined ? {} : { level }),
      trainees: [...(trainee ?? [])],
    },
  };
}

/** What the words and options of `start` ask the host for; throws where they make no sense together. */
export function startInput(words: readonly string[], options: StartOptions): StartInput {
  const kind = options.target ?? (words.length > 0 ? "command" : "shell");
  if ((kind === "ssh" || kind === "command") && words.length === 0) {
    throw new CliError(
      exitCodes.usage,
      "no-words",
      kind === "ssh"
        ? "Say where to: tandem start --target ssh -- HOST"
        : "Say what to run: tandem start -- PROGRAM",
    );
  }
  if ((kind === "shell" || kind === "echo") && words.length > 0) {
    throw new CliError(exitCodes.usage, "too-many-words", `The target ${kind} takes no words after --.`);
  }
  const mode = modeOf(options);
  const { fourEyes } = options;
  const interactive = options.headless !== true && process.stdout.isTTY;
  const cols = options.cols ?? (interactive ? process.stdout.columns : undefined);
  const rows = options.rows ?? (interactive ? process.stdout.rows - statusRows : undefined);
  return {
    target: { kind, argv: [...words], cwd: process.cwd() },
    ...(options.title === undefined ? {} : { title: options.title }),
    ...(mode === undefined ? {} : { mode }),
    ...trainingOf(options),
    ...(fourEyes === undefined ? {} : { fourEyes: fourEyes === true ? "watching" : fourEyes }),
    ...(options.scrollback === undefined ? {} : { joinerScrollback: options.scrollback }),
    ...(options.max === undefined ? {} : { maxParticipants: options.max }),
    record: options.record,
    ...(cols === undefined ? {} : { cols }),
    ...(rows === undefined ? {} : { rows }),
  };
}
