/** Spreadsheets run cells that begin so as formulas (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;

/** One cell of RFC 4180, made harmless; numbers stay numbers, lists are joined, objects written as JSON. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = textOf(value);
  const safe = typeof value !== 'number' && FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(textOf).join('; ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** A record as a line of these columns. */
export function csvLine(row: Readonly<Record<string, unknown>>, columns: readonly string[]): string {
  return `${columns.map((name) => csvCell(row[name])).join(',')}\r\n`;
}
