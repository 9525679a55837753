import { type ChildProcess, fork, spawn, type SpawnOptions } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Caller, type Calls, type CallTable, createCaller } from "./calls.ts";

/** The built command line, as users run it. */
export const tandemProgram = join(import.meta.dirname, "../../../dist/cli/tandem.js");

/** Where one of `programs/` lies. */
export const benchProgram = (name: string): string => join(import.meta.dirname, "../programs", `${name}.ts`);

export interface Program<C extends Calls> extends Caller<C> {
  readonly pid: number;
}

/** A folder and the processes started for a measurement. Nothing of either outlives `dispose`. */
export interface Workplace {
  readonly folder: string;
  /** Where hosts leave a CPU profile when they end; undefined where nobody asked for one. */
  readonly profiles: string | undefined;
  /** A new folder inside. */
  newFolder(name: string): string;
  spawn(command: string, args: readonly string[], options: SpawnOptions): ChildProcess;
  /** One of `programs/`, which answers calls of this table. */
  fork<C extends Calls>(table: CallTable<C>, program: string): Program<C>;
  /** Ends those that still run, by their ids, at once; resolves once they are gone. The folder stays. */
  endAll(): Promise<void>;
  dispose(): Promise<void>;
}

const environment = { ...process.env, NODE_NO_WARNINGS: "1" };

export function createWorkplace(profiles?: string): Workplace {
  const folder = mkdtempSync(join(tmpdir(), "tandem-bench-"));
  const running = new Map<ChildProcess, Promise<void>>();

  const adopt = <C extends ChildProcess>(child: C): C => {
    const ended = new Promise<void>((resolve) => {
      const settle = () => {
        running.delete(child);
        resolve();
      };
      child.on("exit", settle);
      child.on("error", settle);
    });
    running.set(child, ended);
    return child;
  };

  // Whatever ends this process, those it started go too.
  const killAll = () => {
    for (const child of running.keys()) {
      // A stopped process takes only this one.
      child.kill("SIGKILL");
    }
  };
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const handleExit = () => {
    killAll();
    removeFolder();
  };
  process.on("exit", handleExit);

  const workplace: Workplace = {
    folder,
    profiles,
    newFolder: (name) => mkdtempSync(join(folder, `${name}-`)),
    spawn: (command, args, options) => adopt(spawn(command, args, { env: environment, ...options })),
    fork(table, program) {
      const child = adopt(
        fork(benchProgram(program), { env: environment, stdio: ["ignore", "inherit", "inherit", "ipc"] }),
      );
      const caller = createCaller(table, {
        send: (message) => child.send(message, (error) => error && child.kill("SIGKILL")),
        onMessage: (listener) => child.on("message", listener),
        onGone: (listener) => {
          child.on("error", (error) => listener(error.message));
          child.on("exit", (code, signal) => listener(`${program} ended (${signal ?? code})`));
        },
      });
      return { pid: child.pid ?? 0, call: caller.call };
    },
    async endAll() {
      const ended = [...running.values()];
      killAll();
      await Promise.all(ended);
    },
    async dispose() {
      await workplace.endAll();
      process.off("exit", handleExit);
      removeFolder();
    },
  };
  return workplace;
}
