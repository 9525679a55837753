import { safeParse } from "../../shared/base/parse.ts";
import { type MessagePortMain, type UtilityProcess, utilityProcess } from "electron";
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
/** Windows that may wait for an engine that is starting; there are never so many. */
const maxWaitingPorts = 64;

export interface EngineProcessOptions {
  /** dist/engine/engine.js. */
  readonly module: string;
  readonly args: readonly string[];
  /** The first message to every process that is started; it may take a while to be had. */
  readonly identity: () => Promise<Extract<ToEngine, { type: "identity" }>>;
  readonly onMessage: (message: Exclude<FromEngine, { type: "ready" }>) => void;
  /** Before each new start; when there are no more, the engine is given up. */
  readonly restartDelaysMs?: readonly number[];
  readonly onDeath: (code: number, next: "restarting" | "given-up") => void;
}

export interface EngineProcess {
  /** Hands the port to the engine, now or as soon as it is ready; closes it where that will not be. */
  open(path: LocalPath, port: MessagePortMain): void;
  /** After it was given up. */
  restart(): void;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
}

type State =
  | { readonly name: "starting" | "ready"; readonly child: UtilityProcess; readonly since: number }
  | { readonly name: "waiting"; readonly timer: NodeJS.Timeout }
  | { readonly name: "given-up" | "stopped" };

/** Keeps the engine's process running: whatever kills it takes no window along, and it comes back. */
export function createEngineProcess(options: EngineProcessOptions): EngineProcess {
  const { restartDelaysMs = defaultRestartDelaysMs } = options;
  let state: State = { name: "stopped" };
  let failures = 0;
  const waiting: { readonly path: LocalPath; readonly port: MessagePortMain }[] = [];

  function start(): void {
    const child = utilityProcess.fork(options.module, [...options.args], {
      serviceName: "Tandem engine",
      stdio: "inherit",
    });
    state = { name: "starting", child, since: performance.now() };
    child.on("message", (message: unknown) => {
      const parsed = safeParse(fromEngineSchema, message);
      if (parsed.success) return handleMessage(child, parsed.data);
      console.error("The engine said something that is not part of its protocol; it is ended.");
      child.kill();
    });
    child.once("exit", (code) => handleExit(child, code));
    child.once("spawn", () => {
      void options.identity().then((identity) => post(child, identity));
    });
  }

  function isCurrent(child: UtilityProcess): boolean {
    return (state.name === "starting" || state.name === "ready") && state.child === child;
  }

  function post(child: UtilityProcess, message: ToEngine, ports: MessagePortMain[] = []): void {
    if (isCurrent(child)) child.postMessage(message, ports);
  }

  function handleMessage(child: UtilityProcess, message: FromEngine): void {
    if (!isCurrent(child)) return;
    if (message.type !== "ready") return options.onMessage(message);
    state = { name: "ready", child, since: performance.now() };
    for (const { path, port } of waiting.splice(0)) post(child, { type: "open", path, owner: true }, [port]);
  }

  function handleExit(child: UtilityProcess, code: number): void {
    if (!isCurrent(child) || !("since" in state)) return;
    failures = performance.now() - state.since >= healthyAfterMs && state.name === "ready" ? 1 : failures + 1;
    const delayMs = restartDelaysMs[failures - 1];
    if (delayMs === undefined) {
      state = { name: "given-up" };
      closeWaiting();
      options.onDeath(code, "given-up");
      return;
    }
    state = { name: "waiting", timer: setTimeout(start, delayMs) };
    options.onDeath(code, "restarting");
  }

  function closeWaiting(): void {
    for (const { port } of waiting.splice(0)) port.close();
  }

  start();
  return {
    open(path, port) {
      if (state.name === "ready") return post(state.child, { type: "open", path, owner: true }, [port]);
      const willBeReady = state.name === "starting" || state.name === "waiting";
      if (willBeReady && waiting.length < maxWaitingPorts) waiting.push({ path, port });
      else port.close();
    },
    restart() {
      if (state.name !== "given-up") return;
      failures = 0;
      start();
    },
    async stop() {
      closeWaiting();
      const last = state;
      state = { name: "stopped" };
      if (last.name === "waiting") clearTimeout(last.timer);
      if (!("child" in last)) return;
      const { child } = last;
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      child.postMessage({ type: "stop" } satisfies ToEngine);
      const force = setTimeout(() => child.kill(), stopGraceMs);
      await gone;
      clearTimeout(force);
    },
  };
}
