import { constants } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { invariant } from "../../../shared/base/assert.ts";
import { Emitter } from "../../../shared/base/listen.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { type Environment, targetEnvironment } from "./environment.ts";
import { foregroundOf } from "./foreground.ts";
import type { Prepared } from "./integration/integration.ts";
import { closedLaunch, findProgram, whyNotFolder } from "./launch.ts";
import { type OpenPty, openPty } from "./open-pty.ts";
import { sessionMembers, signalSession } from "./process-session.ts";
import { createPtyInput, type PtyInput } from "./pty-input.ts";
import { createPtyOutput, type PtyOutput } from "./pty-output.ts";
import type { LineAbility, Target, TargetError, TargetExit, TargetInput, TargetKind } from "./target.ts";

/** Long enough for a shell to save its history; nobody waits longer for a session that was ended. */
const graceMs = 2000;

/** How often an ending session is looked at for processes that are still there. */
const graceStepMs = 25;

export interface PtyTargetOptions {
  readonly kind: Exclude<TargetKind, "echo">;
  readonly label: string;
  /** The program (a path, or a name to look for in PATH) and its arguments. */
  readonly argv: readonly [string, ...string[]];
  /** Our own environment; the target gets it without anything of ours. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly cols: number;
  readonly rows: number;
  /** What the target finds in TANDEM_SESSION. */
  readonly sessionId?: string | undefined;
  /** A shell that is set up to mark its prompts with the key; `argv` where that cannot be prepared. */
  readonly marks?: { readonly key: string; prepare(env: Environment): Promise<Prepared | undefined> };
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
  let state: "new" | "starting" | "running" | "over" = "new";
  let size = { cols: options.cols, rows: options.rows };
  let flow: "run" | "pause" = "run";
  let running: Running | undefined;
  let outputEnded = false;
  let exited: TargetExit | undefined;
  let starting: Promise<unknown> = Promise.resolve();
  let disposing: Promise<void> | undefined;
  let prepared: Prepared | undefined;
  const announced = createSignal();

  async function launch(signal: AbortSignal): Promise<Result<undefined, TargetError>> {
    const { cwd, sessionId } = options;
    const plainEnv = targetEnvironment(options.env, { cwd, sessionId });
    prepared = await options.marks?.prepare(plainEnv);
    const [name, ...args] = prepared?.argv ?? options.argv;
    const env = { ...plainEnv, ...prepared?.env };
    const whyNot = await whyNotFolder(cwd);
    if (whyNot !== undefined) return failed(whyNot);
    const program = await findProgram(name, cwd, env["PATH"]);
    if (!program.ok) return program;
    const launched = await closedLaunch(program.value, args);
    if (signal.aborted || disposing !== undefined) return failed("The start was called off.");
    try {
      adopt(await openPty({ ...launched, env, cwd, ...size, onExit: handleExit }));
    } catch (error) {
      return failed(
        `No terminal could be opened: ${error instanceof Error ? error.message : String(error)}.`,
      );
    }
    return ok(undefined);
  }

  function adopt(pty: OpenPty): void {
    const input = createPtyInput(pty.fd);
    const reader = createPtyOutput(pty.fd, {
      onBytes(bytes) {
        input.retry();
        output.emit(bytes);
      },
      onEnd() {
        outputEnded = true;
        input.close();
        announceExit();
      },
    });
    running = { pty, input, output: reader };
    state = "running";
    reader.setFlow(flow);
  }

  /** The process is gone; what it wrote last may still be on its way. */
  function handleExit(code: number, signalNumber: number): void {
    exited = describeExit(code, signalNumber);
    running?.input.close();
    // Whoever ends a paused target gets its last words too: no more of them than the kernel keeps.
    if (disposing !== undefined) running?.output.setFlow("run");
    running?.output.finish();
    announceExit();
  }

  function announceExit(): void {
    if (state !== "running" || exited === undefined || !outputEnded) return;
    state = "over";
    void prepared?.remove();
    exit.emit(exited);
    announced.resolve();
  }

  function handleInput(input: TargetInput): "sent" | "full" | "closed" {
    const closed = state === "over" || exited !== undefined || outputEnded || disposing !== undefined;
    if (closed) return "closed";
    switch (input.type) {
      case "write":
        return running?.input.write(input.data) ?? "closed";
      case "resize":
        size = { cols: input.cols, rows: input.rows };
        return running?.pty.resize(size.cols, size.rows) === false ? "closed" : "sent";
    }
  }

  async function end(): Promise<void> {
    await starting;
    await prepared?.remove();
    if (running === undefined) return;
    const { pty, input, output: reader } = running;
    input.close();
    if (exited !== undefined) {
      // It ended by itself and only its last output was held back.
      reader.setFlow("run");
      await announced.promise;
      return;
    }
    await signalSession(pty.pid, "SIGHUP", "SIGCONT");
    if (await isGone(pty.pid, graceMs)) return;
    await signalSession(pty.pid, "SIGKILL");
    if (await isGone(pty.pid, graceMs / 2)) return;
    // A process of another user (sudo) cannot be signalled, but it hears its terminal close.
    reader.close();
    if (await isGone(pty.pid, graceMs / 2)) return;
    exited ??= { code: 128 + constants.signals.SIGKILL, message: "It could not be ended and may still run." };
    announceExit();
  }

  /** Whether the exit is announced and nothing of the session is left, within the time. */
  async function isGone(pid: number, withinMs: number): Promise<boolean> {
    const deadlineMs = performance.now() + withinMs;
    const stop = new AbortController();
    const timeUp = delay(withinMs, undefined, { signal: stop.signal }).catch(() => {});
    await Promise.race([announced.promise, timeUp]);
    stop.abort();
    while (state === "over") {
      if ((await sessionMembers(pid)).length === 0) return true;
      if (performance.now() >= deadlineMs) return false;
      await delay(graceStepMs);
    }
    return false;
  }

  function lineAbility(): LineAbility {
    if (options.kind !== "shell") return {};
    const foreground = async () => (running === undefined ? "unknown" : foregroundOf(running.pty.pid));
    return { ...(options.marks === undefined ? {} : { key: options.marks.key }), foreground };
  }

  return {
    kind: options.kind,
    label: options.label,
    abilities: { resize: true, lines: lineAbility() },
    start(signal) {
      invariant(state === "new", "a target is started once");
      state = "starting";
      const result = launch(signal).then((launched) => {
        if (!launched.ok) {
          state = "over";
          void prepared?.remove();
        }
        return launched;
      });
      starting = result;
      return result;
    },
    handle: handleInput,
    onOutput: output.listen,
    onExit: exit.listen,
    setFlow(next) {
      flow = next;
      if (disposing === undefined || exited === undefined) running?.output.setFlow(next);
    },
    dispose() {
      disposing ??= end();
      return disposing;
    },
  };
}

function createSignal(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function failed(message: string): Result<undefined, TargetError> {
  return err({ code: "target-failed", message });
}

function describeExit(code: number, signalNumber: number): TargetExit {
  if (signalNumber === 0) return { code };
  const name = Object.entries(constants.signals).find(([, number]) => number === signalNumber)?.[0];
  return { code: 128 + signalNumber, message: `It was ended by the signal ${name ?? signalNumber}.` };
}
