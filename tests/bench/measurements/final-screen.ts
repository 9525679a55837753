import { createReadStream } from "node:fs";
import { createTerminal, looksOf } from "../harness/looks.ts";
import type { ScreenLooks } from "../harness/member-calls.ts";
import type { Figures } from "../harness/figures.ts";
import { createFloodTarget, endMarker, floodKey } from "../harness/flood.ts";
import { startHost } from "../harness/host.ts";
import { startBare } from "../harness/link-bare.ts";
import { startMembers } from "../harness/members.ts";
import { type Bench, figure, type Measurement } from "../measurement.ts";

const participants = 8;
const expected = new Map<string, ScreenLooks>();

/** What a plain terminal shows after all that the target writes: the file, with the line ends its terminal makes. */
async function expectedLooks(path: string): Promise<ScreenLooks> {
  const known = expected.get(path);
  if (known !== undefined) return known;
  const terminal = createTerminal();
  const write = (text: string) =>
    new Promise<void>((resolve) => terminal.write(text.replaceAll("\n", "\r\n"), resolve));
  await write("ready\n");
  for await (const text of createReadStream(path, { encoding: "utf8" })) await write(String(text));
  await write(`\n${endMarker(1)}\n`);
  const looks = looksOf(terminal);
  terminal.dispose();
  expected.set(path, looks);
  return looks;
}

async function run({ workplace, sample }: Bench): Promise<Figures> {
  const looks = await expectedLooks(sample);
  const target = await createFloodTarget(workplace, sample);
  const bareTimes = target.nextFlood();
  const bare = await startBare(workplace).call("flood", {
    argv: [...target.argv],
    key: floodKey,
    end: endMarker(1),
    terminal: true,
  });
  const bareEnded = (await bareTimes).endedMs;
  await workplace.endAll();

  const host = await startHost(workplace, target.argv);
  const members = await startMembers(workplace, host.link, participants, true);
  const times = target.nextFlood();
  const [first] = members;
  await first?.call("press", { key: floodKey });
  const { endedMs } = await times;
  const seen = await Promise.all(members.map((member) => member.call("seeScreen", looks)));
  target.dispose();
  await host.leaveProfile();
  return {
    rightCount: seen.filter(({ right }) => right).length,
    lastMs: Math.max(...seen.map(({ atMs }) => atMs - endedMs)),
    firstMs: Math.min(...seen.map(({ atMs }) => atMs - endedMs)),
    bareMs: bare.shownAtMs - bareEnded,
  };
}

export const finalScreen: Measurement = {
  name: "final-screen",
  title: "Final screen with scrollback, right at all 8",
  method:
    "From the end of the flood, as the target saw it, to the last change of a participant's terminal, compared cell by " +
    "cell, 10,000 lines of scrollback included, with a terminal that was given the file. Bare: node-pty into a terminal.",
  run,
  rows: (figures) => {
    const [right, last] = [figure(figures, "rightCount"), figure(figures, "lastMs")];
    return [
      {
        what: "end → right at the last of 8",
        measured: last,
        bare: figure(figures, "bareMs"),
        unit: "ms",
        reach: "500 ms",
        met: last < 500 && right === participants,
        note: `right at ${right} of ${participants}; at the first after ${figure(figures, "firstMs").toFixed(0)} ms`,
      },
    ];
  },
};
