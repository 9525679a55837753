import { concat, utf8 } from "../../../shared/base/bytes.ts";
import { Emitter } from "../../../shared/base/listen.ts";
import { ok } from "../../../shared/base/result.ts";
import { maxPendingInputBytes } from "./pty-input.ts";
import type { Target, TargetExit, TargetInput } from "./target.ts";

const endOfTransmission = "\x04";

/**
 * No process at all: shows what is written to it, Enter as a new line; Ctrl-D ends it with code 0. For tests and for
 * trying Tandem out. Output comes in a later microtask, never within the call.
 */
export function createEchoTarget(): Target {
  const output = new Emitter<Uint8Array>();
  const exit = new Emitter<TargetExit>();
  const gone: (() => void)[] = [];
  const waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let state: "new" | "running" | "ending" | "over" = "new";
  let ending: TargetExit = { code: 0 };
  let flow: "run" | "pause" = "run";
  let scheduled = false;

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(deliver);
  }

  function deliver(): void {
    scheduled = false;
    if (flow === "pause" || state === "over") return;
    if (waiting.length > 0) {
      const bytes = concat(...waiting);
      waiting.length = 0;
      waitingBytes = 0;
      output.emit(bytes);
    }
    if (waiting.length > 0) schedule();
    else if (state === "ending") finish();
  }

  function finish(): void {
    state = "over";
    exit.emit(ending);
    for (const resolve of gone) resolve();
  }

  function handle(input: TargetInput): "sent" | "full" | "closed" {
    if (state !== "running") return "closed";
    if (input.type === "resize") return "sent";
    const [shown = "", ...afterEnd] = input.data.split(endOfTransmission);
    const bytes = utf8(shown.replaceAll("\r", "\r\n"));
    if (waitingBytes > 0 && waitingBytes + bytes.length > maxPendingInputBytes) return "full";
    if (bytes.length > 0) {
      waiting.push(bytes);
      waitingBytes += bytes.length;
    }
    if (afterEnd.length > 0) state = "ending";
    schedule();
    return "sent";
  }

  return {
    kind: "echo",
    label: "echo",
    abilities: { resize: true },
    async start() {
      if (state === "new") state = "running";
      return ok(undefined);
    },
    handle,
    onOutput: output.listen,
    onExit: exit.listen,
    setFlow(next) {
      flow = next;
      if (flow === "run" && state !== "new") schedule();
    },
    async dispose() {
      if (state === "new") state = "over";
      if (state === "over") return;
      if (state === "running") {
        state = "ending";
        ending = { code: 129, message: "It was ended by the signal SIGHUP." };
      }
      flow = "run";
      schedule();
      await new Promise<void>((resolve) => gone.push(resolve));
    },
  };
}
