import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Clock } from "../../../shared/base/ports.ts";
import type { Target } from "../targets/target.ts";

/** A target that took nothing is tried again after this long. */
const retryMs = 20;

/** Hands input to the target, whole and in order; what it does not take yet keeps everything after it out. */
export interface TargetWriter extends Disposable {
  /** Something was logged as typed and is not taken yet. */
  readonly busy: boolean;
  write(data: string): void;
}

export interface TargetWriterOptions {
  readonly clock: Clock;
  readonly target: Target;
  /** What waited was taken: there is room again. */
  readonly onRoom: () => void;
}

export function createTargetWriter({ clock, target, onRoom }: TargetWriterOptions): TargetWriter {
  let retry: Disposable | undefined;
  const write = (data: string) => {
    const waited = retry !== undefined;
    retry = undefined;
    if (target.handle({ type: "write", data }) === "full") retry = clock.schedule(retryMs, () => write(data));
    else if (waited) onRoom();
  };
  return {
    get busy() {
      return retry !== undefined;
    },
    write,
    dispose: () => retry?.dispose(),
  };
}
