import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The rules of shared/SPEC.md by number. */
function rules(): readonly string[] {
  return [...readFileSync(join(root, "shared", "SPEC.md"), "utf8").matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(
    (match) => match[1] ?? "",
  );
}

/** The numbers that titles of tests carry. */
function shown(): ReadonlySet<string> {
  const tests = join(root, "tests");
  const files = readdirSync(tests, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  const found = files.flatMap((name) => [
    ...readFileSync(join(tests, name), "utf8").matchAll(/\[((?:[A-Z]\d+)(?:, [A-Z]\d+)*)\]/g),
  ]);
  return new Set(found.flatMap((match) => (match[1] ?? "").split(", ")));
}

/** One sentence per rule without a test, and per number in a title that is no rule; empty where all is well. */
export function checkSpec(): readonly string[] {
  const numbers = rules();
  const inTitles = shown();
  return [
    ...numbers.filter((number) => !inTitles.has(number)).map((number) => `No test shows ${number}.`),
    ...[...inTitles]
      .filter((number) => !numbers.includes(number))
      .map((number) => `A test shows ${number}, which is no rule.`),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = checkSpec();
  console.log(
    problems.length === 0 ? `Every one of ${rules().length} rules has a test.` : problems.join("\n"),
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}
