import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { builtProgram } from "./built.ts";
import { command, type Said } from "./command.ts";
import { programPath } from "./programs.ts";

/** A shared machine makes processes slow; whoever waits for an event never waits for this. */
const patienceMs = 30_000;

const lineSchema = z.record(z.string(), z.unknown());
export type JsonLine = z.output<typeof lineSchema>;

const readySchema = z.object({ event: z.literal("ready"), session: z.string(), recording: z.string() });
const linkSchema = z.object({ id: z.string(), url: z.string(), expires: z.string() });
export type MadeLink = z.output<typeof linkSchema>;

export interface Finished extends Omit<Said, "code"> {
  /** Null where a signal ended it. */
  readonly code: number | null;
  /** Standard output, each line of JSON. */
  readonly lines: readonly JsonLine[];
}

/** One `tandem` process and all it has printed. */
export interface TandemProcess {
  readonly pid: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly lines: readonly JsonLine[];
  readonly done: Promise<Finished>;
  /** The first line of JSON from the `after`th on, printed already or to come, that has these fields with these values. */
  line(fields: JsonLine, after?: number): Promise<JsonLine>;
  lineWhere(what: string, matches: (line: JsonLine) => boolean, after?: number): Promise<JsonLine>;
  /** Until standard output or standard error contains it. */
  shows(text: string): Promise<void>;
  write(text: string): void;
  /** A command of `join --json`; resolves with its answer. */
  command(name: string, input?: JsonLine): Promise<JsonLine>;
  endInput(): void;
  /** Nobody reads it any more: whatever it prints from here on meets a closed pipe. */
  closeOutput(...names: readonly ("stdout" | "stderr")[]): void;
  signal(name: NodeJS.Signals): void;
  /** With `shifted: true`: its clocks go on by `shiftMs` at once, as after a sleep. */
  sleepFor(): Promise<void>;
}

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly shifted?: boolean;
  /** A program that runs it instead of being it: `unshare …`. */
  readonly under?: readonly [string, ...string[]];
}

export interface HostedSession {
  readonly process: TandemProcess;
  readonly id: string;
  readonly recording: string;
}

/** A data folder of its own and the processes that were started on it; gone with the test. */
export interface Installation {
  readonly folder: string;
  spawn(words: readonly string[], options?: SpawnOptions): TandemProcess;
  /** Runs one command to its end, as a process. */
  run(...words: readonly string[]): Promise<Finished>;
  /** The same in this process, for all that does not depend on being one: `start`, `join` and servers do. */
  tell(...words: readonly string[]): Promise<Finished>;
  /** `start --headless --json` with these words, until it is ready. */
  start(words: readonly string[], options?: SpawnOptions): Promise<HostedSession>;
  share(session: string, ...words: readonly string[]): Promise<MadeLink>;
  /** `join --json`, once it is live. */
  join(url: string, ...words: readonly string[]): Promise<TandemProcess>;
  /** Everything that any of the processes printed, and the host's log. */
  readonly printed: string;
  /** Ends with it, whatever else it serves. */
  onDispose(work: () => void): void;
  dispose(): Promise<void>;
}

function contains(line: JsonLine, fields: JsonLine): boolean {
  return Object.entries(fields).every(
    ([name, value]) => JSON.stringify(line[name]) === JSON.stringify(value),
  );
}

export function linesOf(text: string): readonly JsonLine[] {
  return text
    .split("\n")
    .slice(0, -1)
    .flatMap((each) => {
      if (!each.startsWith("{")) return [];
      return [lineSchema.parse(JSON.parse(each))];
    });
}

function follow(child: ChildProcessWithoutNullStreams, words: readonly string[]): TandemProcess {
  const printed = { stdout: "", stderr: "" };
  const lines: JsonLine[] = [];
  let partial = "";
  const watchers = new Set<() => void>();
  const look = () => {
    for (const watcher of watchers) watcher();
  };
  child.stdin.on("error", () => {});
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed.stdout += text;
    partial += text;
    lines.push(...linesOf(partial));
    partial = partial.slice(partial.lastIndexOf("\n") + 1);
    look();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    printed.stderr += text;
    look();
  });
  const done = new Promise<Finished>((resolve) => {
    child.on("close", (code) => {
      resolve({ code, ...printed, lines: linesOf(printed.stdout) });
      look();
    });
  });

  const wait = <T>(what: string, find: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const told = () =>
        `${what}\n$ tandem ${words.join(" ")}\n${printed.stdout.slice(-4000)}\n${printed.stderr}`;
      const settle = (end: () => void) => {
        clearTimeout(timer);
        watchers.delete(check);
        end();
      };
      const check = () => {
        const found = find();
        if (found !== undefined) return settle(() => resolve(found));
        if (child.exitCode !== null && child.stdout.closed)
          settle(() => reject(new Error(`it ended (${child.exitCode}) before it said ${told()}`)));
      };
      const timer = setTimeout(() => settle(() => reject(new Error(`it never said ${told()}`))), patienceMs);
      watchers.add(check);
      check();
    });

  let commands = 0;
  const one: TandemProcess = {
    pid: child.pid ?? 0,
    get stdout() {
      return printed.stdout;
    },
    get stderr() {
      return printed.stderr;
    },
    lines,
    done,
    line: (fields, after) => one.lineWhere(JSON.stringify(fields), (line) => contains(line, fields), after),
    lineWhere: (what, matches, after = 0) => wait(what, () => lines.slice(after).find(matches)),
    shows: (text) =>
      wait(JSON.stringify(text), () =>
        printed.stdout.includes(text) || printed.stderr.includes(text) ? true : undefined,
      ).then(() => undefined),
    write: (text) => void child.stdin.write(text),
    command(name, input = {}) {
      const id = ++commands;
      child.stdin.write(`${JSON.stringify({ command: name, input, id })}\n`);
      return one.line({ type: "answer", id });
    },
    endInput: () => void child.stdin.end(),
    closeOutput(...names) {
      for (const name of names) child[name].destroy();
    },
    signal: (name) => void child.kill(name),
    async sleepFor() {
      child.kill("SIGUSR2");
      await one.shows("clocks shifted");
    },
  };
  return one;
}

