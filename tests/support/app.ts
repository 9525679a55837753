import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { builtProgram } from "./built.ts";
import { command } from "./command.ts";
import { programPath } from "./programs.ts";
import { linesOf } from "./tandem.ts";

const openedSchema = z.object({ event: z.literal("open"), url: z.string(), signaling: z.string() });
const freshSchema = z.object({ event: z.literal("open"), url: z.string() });
const readySchema = z.object({ event: z.literal("ready"), url: z.string(), port: z.int() });
const linkSchema = z.object({ url: z.string() });
const recordingSchema = z.object({ path: z.string(), session: z.string().optional() });

/** A shared machine makes processes slow; whoever waits for a line never waits for this. */
const patienceMs = 30_000;

/** A `tandem` process that runs until it is stopped. */
interface Service {
  /** The next line of JSON it prints. */
  line(): Promise<unknown>;
  write(text: string): void;
  stop(signal: NodeJS.Signals): Promise<void>;
}

function runService(words: readonly string[], env: Readonly<Record<string, string>>): Service {
  const child = spawn(process.execPath, [builtProgram, ...words, "--json"], {
    env: { ...process.env, ...env },
  });
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async line() {
      const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
      const next = await lines.next();
      clearTimeout(timer);
      if (next.done === true) throw new Error(`tandem ${words.join(" ")} ended: ${complaints}`);
      return JSON.parse(next.value);
    },
    write: (text) => void child.stdin.write(text),
    async stop(signal) {
      child.kill(signal);
      await closed;
    },
  };
}

export interface LinkOptions {
  readonly grant?: "view" | "interact";
  /** Whether the owner lets people in one by one. */
  readonly asks?: boolean;
}

export interface AppOptions {
  /** A signaling server other than the one inside. */
  readonly signaling?: string;
}

/** `tandem app` as a user runs it, from the bundle, on a data folder and with a home of its own. */
export interface App {
  /** Where its links point to. */
  readonly signaling: string;
  /** The user's home folder: where the shell starts, and what it reads. */
  readonly home: string;
  /** An address that opens the owner's page once. */
  launchUrl(): Promise<string>;
  /** The file a session is recorded in. */
  recordingOf(session: string): Promise<string>;
  /** Runs one command on the same data folder, in this process; resolves with its lines of JSON. */
  tell(...words: readonly string[]): Promise<readonly unknown[]>;
  /** A link to a session, for what is not about the owner's making one. */
  share(session: string, options?: LinkOptions): Promise<string>;
  /** SIGTERM unless told otherwise. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Stops it and takes its folders away. */
  dispose(): Promise<void>;
}

/** Starts the app from the bundle that support/built.ts has made. */
export async function startApp(options: AppOptions = {}): Promise<App> {
  const folder = mkdtempSync(join(tmpdir(), "tandem-app-"));
  const data = join(folder, "data");
  const home = join(folder, "home");
  mkdirSync(home);
  // A login shell that looks the same on every machine, and keeps no history.
  writeFileSync(join(home, ".bash_profile"), "PS1='$ '\nunset HISTFILE\n");
  const env = { HOME: home, SHELL: programPath("bash"), LANG: "C.UTF-8" };
  const service = runService(
    [
      "app",
      "--no-open",
      "--data",
      data,
      ...(options.signaling === undefined ? [] : ["--signaling", options.signaling]),
    ],
    env,
  );
  const { url, signaling } = openedSchema.parse(await service.line());
  let unused: string | undefined = url;
  let stopped: Promise<void> | undefined;

  const tell = async (...words: readonly string[]) => {
    const [name = "", ...rest] = words;
    return linesOf((await command(name, "--data", data, "--json", ...rest)).stdout);
  };
  const app: App = {
    signaling,
    home,
    async launchUrl() {
      const first = unused;
      unused = undefined;
      if (first !== undefined) return first;
      service.write("\n");
      return freshSchema.parse(await service.line()).url;
    },
    async recordingOf(session) {
      const recordings = (await tell("recordings")).map((each) => recordingSchema.parse(each));
      const found = recordings.find((each) => each.session === session);
      if (found === undefined) throw new Error(`${session} has no recording`);
      return found.path;
    },
    tell,
    async share(session, { grant = "view", asks } = {}) {
      const asking = asks === undefined ? [] : [asks ? "--approve" : "--no-approve"];
      const [made] = await tell("share", session, "--grant", grant, ...asking);
      return linkSchema.parse(made).url;
    },
    stop: (signal = "SIGTERM") => (stopped ??= service.stop(signal)),
    async dispose() {
      await app.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return app;
}

/** `tandem server` on a folder and a port that outlive it. */
export interface SignalingServer {
  /** Its own address on loopback. */
  readonly url: string;
  readonly port: number;
  kill(): Promise<void>;
  start(): Promise<void>;
  dispose(): Promise<void>;
}

export async function startSignalingServer(
  options: { readonly publicUrl?: string } = {},
): Promise<SignalingServer> {
  const folder = mkdtempSync(join(tmpdir(), "tandem-server-"));
  let service: Service | undefined;
  const start = async (port: number) => {
    const publicUrl = options.publicUrl === undefined ? [] : ["--public-url", options.publicUrl];
    service = runService(["server", "--data", folder, "--port", String(port), ...publicUrl], {});
    return readySchema.parse(await service.line());
  };
  const { port } = await start(0);
  const kill = async () => {
    await service?.stop("SIGKILL");
    service = undefined;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    kill,
    async start() {
      await start(port);
    },
    async dispose() {
      await kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
