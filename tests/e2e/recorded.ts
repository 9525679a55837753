import { readFileSync } from "node:fs";
import xterm from "@xterm/headless";
import { expect } from "vitest";
import { utf8 } from "../../shared/base/bytes.ts";
import type { SessionEvent, UnknownEvent } from "../../shared/events/table.ts";
import { decodeEvent } from "../../shared/log/entry.ts";
import { parseHeader } from "../../shared/log/header.ts";
import { parseLine } from "../../shared/log/line.ts";
import { terminalOptions } from "../../shared/vt/terminal-options.ts";
import type { App } from "../support/app.ts";
import { dumpScreen, type ScreenDump } from "../support/compare-screens.ts";

/** What stands in a recording so far; a line that is being written is left out. */
export interface Recorded {
  readonly size: { readonly cols: number; readonly rows: number };
  readonly events: readonly (SessionEvent | UnknownEvent)[];
}

/** Throws where a line is not what the format says. */
export function readRecording(path: string): Recorded {
  const [first = "", ...lines] = readFileSync(path, "utf8").split("\n").slice(0, -1);
  const header = parseHeader(utf8(first));
  if (!header.ok) throw new Error(header.error);
  const events = lines.map((text) => {
    const line = parseLine(text);
    if (!line.ok) throw new Error(line.error);
    const event = decodeEvent(line.value.code, line.value.data);
    if (!event.ok) throw new Error(event.error);
    return event.value;
  });
  return { size: header.value.term, events };
}

/** A session's recording once it holds that: its last lines reach the disk a moment after the screens. */
export async function recorded(
  app: App,
  session: string,
  what: string,
  holds: (recording: Recorded) => boolean,
): Promise<Recorded> {
  const path = await app.recordingOf(session);
  await expect.poll(() => holds(readRecording(path)), { message: `a recording with ${what}` }).toBe(true);
  return readRecording(path);
}

/** The screen at its end, on a terminal that has nothing of ours around it but its options. */
export async function replay({ size, events }: Recorded): Promise<ScreenDump> {
  const terminal = new xterm.Terminal({ ...terminalOptions, cols: size.cols, rows: size.rows });
  try {
    for (const event of events) {
      if (event.type === "output") await new Promise<void>((done) => terminal.write(event.text, done));
      else if (event.type === "resized") terminal.resize(event.cols, event.rows);
    }
    return dumpScreen(terminal);
  } finally {
    terminal.dispose();
  }
}

/** A screen without its scrollback, as text without the blanks at the ends of its lines. */
export function textOf({ active, normal, alternate, rows }: ScreenDump): string {
  const { lines } = active === "normal" ? normal : alternate;
  return lines
    .slice(-rows)
    .map(({ cells }) =>
      cells
        .map(([cell]) => (cell === "»" ? "" : cell || " "))
        .join("")
        .trimEnd(),
    )
    .join("\n")
    .trimEnd();
}

/** Who typed how much, in the order of the log. */
export function inputOf({ events }: Recorded) {
  return events.filter((event) => event.type === "input.submitted");
}

/** A proposal that went to the target. */
export function isTypedProposal(event: Recorded["events"][number]): boolean {
  return event.type === "input.submitted" && event.kind === "proposal";
}
