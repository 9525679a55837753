import { once } from "node:events";
import type { Workplace } from "./workplace.ts";

/** A Node that does nothing: what every process of ours has at least. Its id, once it is up. */
export async function startPlainNode(workplace: Workplace): Promise<number> {
  const script = "process.send('up'); setInterval(() => {}, 1_000_000)";
  const child = workplace.spawn(process.execPath, ["-e", script], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await once(child, "message");
  return child.pid ?? 0;
}
