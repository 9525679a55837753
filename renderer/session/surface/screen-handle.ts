import type { Disposable } from "../../../shared/base/disposable.ts";

/** What the rest of a window asks of the screen it shows. */
export interface ScreenControls {
  /** Scrolls to an absolute line, where it is still held; false where it is not. */
  reveal(line: number): boolean;
  /** The absolute number of the topmost line in sight; undefined on the alternate screen. */
  topLine(): number | undefined;
  backToLive(): void;
  focus(): void;
}

/** The screen, once it is mounted; before that and after it nothing happens. */
export interface ScreenHandle extends Omit<ScreenControls, "reveal"> {
  reveal(line: number): void;
  attach(controls: ScreenControls): Disposable;
}

export function createScreenHandle(onOutOfReach: () => void): ScreenHandle {
  let attached: ScreenControls | undefined;
  return {
    attach(controls) {
      attached = controls;
      return {
        dispose() {
          if (attached === controls) attached = undefined;
        },
      };
    },
    reveal(line) {
      if (attached?.reveal(line) === false) onOutOfReach();
    },
    topLine: () => attached?.topLine(),
    backToLive: () => attached?.backToLive(),
    focus: () => attached?.focus(),
  };
}
