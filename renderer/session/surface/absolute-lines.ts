import type { Terminal } from "@xterm/xterm";
import { invariant } from "../../../shared/base/assert.ts";
import { type Disposable, DisposableStore } from "../../../shared/base/disposable.ts";

/** As much of xterm's inside as counting lines takes; the version is pinned. */
interface Buffer {
  readonly ybase: number;
  readonly lines: { onTrim(listener: (amount: number) => void): Disposable };
}

/**
 * The numbers by which things are anchored (events/notes.ts), for the lines this window holds. A whole screen says
 * which number its first line has; from there lines that leave the scrollback are counted. A full reset by the program
 * begins behind everything that was there.
 */
export interface AbsoluteLines extends Disposable {
  /** Of the first line of the scrollback. */
  readonly first: number;
  /** A whole screen is about to be written, and its reset is the next one. */
  noteReset(firstLine: number): void;
}

export function createAbsoluteLines(terminal: Terminal, onChange: () => void): AbsoluteLines {
  const owned = new DisposableStore();
  let buffer = normalBuffer(terminal);
  let trims = listen(buffer);
  let first = 0;
  let resetTo: number | undefined;

  function listen(to: Buffer): Disposable {
    return to.lines.onTrim((amount) => {
      first += amount;
    });
  }
  owned.add({ dispose: () => trims.dispose() });
  // Told at the reset itself, before anything behind it is parsed.
  owned.add(
    terminal.buffer.onBufferChange(() => {
      const now = normalBuffer(terminal);
      if (now !== buffer) {
        first = resetTo ?? first + buffer.ybase + terminal.rows;
        resetTo = undefined;
        trims.dispose();
        buffer = now;
        trims = listen(now);
      }
      onChange();
    }),
  );
  return {
    get first() {
      return first;
    },
    noteReset(firstLine) {
      resetTo = firstLine;
    },
    dispose: () => owned.dispose(),
  };
}

function normalBuffer(terminal: Terminal): Buffer {
  const core: unknown = Reflect.get(terminal, "_core");
  const buffers: unknown =
    typeof core === "object" && core !== null ? Reflect.get(core, "buffers") : undefined;
  const normal: unknown =
    typeof buffers === "object" && buffers !== null ? Reflect.get(buffers, "normal") : undefined;
  invariant(isBuffer(normal), "this version of xterm keeps its normal buffer where it is looked for");
  return normal;
}

function isBuffer(value: unknown): value is Buffer {
  if (typeof value !== "object" || value === null || !("ybase" in value) || !("lines" in value)) return false;
  const { lines } = value;
  return typeof lines === "object" && lines !== null && typeof Reflect.get(lines, "onTrim") === "function";
}
