import type { z } from "zod";

/** What a schema made of a value; the same as its own safeParse gives. */
export type Parsed<Output> =
  | { readonly success: true; readonly data: Output }
  | { readonly success: false; readonly data?: undefined; readonly error: Unparsed };

/** What was wrong, the first thing first. */
export interface Unparsed {
  readonly issues: readonly Issue[];
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const unparsable = {
  success: false,
  error: { issues: [{ path: [], message: "not a known shape" }] },
} as const;

/**
 * The way in for whatever somebody else wrote. zod's safeParse throws on some of it: it compares the `length` of what
 * is no string or list, and an object there may refuse to become a number. A throw is a refusal here.
 */
export function safeParse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): Parsed<z.output<Schema>> {
  try {
    return schema.safeParse(value);
  } catch {
    return unparsable;
  }
}
