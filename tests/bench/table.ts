import type { Row } from "./measurement.ts";

const headings = ["what", "measured", "bare", "ratio", "reach", "met"] as const;

function amount(value: number, unit: Row["unit"]): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(digits)}${unit === "" ? "" : ` ${unit}`}`;
}

function cellsOf(row: Row): readonly string[] {
  const { measured, bare, unit, reach, met } = row;
  return [
    row.what,
    amount(measured, unit),
    bare === undefined ? "" : amount(bare, unit),
    bare === undefined || bare === 0 ? "" : `${(measured / bare).toFixed(2)} ×`,
    reach ?? "",
    met === undefined ? "" : met ? "yes" : "NO",
  ];
}

/** One table of all measurements; a section each, notes below their line. */
export function formatTable(
  sections: readonly { readonly title: string; readonly runs: number; readonly rows: readonly Row[] }[],
): string {
  const all = [headings, ...sections.flatMap(({ rows }) => rows.map(cellsOf))];
  const widths = headings.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ");
  return [
    `  ${line(headings)}`,
    ...sections.flatMap(({ title, runs, rows }) => [
      `${title} (${runs === 1 ? "1 run" : `median of ${runs} runs`})`,
      ...rows.flatMap((row) => [
        `  ${line(cellsOf(row)).trimEnd()}`,
        ...(row.note === undefined ? [] : [`    ${row.note}`]),
      ]),
    ]),
  ].join("\n");
}
