import { z } from "zod";
import { exitCodes } from "./exit-codes.ts";
import { CliError } from "./output.ts";

/** One field of a command's input, as a word or an option says it. */
export interface Field {
  readonly name: string;
  readonly kind: "who" | "number" | "boolean" | "choice" | "number-or-choice" | "text";
  readonly choices: readonly string[];
  readonly required: boolean;
  /** What it is where it is left out; undefined where there is no default. */
  readonly preset: unknown;
}

const propertySchema = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  pattern: z.string().optional(),
  default: z.unknown().optional(),
  anyOf: z.array(z.object({ type: z.string().optional(), enum: z.array(z.string()).optional() })).optional(),
});
const inputSchema = z.object({
  properties: z.record(z.string(), propertySchema).default({}),
  required: z.array(z.string()).default([]),
});

function kindOf(property: z.output<typeof propertySchema>): Field["kind"] {
  if (property.pattern?.startsWith("^PAR-") === true) return "who";
  if (property.enum !== undefined) return "choice";
  if (property.anyOf?.some((each) => each.enum !== undefined) === true) return "number-or-choice";
  if (property.type === "boolean") return "boolean";
  return property.type === "integer" || property.type === "number" ? "number" : "text";
}

/** The fields of an input, read off its schema. */
export function fieldsOf(schema: z.ZodType): readonly Field[] {
  const { properties, required } = inputSchema.parse(
    z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }),
  );
  return Object.entries(properties).map(([name, property]) => ({
    name,
    kind: kindOf(property),
    choices: [...(property.enum ?? []), ...(property.anyOf?.flatMap((each) => each.enum ?? []) ?? [])],
    required: required.includes(name),
    preset: property.default,
  }));
}

/** `autoReturn` → `auto-return`. */
export function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll("_", "-");
}

function wrong(field: Field, text: string, what: string): CliError {
  return new CliError(
    exitCodes.usage,
    "bad-value",
    `${kebab(field.name)}: ${JSON.stringify(text)} is not ${what}.`,
  );
}

/** A word as the field wants it; names of people stay as they are. Throws where it cannot be meant. */
export function parseField(field: Field, text: string): string | number | boolean {
  switch (field.kind) {
    case "number":
      if (/^\d{1,10}$/.test(text)) return Number(text);
      throw wrong(field, text, "a whole number");
    case "boolean":
      if (/^(?:on|yes|true)$/i.test(text)) return true;
      if (/^(?:off|no|false)$/i.test(text)) return false;
      throw wrong(field, text, "on or off");
    case "choice":
      if (field.choices.includes(text)) return text;
      throw wrong(field, text, `one of ${field.choices.join(", ")}`);
    case "number-or-choice":
      if (/^\d{1,10}$/.test(text)) return Number(text);
      if (field.choices.includes(text)) return text;
      throw wrong(field, text, `a number or one of ${field.choices.join(", ")}`);
    case "who":
    case "text":
      return text;
  }
}
