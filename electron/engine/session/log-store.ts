import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Result } from "../../../shared/base/result.ts";

/** Where a session's lines go: two files on disk, or nowhere when nothing is recorded. */
export interface LogStore {
  append(line: Uint8Array): void;
  appendPrivate(line: Uint8Array): void;
  /** Resolves once everything so far is on disk. */
  flush(): Promise<Result<undefined, string>>;
  /** Too much waits for the disk: the target is to pause until relieved. */
  readonly pressed: boolean;
  onRelief(listener: () => void): Disposable;
  /** Once: it cannot be written any more; the message is for people. */
  onFailure(listener: (message: string) => void): Disposable;
  close(): Promise<Result<undefined, string>>;
}

const nothingWritten = Promise.resolve({ ok: true, value: undefined } as const);

/** For a session that is not recorded. */
export const noLogStore: LogStore = {
  append: () => {},
  appendPrivate: () => {},
  flush: () => nothingWritten,
  pressed: false,
  onRelief: () => ({ dispose: () => {} }),
  onFailure: () => ({ dispose: () => {} }),
  close: () => nothingWritten,
};
