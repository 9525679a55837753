import type { Figures } from "../harness/figures.ts";
import { createFloodTarget, endMarker, floodKey } from "../harness/flood.ts";
import { startHost } from "../harness/host.ts";
import { startJoiners } from "../harness/joiners.ts";
import { startBare } from "../harness/link-bare.ts";
import { startMember } from "../harness/members.ts";
import { type Bench, figure, type Measurement } from "../measurement.ts";

const joiners = 7;

async function run({ workplace, sample }: Bench): Promise<Figures> {
  const target = await createFloodTarget(workplace, sample);
  const bareTimes = target.nextFlood();
  const bare = await startBare(workplace).call("flood", {
    argv: [...target.argv],
    key: floodKey,
    end: endMarker(1),
    terminal: false,
  });
  const bareCat = await bareTimes;
  await workplace.endAll();

  const host = await startHost(workplace, target.argv);
  await startJoiners(workplace, host.link, joiners);
  const member = await startMember(workplace, host.link, "Reader");
  const seen = member.call("seeText", { text: endMarker(1) });
  const times = target.nextFlood();
  const { atMs: pressedMs } = await member.call("press", { key: floodKey });
  const { atMs: seenMs } = await seen;
  const { startedMs, endedMs } = await times;
  const hostCpuS = host.cpuS();
  target.dispose();
  await host.leaveProfile();
  return {
    throughMs: seenMs - pressedMs,
    bareThroughMs: bare.tookMs,
    catMs: endedMs - startedMs,
    bareCatMs: bareCat.endedMs - bareCat.startedMs,
    hostCpuS,
    bareMBPerS: bare.bytes / bare.tookMs / 1e3,
  };
}

export const catFile: Measurement = {
  name: "cat-file",
  title: "cat of a 50 MB file, 8 participants, recorded",
  method:
    "From a participant's key that starts it until that participant has been shown the marker behind it. Bare: the " +
    "same program on a node-pty whose bytes are read, not decoded; from the key to the marker. Beside it, what cat saw.",
  run,
  rows: (figures) => {
    const [through, bare] = [figure(figures, "throughMs"), figure(figures, "bareThroughMs")];
    return [
      {
        what: "key → end marker at a participant",
        measured: through,
        bare,
        unit: "ms",
        reach: "2 × bare",
        met: through <= 2 * bare,
      },
      {
        what: "host's CPU for it",
        measured: figure(figures, "hostCpuS"),
        unit: "s",
      },
      {
        what: "cat's own time",
        measured: figure(figures, "catMs"),
        bare: figure(figures, "bareCatMs"),
        unit: "ms",
      },
    ];
  },
};
