import type { z } from "zod";
import type { Line } from "./line.ts";

/** Whether the line is an event of this type, told by how its data begins: `type` stands first in every event. */
export function startsEvent(line: Line, type: string): boolean {
  return line.code === "t" && line.data.startsWith(`{"type":"${type}",`);
}

/** The event's fields without its type; undefined for what the schema does not take. */
export function parseEvent<Schema extends z.ZodType>(
  schema: Schema,
  data: string,
): z.output<Schema> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { type: _type, ...fields } = value as Record<string, unknown>;
  const parsed = schema.safeParse(fields);
  return parsed.success ? parsed.data : undefined;
}
