import type { Disposable } from "../../../shared/base/disposable.ts";

/** How many lines of scrollback a keyframe brings: the screen alone, or all that is kept. */
export type KeyframeDepth = "screen" | "everything";

/**
 * A screen as bytes that give it again when written into any terminal of the session (see terminalOptions) of this size:
 * they begin with a reset, so resizing and writing is all a surface does.
 */
export interface Keyframe {
  /** The last entry it contains. */
  readonly seq: number;
  readonly cols: number;
  readonly rows: number;
  readonly depth: KeyframeDepth;
  /** The absolute number of its first line: events/notes.ts. */
  readonly firstLine: number;
  /** UTF-8, packed (shared/wire/packing.ts); so many bytes unpacked. */
  readonly data: Uint8Array;
  readonly bytes: number;
}

/** What the target switched on that input must know of. */
export interface InputModes {
  readonly bracketedPaste: boolean;
  readonly applicationCursor: boolean;
  readonly mouse: boolean;
  readonly focus: boolean;
  readonly alternateScreen: boolean;
}

/**
 * The shadow terminal: a real terminal in a worker that is fed the log in order. Makes keyframes, answers the target's
 * queries, knows its modes.
 */
export interface Screen {
  handleOutput(seq: number, text: string): void;
  handleResize(seq: number, cols: number, rows: number): void;
  /** Shared: calls for the same depth while one is being made get that one. Rejects never; undefined once disposed. */
  keyframe(depth: KeyframeDepth): Promise<Keyframe | undefined>;
  /** As of the last output it has parsed. */
  readonly modes: InputModes;
  /** The absolute number of the screen's first line on the main buffer, as of the last output it has parsed. */
  readonly top: number;
  /** Characters handed over and not yet taken in. */
  readonly backlog: number;
  /** The backlog fell below the low mark after having been above the high mark. */
  onDrain(listener: () => void): Disposable;
  /** An answer the target asked for (DA, DSR, CPR, DECRQM …): goes to the target, is nobody's input. */
  onReply(listener: (data: string) => void): Disposable;
  /** It failed for good (its worker died twice); keyframes hold the last of the output from then on. */
  onFailure(listener: (message: string) => void): Disposable;
  dispose(): void;
}
