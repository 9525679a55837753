import { expect, it } from "vitest";
import { checkSpec } from "../../build/run/spec.ts";

it("every rule of shared/SPEC.md is shown by a test that carries its number, and no title carries another", () => {
  expect(checkSpec()).toEqual([]);
});
