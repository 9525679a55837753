import { readFile, readdir } from "node:fs/promises";
import process from "node:process";

/**
 * Asks every process of a terminal's session to end, as a terminal does that is closed; stopped ones are woken so
 * that they hear it.
 */
export async function hangUp(sessionId: number): Promise<void> {
  signalGroup(sessionId, "SIGHUP");
  signalGroup(sessionId, "SIGCONT");
  // Jobs of a shell are groups of their own.
  for (const pid of await sessionMembers(sessionId)) {
    signal(pid, "SIGHUP");
    signal(pid, "SIGCONT");
  }
}

/** Ends every process of the session by force. What left the session of its own accord (setsid) is not ours to end. */
export async function kill(sessionId: number): Promise<void> {
  signalGroup(sessionId, "SIGKILL");
  for (const pid of await sessionMembers(sessionId)) signal(pid, "SIGKILL");
}

/** Processes of the session that still run; on systems without /proc unknown, and then empty. */
export async function sessionMembers(sessionId: number): Promise<readonly number[]> {
  const entries = await readdir("/proc").catch(() => []);
  const pids = entries.filter((entry) => /^\d+$/.test(entry)).map(Number);
  const members = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "");
      // pid (name) state ppid pgrp session …: the name may hold anything, parentheses and spaces included.
      const [state, , , session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(session) === sessionId && state !== "Z" && state !== "X";
    }),
  );
  return pids.filter((_, index) => members[index]);
}

function signalGroup(groupId: number, name: NodeJS.Signals): void {
  signal(-groupId, name);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already, or (setuid programs) not ours to signal: closing the terminal tells those.
  }
}
