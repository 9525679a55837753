import { readFileSync } from "node:fs";

/** Linux's unit in /proc/PID/stat: USER_HZ, 100 on every architecture Node runs on. */
const ticksPerS = 100;

/** Seconds of one core that all threads of a process have used so far. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field is the program's name in parentheses, which may hold anything; the third follows the last one.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [userTicks, systemTicks] = [fields[11], fields[12]].map(Number);
  return ((userTicks ?? 0) + (systemTicks ?? 0)) / ticksPerS;
}

function statusMB(pid: number, field: "VmRSS" | "VmHWM"): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kibibytes = Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]);
  return (kibibytes * 1024) / 1e6;
}

/** Memory of the process that is in RAM now, in MB of 10^6 bytes. */
export const residentMB = (pid: number): number => statusMB(pid, "VmRSS");

/** The most that ever was. */
export const peakResidentMB = (pid: number): number => statusMB(pid, "VmHWM");