/** How far `sleepFor` puts the clocks forward: past every deadline of a session but a day's. */
export const shiftMs = 400_000;

/** For Node, before a program: SIGUSR2 then puts its clocks forward. */
export const shiftedArgv = ["--import", new URL("shifted-clock.ts", import.meta.url).href] as const;
export const shiftedEnv = { TANDEM_TEST_SHIFT_MS: String(shiftMs) } as const;

export function createInstallation(): Installation {
  const folder = mkdtempSync(join(tmpdir(), "tandem-cli-"));
  const children = new Set<ChildProcessWithoutNullStreams>();
  const processes: TandemProcess[] = [];
  const atEnd: (() => void)[] = [];

  const start = (words: readonly string[], options: SpawnOptions = {}): TandemProcess => {
    const preload = options.shifted === true ? shiftedArgv : [];
    const [file, ...before] = [...(options.under ?? []), process.execPath];
    const child = spawn(file ?? process.execPath, [...before, ...preload, builtProgram, ...words], {
      cwd: folder,
      env: {
        ...process.env,
        ...shiftedEnv,
        NODE_NO_WARNINGS: "1",
        ...options.env,
      },
    });
    children.add(child);
    child.on("close", () => children.delete(child));
    const followed = follow(child, words);
    processes.push(followed);
    return followed;
  };

  const own = (words: readonly string[]) => {
    const [name = "", ...rest] = words;
    return name === "join" ? words : [name, "--data", folder, ...rest];
  };

  const installation: Installation = {
    folder,
    spawn: (words, options) => start(own(words), options),
    async run(...words) {
      const one = start(own(words));
      one.endInput();
      return one.done;
    },
    async tell(...words) {
      const said = await command(...own(words));
      return { ...said, lines: linesOf(said.stdout) };
    },
    async start(words, options) {
      const one = start(own(["start", "--headless", "--json", ...words]), options);
      const ready = await one.line({ event: "ready" });
      const { session, recording } = readySchema.partial({ recording: true }).parse(ready);
      return { process: one, id: session, recording: recording ?? "" };
    },
    async share(session, ...words) {
      const made = await installation.tell("share", session, "--json", ...words);
      return linkSchema.parse(made.lines[0] ?? { refused: made.stdout + made.stderr });
    },
    async join(url, ...words) {
      const guest = start(["join", url, "--json", ...words]);
      await guest.line({ type: "status", status: "live" });
      return guest;
    },
    get printed() {
      const log = (() => {
        try {
          return readFileSync(join(folder, "host.log"), "utf8");
        } catch {
          return "";
        }
      })();
      return `${processes.map((each) => each.stdout + each.stderr).join("\n")}\n${log}`;
    },
    onDispose: (work) => void atEnd.push(work),
    async dispose() {
      for (const work of atEnd.splice(0)) work();
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(processes.map((each) => each.done));
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return installation;
}

/** An installation for one test. */
export function installation(): Installation {
  const made = createInstallation();
  onTestFinished(() => made.dispose());
  return made;
}

/** A login shell that tells where its lines end, which time has no part in, and reads no file of anybody's. */
export function ownBash(own: Installation): Readonly<Record<string, string>> {
  return { SHELL: programPath("bash"), HOME: own.folder };
}

/** What a joined guest has been shown, as text: the screen when it came, and the output after it. */
export function shownTo(guest: TandemProcess): string {
  return guest.lines
    .flatMap((line) => {
      if (line["type"] === "screen") return [String(line["data"])];
      return line["type"] === "output" ? [String(line["text"])] : [];
    })
    .join("");
}

/** Until a guest's screen has shown it. */
export async function seen(guest: TandemProcess, text: string): Promise<void> {
  await guest.lineWhere(
    `a screen with ${JSON.stringify(text)}`,
    // Looked at once each time something has come.
    (line) => line === guest.lines.at(-1) && shownTo(guest).includes(text),
  );
}
