import type { z } from "zod";
import { safeParse } from "../base/parse.ts";
import { err, ok, type Result } from "../base/result.ts";
import { type EventType, events, type SessionEvent, type UnknownEvent } from "../events/table.ts";

/**
 * How events stand in an asciicast v3 line: output, resize and exit have codes of their own, everything else is `t`
 * with a JSON string of the event as its data. https://docs.asciinema.org/manual/asciicast/v3/
 */
export function encodeEvent(event: SessionEvent): {
  readonly code: "o" | "r" | "x" | "t";
  readonly data: string;
} {
  switch (event.type) {
    case "output":
      return { code: "o", data: event.text };
    case "resized":
      return { code: "r", data: `${event.cols}x${event.rows}` };
    case "target.exited":
      return { code: "x", data: String(event.code) };
    default:
      return { code: "t", data: JSON.stringify(event) };
  }
}

function isEventType(name: string): name is EventType {
  return Object.hasOwn(events, name);
}

function parseWith(type: EventType, value: Record<string, unknown>): Result<SessionEvent, string> {
  const schema: z.ZodType = events[type].schema;
  const parsed = safeParse(schema, value);
  if (!parsed.success)
    return err(`not a valid ${type}: ${parsed.error.issues[0]?.message ?? "unknown reason"}`);
  return ok({ type, ...(parsed.data as object) } as SessionEvent);
}

/** The event a line's code and data stand for. One of a newer format comes back as `unknown`; the error is a sentence. */
export function decodeEvent(code: string, data: string): Result<SessionEvent | UnknownEvent, string> {
  switch (code) {
    case "o":
      return ok({ type: "output", text: data });
    case "r": {
      const size = /^(\d{1,4})x(\d{1,4})$/.exec(data);
      if (size === null) return err("not a terminal size");
      return parseWith("resized", { cols: Number(size[1]), rows: Number(size[2]) });
    }
    case "x":
      return /^-?\d{1,10}$/.test(data)
        ? parseWith("target.exited", { code: Number(data) })
        : err("not an exit code");
    case "t":
      return decodeOwn(data);
    default:
      return ok({ type: "unknown", name: code });
  }
}

function decodeOwn(data: string): Result<SessionEvent | UnknownEvent, string> {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return err("not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return err("not an object");
  const { type, ...rest } = value as Record<string, unknown>;
  if (typeof type !== "string") return err("an event without a type");
  if (!isEventType(type)) return ok({ type: "unknown", name: type.slice(0, 64) });
  if (type === "output" || type === "resized" || type === "target.exited")
    return err(`${type} has a code of its own`);
  return parseWith(type, rest);
}
