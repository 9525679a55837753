import { showControls } from "../../../shared/vt/clean.ts";
import { csvRow } from "./csv.ts";
import type { AuditRow } from "./row.ts";

export type Style = "lines" | "json" | "csv";

const columns = ["time", "event", "who", "participant", "what", "from", "how", "why"] as const;
/** As wide as nearly every audit name. */
const auditColumns = 24;

/** Text of others, in one line, that can do nothing to the terminal it is read in. */
function cellsOf({ atMs, audit, who, what, from, how, why }: AuditRow): readonly string[] {
  const cells = [new Date(atMs).toISOString(), audit, who?.name, who?.id, what, from, how, why];
  return cells.map((each) => showControls(each ?? ""));
}

function lineOf(row: AuditRow): string {
  const [time = "", audit = "", who = "", , what = "", from = "", how = "", why = ""] = cellsOf(row);
  const facts = [
    what,
    from === "" ? "" : `from ${from}`,
    how === "" ? "" : `approved ${how}`,
    why === "" ? "" : `because ${why}`,
  ].filter((each) => each !== "");
  return [time, audit.padEnd(auditColumns), who === "" ? "-" : who, facts.join("; ")].join("  ").trimEnd();
}

function objectOf({ atMs, concerns: _concerns, ...row }: AuditRow): Record<string, unknown> {
  return { at: new Date(atMs).toISOString(), ...row };
}

/** What stands before the first row; empty where nothing does. */
export function headOf(style: Style): string {
  return style === "csv" ? `${csvRow(columns)}\r\n` : "";
}

export function printed(row: AuditRow, style: Style): string {
  switch (style) {
    case "json":
      return `${JSON.stringify(objectOf(row))}\n`;
    case "csv":
      return `${csvRow(cellsOf(row))}\r\n`;
    case "lines":
      return `${lineOf(row)}\n`;
  }
}
