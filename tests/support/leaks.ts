import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect } from "vitest";

/**
 * What every process started from here on inherits, and whatever it starts: by this they are found, orphans too. Nothing
 * of ours by name, or targets would not get it.
 */
const markName = "SUITE_MARK";

/** What this process waits for or holds open: timers, sockets, files, workers, by kind. */
function held(): ReadonlyMap<string, number> {
  const kinds = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return kinds;
}

function grown(before: ReadonlyMap<string, number>): readonly string[] {
  return [...held()]
    .filter(([kind, count]) => count > (before.get(kind) ?? 0))
    .map(([kind, count]) => `${kind}: ${count - (before.get(kind) ?? 0)} more than before`);
}

/** A file of /proc, or nothing where its process has just gone or is another user's. */
function readProc(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}

/** Processes that were started since the mark was set, by whomever, and still run. */
function started(mark: string): readonly string[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && readProc(name, "environ").includes(`${markName}=${mark}\0`))
    .map((pid) => `process ${pid}: ${readProc(pid, "cmdline").replaceAll("\0", " ").slice(0, 200)}`);
}

/** For lines that stay open a moment to bring everybody the end. */
const graceMs = 10_000;
/** To look is to read of every process of the machine. */
const everyMs = 20;

/**
 * Of every suite of a project that has this file among its setupFiles: when it is over, nothing may be held and nothing
 * may run that did not before it.
 */
const mark = randomUUID();
let before: ReadonlyMap<string, number> = new Map();
const left = () => [...grown(before), ...started(mark)];

beforeAll(() => {
  process.env[markName] = mark;
  before = held();
});
afterAll(async () => {
  // Vitest's own timers come and go; what stays is looked at when time is up.
  const end = performance.now() + graceMs;
  while (left().length > 0 && performance.now() < end) await setTimeout(everyMs);
  expect(left(), "left over by this suite").toEqual([]);
});
