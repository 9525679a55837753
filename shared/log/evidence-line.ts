import { z } from "zod";
import { safeParse } from "../base/parse.ts";
import type { Line } from "./line.ts";

/** Whether the line is an event of this type, told by how its data begins: `type` stands first in every event. */
export function startsEvent(line: Line, type: string): boolean {
  return line.code === "t" && line.data.startsWith(`{"type":"${type}",`);
}

const objectSchema = z.record(z.string(), z.unknown());

/** The event's fields without its type; undefined for what the schema does not take. */
export function parseEvent<Schema extends z.ZodType>(
  schema: Schema,
  data: string,
): z.output<Schema> | undefined {
  const object = safeParse(objectSchema, parseJson(data));
  if (!object.success) return undefined;
  const fields = Object.entries(object.data).filter(([name]) => name !== "type");
  return safeParse(schema, Object.fromEntries(fields)).data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
