import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Result } from "../../../shared/base/result.ts";

export type TargetKind = "shell" | "ssh" | "command" | "echo";

export type TargetInput =
  | { readonly type: "write"; readonly data: string }
  | { readonly type: "resize"; readonly cols: number; readonly rows: number };

export interface TargetExit {
  /** The process's exit code; 128 + signal where a signal ended it, as shells report it. */
  readonly code: number;
  /** What happened, as a sentence, where it is not a plain exit. */
  readonly message?: string;
}

export interface TargetError {
  readonly code: "target-not-found" | "target-failed";
  readonly message: string;
}

/** Who has the terminal: the shell itself, or a program it runs. */
export type Foreground = "own" | "other" | "unknown";

/** What a target that reads lines can tell of its being ready for one. */
export interface LineAbility {
  /** It was set up to mark its prompts and commands (OSC 133) with this key; marks without it are somebody else's. */
  readonly key?: string;
  /** Missing where it says nothing about a command's end: over ssh, only the shell over there knows. */
  foreground?(): Promise<Foreground>;
}

/** Something a session shares. It knows nothing of peers, policy or the log. */
export interface Target {
  readonly kind: TargetKind;
  /** What people see: `bash`, `ssh prod-db-01`. Never a secret or an argument that could be one. */
  readonly label: string;
  readonly abilities: { readonly resize: boolean; readonly lines?: LineAbility };
  start(signal: AbortSignal): Promise<Result<undefined, TargetError>>;
  /** `full`: nothing was taken, more than 64 KiB is waiting for the target to read it. */
  handle(input: TargetInput): "sent" | "full" | "closed";
  /** Bytes as the target wrote them, undecoded; the listener may keep them. */
  onOutput(listener: (bytes: Uint8Array) => void): Disposable;
  /** Exactly once, after the last output. */
  onExit(listener: (exit: TargetExit) => void): Disposable;
  setFlow(flow: "run" | "pause"): void;
  /** Ends the target: asks, waits a grace time, then forces. Resolves when it is gone and onExit has fired. */
  dispose(): Promise<void>;
}
