import { toDisposable } from "../../shared/base/disposable.ts";
import { Emitter, type Listen } from "../../shared/base/listen.ts";
import { createEchoTarget } from "../../electron/engine/targets/echo.ts";
import type { Target, TargetExit } from "../../electron/engine/targets/target.ts";

/** The echo target with its inside laid open. */
export interface BenchTarget extends Target {
  /** What was written and taken, in order. */
  readonly received: readonly string[];
  readonly sizes: readonly { readonly cols: number; readonly rows: number }[];
  /** Output besides the echo; held back while the session pauses the flow. */
  say(bytes: Uint8Array): void;
  /** Takes nothing while it is set, as a program does that does not read. */
  deaf: boolean;
  readonly flow: "run" | "pause";
  /** Listeners that are still there. */
  readonly listeners: number;
}

export function createBenchTarget(options: { readonly echo?: boolean } = {}): BenchTarget {
  const inner = createEchoTarget();
  const output = new Emitter<Uint8Array>();
  const received: string[] = [];
  const sizes: { readonly cols: number; readonly rows: number }[] = [];
  let held: Uint8Array[] = [];
  let flow: "run" | "pause" = "run";
  let listeners = 0;
  let deaf = false;
  inner.onOutput((bytes) => options.echo !== false && output.emit(bytes));

  const counted =
    <T>(listen: Listen<T>): Listen<T> =>
    (listener) => {
      listeners += 1;
      const own = listen(listener);
      return toDisposable(() => {
        listeners -= 1;
        own.dispose();
      });
    };

  return {
    kind: inner.kind,
    label: inner.label,
    abilities: inner.abilities,
    start: (signal) => inner.start(signal),
    handle(input) {
      if (input.type === "resize") {
        sizes.push({ cols: input.cols, rows: input.rows });
        return inner.handle(input);
      }
      if (deaf) return "full";
      const result = inner.handle(input);
      if (result === "sent") received.push(input.data);
      return result;
    },
    onOutput: counted(output.listen),
    onExit: counted<TargetExit>((listener) => inner.onExit(listener)),
    setFlow(next) {
      flow = next;
      inner.setFlow(next);
      while (flow === "run" && held.length > 0) {
        const [first, ...rest] = held;
        held = rest;
        if (first !== undefined) output.emit(first);
      }
    },
    dispose: () => inner.dispose(),
    received,
    sizes,
    say(bytes) {
      if (flow === "pause") held.push(bytes);
      else output.emit(bytes);
    },
    get deaf() {
      return deaf;
    },
    set deaf(next) {
      deaf = next;
    },
    get flow() {
      return flow;
    },
    get listeners() {
      return listeners;
    },
  };
}
