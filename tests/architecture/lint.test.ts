import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
let folder: string;
let report: string;

/** Each file breaks exactly one rule. */
const planted: Readonly<Record<string, readonly [rule: string, source: string]>> = {
  "floating.ts": ["no-floating-promises", "export function f(p: Promise<void>): void {\n  p;\n}\n"],
  "misused.ts": ["no-misused-promises", "export const n = [1].filter(async (n) => n > 0);\n"],
  "any.ts": ["no-explicit-any", "export const a = (b: any): number => (b === 1 ? 1 : 2);\n"],
  "default.ts": ["no-default-export", "export default 1;\n"],
  "unused.ts": ["no-unused-vars", "const a = 1;\nexport {};\n"],
  "long.ts": ["max-lines", `${"export {};\n".repeat(501)}`],
  "barrel.ts": ["no-barrel-file", 'export * from "./any.ts";\n'],
  "non-null.ts": ["no-non-null-assertion", "export const first = (a: number[]): number => a[0]!;\n"],
  "only.test.ts": ["no-focused-tests", 'import { it } from "vitest";\nit.only("a", () => {});\n'],
  "skip.test.ts": ["no-disabled-tests", 'import { it } from "vitest";\nit.skip("a", () => {});\n'],
};

beforeAll(async () => {
  // Inside the tree, so that its configuration applies, but not where the test runner looks for tests.
  folder = await mkdtemp(join(root, "build", "planted-"));
  await Promise.all(
    Object.entries(planted).map(([name, [, source]]) => writeFile(join(folder, name), source)),
  );
  const oxlint = join(root, "node_modules", "oxlint", "bin", "oxlint");
  const args = [oxlint, "--type-aware", "--format", "unix", folder];
  report = await promisify(execFile)(process.execPath, args, { cwd: root }).then(
    () => "",
    (error: unknown) => (error instanceof Error && "stdout" in error ? String(error.stdout) : String(error)),
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe("the linter", () => {
  it.each(Object.entries(planted))("refuses what %s plants", (name, [rule]) => {
    const lines = report.split("\n").filter((line) => line.includes(`/${name}:`));
    expect(lines.join("\n")).toContain(`(${rule})`);
  });
});
