import { createGzip } from 'node:zlib';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse/sync';
import type { ConnectionKind } from '../src/ingest/connections/connection.schema.js';
import { ConnectionsService } from '../src/ingest/connections/connections.service.js';
import { ImportsService } from '../src/ingest/imports/imports.service.js';
import { refusedLinesCsv } from '../src/ingest/imports/refused-lines.js';
import { SYSTEM } from '../src/platform/audit/actor.js';
import type { TestApp } from '../test/app.js';
import { SAMPLES } from '../test/ingest/desks/samples.js';
import { signedHeaders } from '../test/ingest/signed.js';
import {
  HOSTILE_BODIES,
  HOSTILE_TEXTS,
  leavesOf,
  replaceAt,
  stringsOf,
  WRONG_VALUES,
} from '../test/platform/hostile-corpus.js';
import { atMost, type Drill, exactly, type Finding, inParallel } from './drill.js';
import { startService } from './service.js';

const AT_ONCE = 8;
const LONGEST_MS = 10_000;

interface Seen {
  deliveries: number;
  serverErrors: number;
  slow: number;
  acceptedForgeries: number;
}

/** Hostile texts in every field of every help desk's payload, correctly signed; and correct payloads, forged or replayed. */
export async function hostileDeliveries(service: TestApp, texts: readonly string[]): Promise<Finding[]> {
  const seen: Seen = { deliveries: 0, serverErrors: 0, slow: 0, acceptedForgeries: 0 };
  for (const [kind, sample] of Object.entries(SAMPLES) as [ConnectionKind, object][]) {
    const given = { kind, name: kind, source: `hostile-${kind}`, settings: {}, enabled: true };
    const { connection, webhookSecret } = await service.get(ConnectionsService).create(given, SYSTEM, new Date());
    const post = poster(service, connection.id, seen);
    const bodies = [
      ...stringsOf(sample).flatMap((at) => texts.map((text) => JSON.stringify(replaceAt(sample, at, text)))),
      ...leavesOf(sample).flatMap((at) =>
        WRONG_VALUES.map(([, value]) => JSON.stringify(replaceAt(sample, at, value))),
      ),
      ...HOSTILE_BODIES.map(([, body]) => String(body)),
    ];
    await inParallel(bodies, AT_ONCE, (body) =>
      post(body, signedHeaders(kind, webhookSecret!, body)).then(() => undefined),
    );
    const good = JSON.stringify(sample);
    for (const headers of forgeries(kind, webhookSecret!, good))
      if ((await post(good, headers)) < 300) seen.acceptedForgeries++;
  }
  await service.drain(new Date(), ['ingest.process']);
  const [row] = await service.db.query<[{ failed: number; open: number }]>(
    `SELECT count(*) FILTER (WHERE outcome = 'failed' OR (last_error IS NOT NULL AND processed_at IS NULL))::int AS failed,
       count(*) FILTER (WHERE processed_at IS NULL)::int AS open FROM raw_event`,
  );
  return [
    { what: 'hostile deliveries', wanted: 'any', seen: String(seen.deliveries), isMet: seen.deliveries > 0 },
    exactly('answers with a 5xx', 0, seen.serverErrors),
    exactly(`answers slower than ${LONGEST_MS / 1000} s`, 0, seen.slow),
    exactly('forged or replayed deliveries that were accepted', 0, seen.acceptedForgeries),
    exactly('stored deliveries that fail in processing', 0, row.failed),
    exactly('stored deliveries left unprocessed', 0, row.open),
  ];
}

function poster(service: TestApp, id: string, seen: Seen) {
  return async (body: string, headers: Record<string, string>): Promise<number> => {
    const started = Date.now();
    const { status } = await fetch(`${service.url}/v1/webhooks/${id}`, { method: 'POST', headers, body });
    seen.deliveries++;
    if (status >= 500) seen.serverErrors++;
    if (Date.now() - started > LONGEST_MS) seen.slow++;
    return status;
  };
}

/** No signature, another secret, other bytes, and (where a time is signed) an old and a future one. */
function forgeries(kind: ConnectionKind, secret: string, body: string): Record<string, string>[] {
  const at = (seconds: number) => signedHeaders(kind, secret, body, new Date(Date.now() + seconds * 1000));
  const timed = kind === 'zendesk' || kind === 'chatwoot' ? [at(-400), at(400)] : [];
  const bytes = kind === 'freshdesk' ? [] : [signedHeaders(kind, secret, `${body} `)];
  return [{ 'content-type': 'application/json' }, signedHeaders(kind, `${secret}x`, body), ...bytes, ...timed];
}

/** A line without end, packed a thousandfold, and a report of lines that a spreadsheet would run. */
export async function hostileFiles(service: TestApp, megabytes: number): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hearback-p9-'));
  try {
    const bomb = join(folder, 'bomb.csv.gz');
    await pipeline(Readable.from(lineOf(megabytes)), createGzip({ level: 1 }), createWriteStream(bomb));
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
    const batch = await service.get(ImportsService).importTickets({ path: bomb, source: 'bomb', now: new Date() });
    clearInterval(watch);
    const cells = HOSTILE_TEXTS.filter((text) => text.length < 5000);
    const report = parse(refusedLinesCsv(cells.map((reason, line) => ({ line, reason }))), {
      bom: true,
      record_delimiter: '\r\n',
    }) as string[][];
    return [
      exactly(`lines refused of a packed line of ${megabytes} MB`, 1, batch.refused),
      exactly('good lines around it that were taken', 2, batch.imported),
      atMost('memory while reading it', 256, (peak - before) / 1024 / 1024, ' MB'),
      atMost('size of the packed file', 10, readFileSync(bomb).length / 1024 / 1024, ' MB'),
      exactly(
        'cells of the report that a spreadsheet would run',
        0,
        report.flat().filter((cell) => /^\s*[=+\-@＝＋－＠|%\t\r]/.test(cell)).length,
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function* lineOf(megabytes: number): Generator<string> {
  yield 'id,message\n1,The parcel is lost.\n2,';
  for (let i = 0; i < megabytes; i++) yield 'a'.repeat(1024 * 1024);
  yield '\n3,And the second one is lost as well.\n';
}

export const hostileIngest: Drill = {
  id: 'P9',
  promise: 'Bad input never gives a 5xx: hostile payloads, forged and replayed signatures, bombs, endless lines.',
  async run({ isLong }) {
    const service = await startService({ RATE_LIMIT_FACTOR: '1000' });
    try {
      return [
        ...(await hostileDeliveries(service, HOSTILE_TEXTS)),
        ...(await hostileFiles(service, isLong ? 2048 : 300)),
      ];
    } finally {
      await service.close();
    }
  },
};
