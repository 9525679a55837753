// What node-pty 1.1.0 exports without declaring it: the calls its own UnixTerminal is made of. See open-pty.ts for
// why that class is not used. The version is pinned; tests/engine/targets run against the real thing.
import type {} from "node-pty";

declare module "node-pty" {
  interface NativePty {
    /**
     * onExit: exit code and signal number (0: none), from a thread that has already reaped the process.
     * uid and gid of -1 keep the caller's. utf8 sets IUTF8, so that erasing in line mode erases a whole character.
     */
    fork(
      file: string,
      args: readonly string[],
      env: readonly string[],
      cwd: string,
      cols: number,
      rows: number,
      uid: number,
      gid: number,
      utf8: boolean,
      helperPath: string,
      onExit: (code: number, signal: number) => void,
    ): { readonly fd: number; readonly pid: number; readonly pty: string };
    resize(fd: number, cols: number, rows: number): void;
  }
  /** Null on Windows. */
  export const native: NativePty | null;
}
