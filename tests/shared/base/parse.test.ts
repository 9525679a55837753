import { describe, expect, test } from "vitest";
import { z } from "zod";
import { utf8 } from "../../../shared/base/bytes.ts";
import { safeParse } from "../../../shared/base/parse.ts";
import { commandRows } from "../../../shared/commands/table.ts";
import { clientMessageSchema, decodeMessage, hostMessageSchema } from "../../../shared/wire/messages.ts";

/** What JSON can carry that refuses to become a number: zod compares a `length` of whatever has one. */
const traps: readonly unknown[] = [
  { length: { toString: 1, valueOf: 1 } },
  { length: { __proto__: null } },
  { size: { toString: 1, valueOf: 1 }, length: { toString: 1, valueOf: 1 } },
].map((trap) => JSON.parse(JSON.stringify(trap)));

describe("[P4] something that only looks as if it had a length", () => {
  test("makes zod itself throw: the reason for this function", () => {
    expect(() => z.string().max(5).safeParse(traps[0])).toThrow(TypeError);
    expect(safeParse(z.string().max(5), traps[0])).toMatchObject({ success: false });
  });

  test.each(commandRows.map((row) => [row.name, row] as const))("is no input of %s", (_name, row) => {
    const keys = Object.keys(row.input.shape);
    for (const trap of traps) {
      expect(safeParse(row.input, trap).success).toBe(false);
      for (const key of keys) {
        expect(safeParse(row.input, { [key]: trap }).success).toBe(false);
        expect(safeParse(row.input, { [key]: [trap] }).success).toBe(false);
      }
    }
  });

  test("is no message of either side", () => {
    for (const trap of traps) {
      for (const message of [
        trap,
        { t: "call", id: 1, command: trap, input: {} },
        { t: "refused", message: trap },
      ]) {
        const bytes = utf8(JSON.stringify(message));
        expect(decodeMessage(clientMessageSchema, bytes).ok).toBe(false);
        expect(decodeMessage(hostMessageSchema, bytes).ok).toBe(false);
      }
    }
  });
});
