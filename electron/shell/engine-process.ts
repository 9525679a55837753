import { type MessagePortMain, type UtilityProcess, utilityProcess } from "electron";
import { safeParse } from "../../shared/base/parse.ts";
import {
  type FromEngine,
  fromEngineSchema,
  type LocalPath,
  type ToEngine,
} from "../engine/entry-messages.ts";

/** Soon at first, since people are waiting; then ever more rarely, so that a broken engine does not eat the machine. */
const defaultRestartDelaysMs: readonly number[] = [250, 1_000, 4_000, 10_000];
/** An engine that ran for so long had no trouble starting: the next failure counts as the first. */
const healthyAfterMs = 60_000;
/** Recordings are sealed and people told before the process is ended by force. */
const stopGraceMs = 8_000;

export interface EngineProcessOptions {
  /** dist/engine/engine.js. */
  readonly module: string;
  readonly args: readonly string[];
  /** What every process is told first. Undefined where it is not to be had. */
  readonly identity: () => Promise<ToEngine | undefined>;
  readonly onMessage: (message: FromEngine) => void;
  /** Before each new start; when there are no more, it is started again for a window alone. */
  readonly restartDelaysMs?: readonly number[];
  readonly onDeath: (code: number, next: "restarting" | "given-up") => void;
}

export interface EngineProcess {
  /** Hands the port to the engine, which is started where it does not run. */
  open(path: LocalPath, port: MessagePortMain): void;
  /** Tells it the identity once more, after that has changed. */
  identify(): void;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
}

/** Keeps the engine's process running: whatever kills it takes no window along, and it comes back. */
export function createEngineProcess(options: EngineProcessOptions): EngineProcess {
  const { restartDelaysMs = defaultRestartDelaysMs } = options;
  let child: UtilityProcess | undefined;
  let restarting: NodeJS.Timeout | undefined;
  let failures = 0;
  let stopped = false;

  const identify = () =>
    void options.identity().then((identity) => identity !== undefined && child?.postMessage(identity));

  const start = (): UtilityProcess => {
    clearTimeout(restarting);
    const startedMs = performance.now();
    const fresh = utilityProcess.fork(options.module, [...options.args], {
      serviceName: "Tandem engine",
      stdio: "inherit",
    });
    child = fresh;
    fresh.on("message", (message: unknown) => {
      const parsed = safeParse(fromEngineSchema, message);
      if (parsed.success) return options.onMessage(parsed.data);
      console.error("The engine said something that is not part of its protocol; it is ended.");
      fresh.kill();
    });
    fresh.once("exit", (code) => {
      child = undefined;
      if (stopped) return;
      failures = performance.now() - startedMs >= healthyAfterMs ? 1 : failures + 1;
      const delayMs = restartDelaysMs[failures - 1];
      if (delayMs === undefined) failures = 0;
      else restarting = setTimeout(start, delayMs);
      options.onDeath(code, delayMs === undefined ? "given-up" : "restarting");
    });
    identify();
    return fresh;
  };

  start();
  return {
    identify,
    open(path, port) {
      if (stopped) return port.close();
      (child ?? start()).postMessage({ type: "open", path, owner: true } satisfies ToEngine, [port]);
    },
    async stop() {
      stopped = true;
      clearTimeout(restarting);
      if (child === undefined) return;
      const last = child;
      const gone = new Promise<void>((resolve) => last.once("exit", () => resolve()));
      last.postMessage({ type: "stop" } satisfies ToEngine);
      const force = setTimeout(() => last.kill(), stopGraceMs);
      await gone;
      clearTimeout(force);
    },
  };
}
