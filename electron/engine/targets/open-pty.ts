import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type {} from "./node-pty-native.ts";

/** A process on a pseudo-terminal of its own, and this side of it. */
export interface OpenPty {
  /** Non-blocking. Whoever opened it closes it. */
  readonly fd: number;
  /** Also the id of its process group and of its session. */
  readonly pid: number;
  /** False where the terminal is closed already. */
  resize(cols: number, rows: number): boolean;
}

export interface PtyOptions {
  /** An absolute path. */
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly cols: number;
  readonly rows: number;
  /** Once. signal: 0 where none ended it. Output may still be waiting in the kernel. */
  readonly onExit: (code: number, signal: number) => void;
}

/**
 * Starts a process on a pseudo-terminal. Throws where the system has none left.
 *
 * It uses node-pty's native half, not its UnixTerminal, for three reasons: that class closes the terminal 200 ms after
 * the exit whether or not everything was read (output lost whenever the session had paused it); its write queue has no
 * bound and spins while the target does not read; and undecoded output costs IUTF8.
 */
export async function openPty(options: PtyOptions): Promise<OpenPty> {
  // Loaded here, so that processes without a terminal of their own never load native code.
  const { native } = await import("node-pty");
  if (native === null) throw new Error("terminals on Windows are not supported yet");
  const { fd, pid } = native.fork(
    options.file,
    options.args,
    Object.entries(options.env).map(([name, value]) => `${name}=${value}`),
    options.cwd,
    options.cols,
    options.rows,
    -1,
    -1,
    true,
    spawnHelper(),
    options.onExit,
  );
  return {
    fd,
    pid,
    resize(cols, rows) {
      try {
        native.resize(fd, cols, rows);
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** macOS starts processes through a helper of node-pty's, which must be a real file outside the app's archive. */
function spawnHelper(): string {
  if (process.platform !== "darwin") return "";
  const root = dirname(createRequire(import.meta.url).resolve("node-pty/package.json"));
  const folders = ["build/Release", `prebuilds/${process.platform}-${process.arch}`];
  const found = folders.map((folder) => join(root, folder, "spawn-helper")).find((path) => existsSync(path));
  return (found ?? "").replace("app.asar/", "app.asar.unpacked/");
}
