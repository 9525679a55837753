/** Where a cell begins like this, a spreadsheet takes it for a formula, or for the end of the cell before. */
const formula = /^[=+\-@\t\r]/;

/** One cell, always quoted (RFC 4180). What somebody else wrote is shown, never calculated: it gets a `'` in front. */
function cell(text: string): string {
  const inert = formula.test(text) ? `'${text}` : text;
  return `"${inert.replaceAll('"', '""')}"`;
}

/** A row without its end; rows end with CR LF. */
export function csvRow(cells: readonly string[]): string {
  return cells.map(cell).join(",");
}
