import { readFile } from "node:fs/promises";
import type { Foreground } from "./target.ts";

/**
 * Whether the process that leads a terminal's session has the terminal for itself: a shell does while it reads a line
 * or does the work of a builtin. Linux tells by /proc/PID/stat; elsewhere it is unknown.
 */
export async function foregroundOf(pid: number): Promise<Foreground> {
  const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "");
  // pid (name) state ppid pgrp session tty_nr tpgid …: the name may hold anything, parentheses and spaces included.
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (group === undefined || foreground === undefined) return "unknown";
  // -1 until it has taken the terminal over: nobody reads yet.
  return group === foreground ? "own" : "other";
}
