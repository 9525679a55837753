import { once } from "node:events";
import { type Figures, median, sharedMs } from "../harness/figures.ts";
import { startHost } from "../harness/host.ts";
import { tandemProgram, type Workplace } from "../harness/workplace.ts";
import { type Bench, figure, type Measurement } from "../measurement.ts";

const timesEach = 5;

async function timeNode(workplace: Workplace, args: readonly string[]): Promise<number> {
  const tookMs: number[] = [];
  for (let time = 0; time < timesEach; time++) {
    const startedMs = sharedMs();
    const child = workplace.spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
    const [code] = await once(child, "exit");
    if (code !== 0) throw new Error(`${args.join(" ")} ended with ${String(code)}`);
    tookMs.push(sharedMs() - startedMs);
  }
  return median(tookMs);
}

async function run({ workplace }: Bench): Promise<Figures> {
  const host = await startHost(workplace, ["cat"]);
  const data = ["--data", host.dataFolder];
  return {
    bareMs: await timeNode(workplace, ["-e", "0"]),
    versionMs: await timeNode(workplace, [tandemProgram, "--version"]),
    sessionsMs: await timeNode(workplace, [tandemProgram, "sessions", ...data]),
  };
}

export const startUp: Measurement = {
  name: "start-up",
  title: "Start-up of the command line",
  method: `From starting the process to its end, ${timesEach} times a run. Bare: a Node that does nothing.`,
  run,
  rows: (figures) => {
    const bare = figure(figures, "bareMs");
    return [
      { what: "tandem --version", measured: figure(figures, "versionMs"), bare, unit: "ms" },
      { what: "tandem sessions", measured: figure(figures, "sessionsMs"), bare, unit: "ms" },
    ];
  },
};
