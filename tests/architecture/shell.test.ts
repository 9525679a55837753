import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const folder = new URL("../../electron/shell/", import.meta.url);

it("the shell is thin: under 600 lines, as wc counts them, in all its sources together", () => {
  const sources = readdirSync(folder).filter((name) => name.endsWith(".ts"));
  const lines = sources.map((name) => readFileSync(new URL(name, folder), "utf8").split("\n").length - 1);
  expect(sources).toContain("shell.ts");
  expect(lines.reduce((sum, each) => sum + each)).toBeLessThan(600);
});
