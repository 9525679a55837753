import { readFile, readdir } from "node:fs/promises";
import process from "node:process";

/**
 * Signals every process of a terminal's session, which is named by the process it began with. What left the session
 * of its own accord (setsid) is not ours to end; jobs that a shell put aside are.
 */
export async function signalSession(sessionId: number, ...names: readonly NodeJS.Signals[]): Promise<void> {
  const members = await sessionMembers(sessionId);
  // Without /proc only the group that the first process leads is known.
  const receivers = members.length === 0 ? [-sessionId] : members;
  for (const receiver of receivers) for (const name of names) signal(receiver, name);
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

function signal(receiver: number, name: NodeJS.Signals): void {
  try {
    process.kill(receiver, name);
  } catch {
    // Gone already, or (setuid programs) not ours to signal: closing the terminal tells those.
  }
}
