import { constants } from "node:os";
import process from "node:process";
import { invariant } from "../../../shared/base/assert.ts";
import { Emitter } from "../../../shared/base/listen.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { type Environment, targetEnvironment } from "./environment.ts";
import { closedLaunch, findProgram, whyNotFolder } from "./launch.ts";
import { type OpenPty, openPty } from "./open-pty.ts";
import { hangUp, kill, sessionMembers } from "./process-session.ts";
import { createPtyInput, type PtyInput } from "./pty-input.ts";
import { createPtyOutput, type PtyOutput } from "./pty-output.ts";
import type { Target, TargetError, TargetExit, TargetKind } from "./target.ts";

/** What a shell needs to save its history and say goodbye; beyond it nobody waits for an ended session. */
const graceMs = 2000;

/** How often an ending session is looked at for processes that are still there. */
const graceStepMs = 50;

export interface PtyTargetOptions {
  readonly kind: Exclude<TargetKind, "echo">;
  readonly label: string;
  /** The program (a path, or a name to look for in PATH) and its arguments. */
  readonly argv: readonly [string, ...string[]];
  /** Our own environment: the target gets it without anything of ours. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly cols: number;
  readonly rows: number;
  readonly sessionId?: string | undefined;
}

interface Running {
  readonly pty: OpenPty;
  readonly input: PtyInput;
  readonly output: PtyOutput;
}

/** A program on a pseudo-terminal. A target that was never started, or whose start failed, has no exit. */
export function createPtyTarget(options: PtyTargetOptions): Target {
  const output = new Emitter<Uint8Array>();
  const exit = new Emitter<TargetExit>();
  const size = { cols: options.cols, rows: options.rows };
  let state: "new" | "starting" | "running" | "exited" | "failed" = "new";
  let running: Running | undefined;
  let exited: TargetExit | undefined;
  let flow: "run" | "pause" = "run";
  let disposing: Promise<void> | undefined;

  async function start(signal: AbortSignal): Promise<Result<undefined, TargetError>> {
    invariant(state === "new", "a target is started once");
    state = "starting";
    const result = await launch(signal);
    if (!result.ok) state = "failed";
    return result;
  }

  async function launch(signal: AbortSignal): Promise<Result<undefined, TargetError>> {
    const [name, ...args] = options.argv;
    const env: Environment = targetEnvironment(options.env, options);
    const whyNot = await whyNotFolder(options.cwd);
    if (whyNot !== undefined) return failed(whyNot);
    const program = await findProgram(name, options.cwd, env["PATH"]);
    if (!program.ok) return program;
    const { file, args: launchArgs } = await closedLaunch(program.value, args);
    if (signal.aborted || disposing !== undefined) return failed("The start was called off.");
    try {
      // Set before the first output can arrive: reading starts with the next turn of the event loop.
      const pty = await openPty({ file, args: launchArgs, env, cwd: options.cwd, ...size, onExit: handleExit });
      running = adopt(pty);
    } catch (error) {
      return failed(`No terminal could be opened: ${error instanceof Error ? error.message : String(error)}.`);
    }
    state = "running";
    return ok(undefined);
  }

  function adopt(pty: OpenPty): Running {
    const input = createPtyInput(pty.fd);
    const reader = createPtyOutput(pty.fd, {
      onBytes(bytes) {
        input.retry();
        output.emit(bytes);
      },
      onEnd() {
        input.close();
        announce();
      },
    });
    reader.setFlow(flow);
    return { pty, input, output: reader };
  }

  /** The process is gone; what it wrote last may still be on the way. */
  function handleExit(code: number, signalNumber: number): void {
    exited = describeExit(code, signalNumber);
    if (running === undefined) return;
    running.input.close();
    // Whoever disposes wants it over: what is left to read is at most what the kernel keeps.
    if (disposing !== undefined) running.output.setFlow("run");
    running.output.finish();
    announce();
  }

  let outputEnded = false;
  function announce(): void {}

  return {
    kind: options.kind,
    label: options.label,
    abilities: { resize: true },
    start,
    handle(input) {
      return "closed";
    },
    onOutput: output.listen,
    onExit: exit.listen,
    setFlow(next) {
      flow = next;
      running?.output.setFlow(next);
    },
    async dispose() {},
  };
}
