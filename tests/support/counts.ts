import { appendFileSync } from "node:fs";
import { basename } from "node:path";

/**
 * How often something is tried: `short` in `npm test`, `long` in `npm run test:long`. Every count used in a long run
 * is printed at its end, with the file that asked for it.
 */
export function count(short: number, long: number): number {
  if (process.env["TANDEM_LONG"] !== "1") return short;
  const report = process.env["TANDEM_COUNTS_FILE"];
  if (report !== undefined) appendFileSync(report, `${callingTest()}: ${long}\n`);
  return long;
}

function callingTest(): string {
  const line = new Error().stack?.split("\n").find((each) => /\.test\.tsx?/.test(each));
  return basename(/[^\s(]*\.test\.tsx?/.exec(line ?? "")?.[0] ?? "elsewhere");
}
