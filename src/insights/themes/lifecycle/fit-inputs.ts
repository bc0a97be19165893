import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Period } from '../../../platform/periods.js';
import { withoutMachineText } from '../../../ingest/text/machine-text.js';
import { type Matrix, zeros } from '../../embedding/matrix.js';
import { fromBytes } from '../../embedding/vector-bytes.js';
import { SMALL_TALK_BELOW } from '../../sentiment/heads.js';
import { COUNTED, COUNTED_MESSAGES, OPENS, PERSON } from '../reading/theme-messages.js';

/**
 * Whole messages of a window in an order that depends on the data alone, so that the same data give the same themes. Of
 * more than 100,000 only a sample is loaded: the rest is given its theme afterwards, a page at a time (see spread.ts).
 */
export interface FitInputs {
  ids: string[];
  vectors: Matrix;
  texts: string[];
  people: string[];
  /** Theme each is in now (a merged one stays itself); null: none. */
  themes: (string | null)[];
  /** A person said so. */
  fixed: boolean[];
  /** SHA-256 of the statements of the window and their order. */
  hash: string;
  /** Ids of the statements that are not in the sample, 16 bytes each, in the order of the data. */
  rest: Buffer;
}

interface Page {
  text: string;
  person: string;
  theme: string | null;
  fixed: boolean;
}

const PAGE = 1000;
export const UUID_BYTES = 16;
/** 154 MB of vectors of 384 dimensions here, and as much again in the mining process. */
const MOST_ROWS = 100_000;
/** Share of a sample that the newest messages without a theme may take: new themes are born from them. */
const POOL_SHARE = 0.25;
/** More of a message says nothing more about what it is called. */
const LONGEST_TEXT = 2000;

/** Statements of a window that can make themes, in the order of the data. */
export const READY = `${COUNTED_MESSAGES} JOIN statement_reading r ON r.statement_id = s.id AND r.issue >= ${SMALL_TALK_BELOW}
  JOIN embedding e ON e.statement_id = s.id AND e.encoder_id = $1 AND length(e.vector) = $2`;

export interface FitScope {
  encoder: { id: number; dimensions: number };
  window: Period;
  /** A warm start: messages without a theme are the pool that new themes are born from. */
  isWarm: boolean;
  /** Largest sample; 100,000 when absent. */
  most?: number;
}

/** Loads everything a fit needs, a page at a time, so that the event loop stays free while 100,000 vectors arrive. */
export async function loadFitInputs(db: DataSource, scope: FitScope): Promise<FitInputs> {
  const { encoder, window, isWarm, most = MOST_ROWS } = scope;
  const { all, pool } = await orderedIds(db, encoder, window);
  const chosen = sampleOf(pool, { most, poolShare: isWarm ? POOL_SHARE : 0 });
  const inputs: FitInputs = {
    ids: [],
    vectors: zeros(chosen.length, encoder.dimensions),
    texts: [],
    people: [],
    themes: [],
    fixed: [],
    hash: createHash('sha256').update(all).digest('hex'),
    rest: without(all, chosen),
  };
  for (let from = 0; from < chosen.length; from += PAGE) {
    const page = Array.from(chosen.subarray(from, from + PAGE), (i) => uuidAt(all, i));
    const { rows, bytes } = await loadPage(db, encoder, page);
    // A statement deleted since the ids were read would shift all that follow: such a fit starts again later.
    if (rows.length !== page.length) throw new Error('statements changed while a fit was loading');
    inputs.vectors.data.set(fromBytes(bytes, encoder.dimensions).data, from * encoder.dimensions);
    for (const [i, row] of rows.entries()) {
      inputs.ids.push(page[i]!);
      inputs.texts.push(withoutMachineText(row.text));
      inputs.people.push(row.person);
      inputs.themes.push(row.theme);
      inputs.fixed.push(row.fixed);
    }
  }
  return inputs;
}

/**
 * Positions of the rows that a fit looks at, in order: all of them when they are few enough; otherwise the newest of the
 * pool (`pool[i]` is 1) up to their share, and an even stride through the others.
 */
