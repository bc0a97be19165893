/** What a spreadsheet would run instead of showing: OWASP "CSV injection", with the full-width forms that Excel folds. */
const ACTIVE_START = /^[\s\u0000]*[=+\-@\t\r\n\u0000＝＋－＠|%]/u;

/** A cell as RFC 4180 wants it, always quoted, with an apostrophe before anything that a spreadsheet would take for a formula. */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return `"${value}"`;
  const inert = ACTIVE_START.test(value) ? `'${value}` : value;
  return `"${inert.replaceAll('"', '""')}"`;
}

/** One line of a CSV file, CRLF included. */
export function csvLine(cells: (string | number)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** The report of refused lines, with a byte order mark so that Excel reads it as UTF-8. */
export function refusedLinesCsv(lines: { line: number | string; reason: string }[]): string {
  return `\uFEFF${csvLine(['line', 'reason'])}${lines.map(({ line, reason }) => csvLine([line, reason])).join('')}`;
}
