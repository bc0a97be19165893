import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Period } from '../../../platform/periods.js';
import { type Matrix, zeros } from '../../embedding/matrix.js';
import { fromBytes } from '../../embedding/vector-bytes.js';
import { SMALL_TALK_BELOW } from '../../sentiment/heads.js';
import { COUNTED, COUNTED_MESSAGES, OPENS, PERSON } from '../reading/theme-messages.js';

/** Whole messages of a window in an order that depends on the data alone, so that the same data give the same themes. */
export interface FitInputs {
  ids: string[];
  vectors: Matrix;
  texts: string[];
  people: string[];
  /** Theme each is in now (a merged one stays itself); null: none. */
  themes: (string | null)[];
  /** A person said so. */
  fixed: boolean[];
  /** SHA-256 of the statements and their order. */
  hash: string;
}

interface Page {
  text: string;
  person: string;
  theme: string | null;
  fixed: boolean;
}

const PAGE = 1000;
const UUID_BYTES = 16;
/** More of a message says nothing more about what it is called. */
const LONGEST_TEXT = 2000;

/** Statements of a window that can make themes, in the order of the data. */
const READY = `${COUNTED_MESSAGES} JOIN statement_reading r ON r.statement_id = s.id AND r.issue >= ${SMALL_TALK_BELOW}
  JOIN embedding e ON e.statement_id = s.id AND e.encoder_id = $1 AND length(e.vector) = $2`;

/** Loads everything a fit needs, a page at a time, so that the event loop stays free while 100,000 vectors arrive. */
export async function loadFitInputs(
  db: DataSource,
  encoder: { id: number; dimensions: number },
  window: Period,
): Promise<FitInputs> {
  const ids = await orderedIds(db, encoder, window);
  const inputs: FitInputs = {
    ids: [],
    vectors: zeros(ids.length, encoder.dimensions),
    texts: [],
    people: [],
    themes: [],
    fixed: [],
    hash: hashOf(ids),
  };
  for (let from = 0; from < ids.length; from += PAGE) {
    const page = ids.slice(from, from + PAGE);
    const { rows, bytes } = await loadPage(db, encoder, page);
    // A statement deleted since the ids were read would shift all that follow: such a fit starts again later.
    if (rows.length !== page.length) throw new Error('statements changed while a fit was loading');
    inputs.vectors.data.set(fromBytes(bytes, encoder.dimensions).data, from * encoder.dimensions);
    for (const [i, row] of rows.entries()) {
      inputs.ids.push(page[i]!);
      inputs.texts.push(row.text);
      inputs.people.push(row.person);
      inputs.themes.push(row.theme);
      inputs.fixed.push(row.fixed);
    }
  }
  return inputs;
}

/** How many statements of the window are ready for a fit. */
export async function countReady(
  db: DataSource,
  encoder: { id: number; dimensions: number },
  window: Period,
): Promise<number> {
  const rows = await db.query<{ n: number }[]>(
    `SELECT count(*)::int AS n FROM ${READY} WHERE s.position = 0 AND ${COUNTED} AND ${OPENS} AND f.occurred_at >= $3 AND f.occurred_at < $4`,
    [encoder.id, encoder.dimensions * 4, window.from, window.to],
  );
  return rows[0]!.n;
}

/** One value instead of a row each: 100,000 ids are 1.6 MB of bytes. */
async function orderedIds(
  db: DataSource,
  encoder: { id: number; dimensions: number },
  window: Period,
): Promise<string[]> {
  const rows = await db.query<{ ids: Buffer | null }[]>(
    `SELECT string_agg(uuid_send(s.id), ''::bytea ORDER BY f.occurred_at, f.source, f.external_id) AS ids FROM ${READY}
     WHERE s.position = 0 AND ${COUNTED} AND ${OPENS} AND f.occurred_at >= $3 AND f.occurred_at < $4`,
    [encoder.id, encoder.dimensions * 4, window.from, window.to],
  );
  const bytes = rows[0]!.ids ?? Buffer.alloc(0);
  return Array.from({ length: bytes.length / UUID_BYTES }, (_, i) => uuidAt(bytes, i * UUID_BYTES));
}

function uuidAt(bytes: Buffer, at: number): string {
  const hex = bytes.toString('hex', at, at + UUID_BYTES);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

async function loadPage(
  db: DataSource,
  encoder: { id: number },
  ids: readonly string[],
): Promise<{ rows: Page[]; bytes: Buffer }> {
  const from = `unnest($1::uuid[]) WITH ORDINALITY AS w (id, position) JOIN statement s ON s.id = w.id`;
  const rows = await db.query<Page[]>(
    `SELECT left(s.text, ${LONGEST_TEXT}) AS text, ${PERSON} AS person, a.theme_id AS theme, coalesce(a.source = 'person', false) AS fixed
     FROM ${from} JOIN feedback f ON f.id = s.feedback_id LEFT JOIN theme_assignment a ON a.statement_id = s.id ORDER BY w.position`,
    [ids],
  );
  const [vectors] = await db.query<{ bytes: Buffer | null }[]>(
    `SELECT string_agg(e.vector, ''::bytea ORDER BY w.position) AS bytes FROM ${from} JOIN embedding e ON e.statement_id = s.id AND e.encoder_id = $2`,
    [ids, encoder.id],
  );
  return { rows, bytes: vectors!.bytes ?? Buffer.alloc(0) };
}

function hashOf(ids: readonly string[]): string {
  const hash = createHash('sha256');
  for (const id of ids) hash.update(id);
  return hash.digest('hex');
}
