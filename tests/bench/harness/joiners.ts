import { closeSync, openSync, readFileSync, watch } from "node:fs";
import { join } from "node:path";
import { tandemProgram, type Workplace } from "./workplace.ts";

const joinLimitMs = 60_000;
/** Joining at the same moment: each costs a start of Node and a handshake, and two cores take only so many. */
const atOnce = 4;
const direct = /"carrier":"webrtc"/;

/**
 * People in terminals: `tandem join --json` processes, their output in files, so that nobody has to read it while
 * something is measured. Resolves with their ids once all are connected over WebRTC.
 */
export async function startJoiners(workplace: Workplace, link: string, count: number): Promise<number[]> {
  const folder = workplace.newFolder("joiners");
  const pids: number[] = [];
  for (let at = 0; at < count; at += atOnce) {
    const group = Array.from({ length: Math.min(atOnce, count - at) }, (_, index) =>
      startJoiner(workplace, link, join(folder, `${at + index}.jsonl`), `Guest ${at + index + 1}`),
    );
    pids.push(...(await Promise.all(group)));
  }
  return pids;
}

async function startJoiner(workplace: Workplace, link: string, path: string, name: string): Promise<number> {
  const file = openSync(path, "w");
  const child = workplace.spawn(
    process.execPath,
    [tandemProgram, "join", link, "--json", "--yes", "--name", name],
    { stdio: ["ignore", file, file] },
  );
  closeSync(file);
  await new Promise<void>((resolve, reject) => {
    const settle = (why?: string) => {
      watcher.close();
      clearTimeout(timer);
      if (why === undefined) resolve();
      else reject(new Error(`${name} ${why}: ${readFileSync(path, "utf8").slice(-400)}`));
    };
    const watcher = watch(path, () => direct.test(readFileSync(path, "utf8")) && settle());
    const timer = setTimeout(() => settle("was not connected directly in time"), joinLimitMs);
    child.on("exit", () => settle("ended"));
  });
  return child.pid ?? 0;
}
