import { Subjects } from '../src/ingest/rights/subjects.js';
import { RightsService } from '../src/ingest/rights/rights.service.js';
import { TicketsService } from '../src/ingest/tickets/tickets.service.js';
import { SYSTEM } from '../src/platform/audit/actor.js';
import type { TestApp } from '../test/app.js';
import { atMost, type Drill, exactly, type Finding } from './drill.js';
import {
  askAndAnswer,
  callWithTickets,
  type Canary,
  canaryOf,
  deliver,
  leaveFiles,
  MARKS,
  quoteInDigest,
  ticketOf,
} from './erasure-traces.js';
import { startService } from './service.js';

/** Tables that must have held a canary before: otherwise their emptiness afterwards proves nothing. */
const TRACED = [
  'customer',
  'customer_profile',
  'digest',
  'feedback',
  'idempotency_key',
  'import_batch',
  'import_error',
  'invitation',
  'mail_outbox',
  'raw_event',
  'response_revision',
  'statement',
  'survey_response',
  'ticket',
  'webhook_delivery',
];

/** Leaves traces of every subject in every part of the service, erases them, and looks for them in every row of every table. */
export async function eraseAndSearch(service: TestApp, subjects: number, queues?: string[]): Promise<Finding[]> {
  const canaries = Array.from({ length: subjects }, (_, n) => canaryOf(n));
  const ids = await leaveTraces(service, canaries);
  await service.drain(new Date(), queues);
  const before = await hits(service);
  const started = Date.now();
  for (const id of ids.values()) await service.get(RightsService).erase(id, SYSTEM, new Date());
  const seconds = (Date.now() - started) / 1000;
  const after = await hits(service);
  const again = await service.get(TicketsService).record('desk', canaries.map(ticketOf), new Date());
  const returned = await hits(service);
  return [
    none('tables without a canary where one was left', new Set(TRACED.filter((name) => !before.has(`public.${name}`)))),
    none(`tables that hold a canary afterwards (of ${before.size} before)`, after),
    exactly('tickets that an import of the same file brings back', 0, again.inserted),
    none('tables that hold a canary after that import', returned),
    atMost(`erasing ${subjects} subjects`, 60, seconds, ' s'),
  ];
}

/** Customers by mail address. */
async function leaveTraces(service: TestApp, canaries: Canary[]): Promise<Map<string, string>> {
  await callWithTickets(service, canaries);
  await deliver(service, canaries);
  const ids = new Map<string, string>();
  for (const canary of canaries) {
    const [found] = await service.get(Subjects).find({ email: canary.email });
    ids.set(canary.email, found!.id);
    await leaveFiles(service, canary, found!.id);
  }
  await askAndAnswer(service, canaries, ids);
  await quoteInDigest(service, canaries);
  return ids;
}

function none(what: string, names: Set<string>): Finding {
  return { what, wanted: 'none', seen: [...names].join(', ') || 'none', isMet: names.size === 0 };
}

/** Tables in which any canary stands in any row, as a full dump would show it: as text, or as the bytes of a text. */
async function hits(service: TestApp): Promise<Set<string>> {
  const literal = (mark: string) => mark.replace(/[.+]/g, '\\$&');
  const pattern = MARKS.flatMap((mark) => [literal(mark), Buffer.from(mark).toString('hex')]).join('|');
  const tables = await service.db.query<{ name: string }[]>(
    `SELECT table_schema || '.' || quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_schema IN ('public', 'pgboss') AND table_type = 'BASE TABLE'`,
  );
  const found = new Set<string>();
  for (const { name } of tables) {
    const rows = await service.db.query<unknown[]>(`SELECT 1 FROM ${name} AS t WHERE lower(t::text) ~ $1 LIMIT 1`, [
      pattern,
    ]);
    if (rows.length > 0) found.add(name);
  }
  return found;
}

export const erasure: Drill = {
  id: 'P19',
  promise: 'Erasure is complete: no trace in any table, and nothing brings it back.',
  async run({ isLong }) {
    const service = await startService();
    return eraseAndSearch(service, isLong ? 200 : 20).finally(() => service.close());
  },
};
