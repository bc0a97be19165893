import { Readable } from 'node:stream';
import { responseView } from '../following/survey-events.js';
import type { SurveyResponse } from '../answering/survey-response.entity.js';

/** Columns of the CSV, in this order, whatever the rows hold. */
const COLUMNS = [
  'id',
  'answeredAt',
  'changedAt',
  'option',
  'score',
  'band',
  'status',
  'isCounted',
  'level',
  'suspicions',
  'reasons',
  'comment',
  'via',
  'locale',
  'channel',
  'product',
  'plan',
  'team',
  'agent',
  'stage',
  'tags',
  'ticketId',
  'customerId',
  'versionId',
  'revision',
] as const;

const PAGE = 1000;
/** Spreadsheets run cells that begin so as formulas (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;

export type ExportFormat = 'csv' | 'jsonl';
type ReadPage = (after: SurveyResponse | null, limit: number) => Promise<SurveyResponse[]>;

/** Streams all answers page by page, so that a large export needs no memory. CSV begins with a mark that Excel wants. */
export function exportStream(format: ExportFormat, readPage: ReadPage): Readable {
  return Readable.from(lines(format, readPage));
}

async function* lines(format: ExportFormat, readPage: ReadPage): AsyncGenerator<string> {
  if (format === 'csv') yield `\uFEFF${COLUMNS.join(',')}\r\n`;
  let last: SurveyResponse | null = null;
  for (;;) {
    const page: SurveyResponse[] = await readPage(last, PAGE);
    for (const response of page)
      yield format === 'csv' ? csvLine(response) : `${JSON.stringify(responseView(response))}\n`;
    if (page.length < PAGE) return;
    last = page.at(-1)!;
  }
}

export function csvLine(response: SurveyResponse): string {
  const { context, evidence, ...view } = responseView(response);
  const flat: Record<string, unknown> = { ...view, ...context, ...evidence };
  return `${COLUMNS.map((name) => csvCell(flat[name])).join(',')}\r\n`;
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = Array.isArray(value) ? value.join('; ') : String(value);
  const safe = typeof value === 'number' || !FORMULA.test(text) ? text : `'${text}`;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
