import type { SpineReport } from "./spine.ts";

/** h:mm:ss.mmm, as players show it. */
export function elapsed(ms: number): string {
  const pad = (value: number, width: number) => String(Math.floor(value)).padStart(width, "0");
  const [hours, minutes, seconds] = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60];
  return `${Math.floor(hours)}:${pad(minutes, 2)}:${pad(seconds, 2)}.${pad(ms % 1000, 3)}`;
}

function count(entries: number): string {
  return `${entries.toLocaleString("en")} ${entries === 1 ? "entry" : "entries"}`;
}

/** The verdict as a sentence or two: what it is, why, how far it reaches. */
export function sentence(report: SpineReport): string {
  const { verdict, entries, covered, damage, reason, durationMs } = report;
  switch (verdict) {
    case "unreadable":
      return reason ?? "This is not a recording.";
    case "sealed":
      return `Intact and sealed: ${count(entries)} in ${elapsed(durationMs)}.`;
    case "cut-off": {
      const from = "Intact as far as it goes, but cut off";
      if (report.header === undefined) return `${from} within its first line: nothing of it can be read.`;
      if (covered.entries === 0)
        return `${from} before the first signature: none of its ${count(entries)} is covered.`;
      const after = entries - covered.entries;
      const reach = `signatures cover the first ${count(covered.entries)}, up to ${elapsed(covered.elapsedMs)}`;
      return `${from}: ${reach}${after === 0 ? "" : `; ${count(after)} after that stand unsigned`}.`;
    }
    case "altered": {
      if (damage === undefined) return reason ?? "Altered.";
      const { fromSeq, toSeq, fromMs, toMs } = damage;
      const where = fromSeq === toSeq ? `entry ${fromSeq}` : `entries ${fromSeq} to ${toSeq}`;
      return `Altered: ${where}, between ${elapsed(fromMs)} and ${elapsed(toMs)}: ${damage.reason}.`;
    }
  }
}
