import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { z } from "zod";
import { invariant } from "../../../shared/base/assert.ts";
import { screenSize } from "./looks.ts";
import { cpuSeconds } from "./processes.ts";
import { tandemProgram, type Workplace } from "./workplace.ts";

const readySchema = z.object({ event: z.literal("ready"), session: z.string() });
const linkSchema = z.object({ url: z.url() });
const startLimitMs = 30_000;

/** A host that runs as users run it: built, headless, recording, on a data folder of its own. */
export interface BenchHost {
  readonly pid: number;
  readonly session: string;
  /** Seconds of a core it has used since it was ready. */
  cpuS(): number;
  readonly dataFolder: string;
  /** Whoever has it may type, and is let in without being asked. */
  readonly link: string;
  /** Where a profile was asked for, it is written now: the host is ended as by its owner. */
  leaveProfile(): Promise<void>;
}

/** Starts a session with this program in it. Ends with the workplace. */
export async function startHost(
  workplace: Workplace,
  target: readonly string[],
  maxParticipants = 16,
  mode: "interactive" | "presenter" = "interactive",
): Promise<BenchHost> {
  const dataFolder = workplace.newFolder("host");
  const size = ["--cols", String(screenSize.cols), "--rows", String(screenSize.rows)];
  const words = ["start", "--headless", "--json", "--data", dataFolder, "--mode", mode, ...size];
  const child = workplace.spawn(
    process.execPath,
    [...profile(workplace), tandemProgram, ...words, "--max", String(maxParticipants), "--", ...target],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const { stdout, pid } = child;
  invariant(stdout !== null && pid !== undefined, "the host has a standard output");
  const lines = createInterface({ input: stdout });
  const session = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the host was not ready in time")), startLimitMs);
    lines.on("line", (line) => {
      const ready = readySchema.safeParse(JSON.parse(line));
      if (!ready.success) return;
      clearTimeout(timer);
      resolve(ready.data.session);
    });
    child.on("exit", () => reject(new Error("the host ended before it was ready")));
  });
  const readyS = cpuSeconds(pid);
  return {
    pid,
    session,
    dataFolder,
    link: share(dataFolder, session),
    cpuS: () => cpuSeconds(pid) - readyS,
    async leaveProfile() {
      if (workplace.profiles === undefined) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Sampled every 500 µs: the default of a millisecond misses most of a keystroke. */
function profile({ profiles }: Workplace): readonly string[] {
  if (profiles === undefined) return [];
  return ["--cpu-prof", `--cpu-prof-dir=${profiles}`, "--cpu-prof-interval=500"];
}

function share(dataFolder: string, session: string): string {
  const words = ["share", session, "--json", "--data", dataFolder, "--grant", "interact", "--no-approve"];
  const { stdout, stderr } = spawnSync(process.execPath, [tandemProgram, ...words], { encoding: "utf8" });
  const [line = ""] = stdout.split("\n");
  if (line === "") throw new Error(`no link was made: ${stderr}`);
  return linkSchema.parse(JSON.parse(line)).url;
}
