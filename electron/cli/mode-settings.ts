import type { z } from "zod";
import {
  interactiveSchema,
  type Merge,
  type ModeChange,
  modeChangeSchema,
  type ModeName,
  presenterSchema,
  viewOnlySchema,
} from "../../shared/events/mode.ts";
import { exitCodes } from "./exit-codes.ts";
import { CliError } from "./output.ts";

export interface ModeOptions {
  readonly mode?: ModeName;
  readonly merge?: Merge;
  /** `name=value`, as often as there are settings. */
  readonly set?: readonly string[];
}

const schemas = {
  view_only: viewOnlySchema,
  interactive: interactiveSchema,
  presenter: presenterSchema,
} as const satisfies Record<ModeName, z.ZodObject>;

function wrong(message: string): CliError {
  return new CliError(exitCodes.usage, "bad-setting", message);
}

/** What somebody writes for a setting: `yes`, `off`, `300`, `never`; anything else is text. */
export function parseValue(text: string): boolean | number | string | null {
  if (/^(?:yes|true|on)$/i.test(text)) return true;
  if (/^(?:no|false|off)$/i.test(text)) return false;
  if (/^(?:never|null)$/i.test(text)) return null;
  return /^-?\d{1,9}$/.test(text) ? Number(text) : text;
}

/** `name=value` cut in two; throws where it is not. */
export function parsePair(text: string): readonly [name: string, value: string] {
  const at = text.indexOf("=");
  if (at < 1) throw wrong(`${JSON.stringify(text)} is not a setting. Write it as name=value.`);
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** A mode with the settings that were asked for by name; throws a sentence that names what there is. */
export function parseMode(name: ModeName, options: Omit<ModeOptions, "mode">): ModeChange {
  if (options.merge !== undefined && name !== "interactive") {
    throw wrong(`--merge is for the mode interactive; ${name} merges nothing.`);
  }
  const known = Object.keys(schemas[name].shape).filter((each) => each !== "name");
  const settings: Record<string, unknown> = {};
  if (options.merge !== undefined) settings["input_merge_mode"] = options.merge;
  for (const each of options.set ?? []) {
    const [key, value] = parsePair(each);
    if (!known.includes(key)) {
      throw wrong(`${name} has no setting ${JSON.stringify(key)}. It has: ${known.join(", ")}.`);
    }
    settings[key] = parseValue(value);
  }
  const mode = modeChangeSchema.safeParse({ name, ...settings });
  if (mode.success) return mode.data;
  const issue = mode.error.issues[0];
  throw wrong(`${issue?.path.join(".") ?? name}: ${issue?.message ?? "not valid"}.`);
}

/** What `start` was asked for; undefined where nothing was. */
export function modeOf(options: ModeOptions): ModeChange | undefined {
  const name = options.mode ?? (options.merge === undefined ? undefined : "interactive");
  if (name === undefined && options.set === undefined) return undefined;
  return parseMode(name ?? "presenter", options);
}