export function sampleOf(pool: Uint8Array, { most, poolShare }: { most: number; poolShare: number }): Int32Array {
  if (pool.length <= most) return Int32Array.from(pool.keys());
  const chosen = new Uint8Array(pool.length);
  let left = Math.floor(most * poolShare);
  for (let i = pool.length - 1; i >= 0 && left > 0; i--) if (pool[i] === 1) left -= chosen[i] = 1;
  const others = Int32Array.from(pool.keys()).filter((i) => chosen[i] === 0);
  const wanted = most - (pool.length - others.length);
  for (let k = 0; k < wanted; k++) chosen[others[Math.floor((k * others.length) / wanted)]!] = 1;
  return Int32Array.from(pool.keys()).filter((i) => chosen[i] === 1);
}

/** Pages of ids from their bytes. */
export function* idPages(bytes: Buffer, size: number): Generator<string[]> {
  const count = bytes.length / UUID_BYTES;
  for (let from = 0; from < count; from += size) {
    yield Array.from({ length: Math.min(size, count - from) }, (_, k) => uuidAt(bytes, from + k));
  }
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

/** Two values instead of a row each: 1,000,000 ids are 16 MB of bytes. `pool` has a 1 for each that is in no theme. */
async function orderedIds(
  db: DataSource,
  encoder: { id: number; dimensions: number },
  window: Period,
): Promise<{ all: Buffer; pool: Uint8Array }> {
  const rows = await db.query<{ ids: Buffer | null; pool: Buffer | null }[]>(
    `SELECT string_agg(id, ''::bytea ORDER BY at, source, external_id) AS ids, string_agg(pool, ''::bytea ORDER BY at, source, external_id) AS pool
     FROM (SELECT uuid_send(s.id) AS id, CASE WHEN a.theme_id IS NULL THEN '\\x01'::bytea ELSE '\\x00'::bytea END AS pool,
         f.occurred_at AS at, f.source, f.external_id
       FROM ${READY} LEFT JOIN theme_assignment a ON a.statement_id = s.id
       WHERE s.position = 0 AND ${COUNTED} AND ${OPENS} AND f.occurred_at >= $3 AND f.occurred_at < $4) ready`,
    [encoder.id, encoder.dimensions * 4, window.from, window.to],
  );
  return { all: rows[0]!.ids ?? Buffer.alloc(0), pool: rows[0]!.pool ?? Buffer.alloc(0) };
}

/** The ids at all other positions. */
function without(all: Buffer, chosen: Int32Array): Buffer {
  const rest = Buffer.alloc(all.length - chosen.length * UUID_BYTES);
  let at = 0;
  let next = 0;
  for (let i = 0; i < all.length / UUID_BYTES; i++) {
    if (i === chosen[next]) next++;
    else at += all.copy(rest, at, i * UUID_BYTES, (i + 1) * UUID_BYTES);
  }
  return rest;
}

function uuidAt(bytes: Buffer, position: number): string {
  const hex = bytes.toString('hex', position * UUID_BYTES, (position + 1) * UUID_BYTES);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

async function loadPage(
  db: DataSource,
  encoder: { id: number },
  ids: readonly string[],
): Promise<{ rows: Page[]; bytes: Buffer }> {
  const from = `unnest($1::uuid[]) WITH ORDINALITY AS w (id, position) JOIN statement s ON s.id = w.id`;
  const rows = await db.query<Page[]>(
    `SELECT left(f.masked, ${LONGEST_TEXT}) AS text, ${PERSON} AS person, a.theme_id AS theme, coalesce(a.source = 'person', false) AS fixed
     FROM ${from} JOIN feedback f ON f.id = s.feedback_id LEFT JOIN theme_assignment a ON a.statement_id = s.id ORDER BY w.position`,
    [ids],
  );
  const [vectors] = await db.query<{ bytes: Buffer | null }[]>(
    `SELECT string_agg(e.vector, ''::bytea ORDER BY w.position) AS bytes FROM ${from} JOIN embedding e ON e.statement_id = s.id AND e.encoder_id = $2`,
    [ids, encoder.id],
  );
  return { rows, bytes: vectors!.bytes ?? Buffer.alloc(0) };
}
