import { FeedbackService } from '../src/ingest/feedback/feedback.service.js';
import { Subjects } from '../src/ingest/rights/subjects.js';
import { RightsService } from '../src/ingest/rights/rights.service.js';
import { TicketsService } from '../src/ingest/tickets/tickets.service.js';
import { SYSTEM } from '../src/platform/audit/actor.js';
import type { TestApp } from '../test/app.js';
import { atMost, type Drill, exactly, type Finding } from './drill.js';
import { startService } from './service.js';

const WORDS = [
  'quillfeather',
  'brambleshaw',
  'thistlewick',
  'ravensmoor',
  'hollowcrest',
  'windermarsh',
  'applegarth',
  'stonehaven',
];

interface Canary {
  email: string;
  name: string;
  phone: string;
  order: string;
  phrase: string;
}

/** Five canaries a subject, in ticket, subject, comment and name of a file; unlike those of any other subject. */
function canaryOf(n: number): Canary {
  const word = (i: number) => `${WORDS[(n + i) % WORDS.length]}${n}x${i}`;
  return {
    email: `${word(0)}@subject.example`,
    name: `${capital(word(1))} ${capital(word(2))}`,
    phone: `+44 7700 9${String(10_000 + n)}`,
    order: `ORD-${7_000_000 + n * 31}`,
    phrase: Array.from({ length: 6 }, (_, i) => word(i + 2)).join(' '),
  };
}

/** Erases every subject and looks for the canaries in every row of every table. */
export async function eraseAndSearch(service: TestApp, subjects: number, queues?: string[]): Promise<Finding[]> {
  const canaries = Array.from({ length: subjects }, (_, n) => canaryOf(n));
  for (const canary of canaries) await say(service, canary);
  await service.drain(new Date(), queues);
  const before = await hits(service, canaries);
  const started = Date.now();
  for (const { email } of canaries) {
    const [found] = await service.get(Subjects).find({ email });
    await service.get(RightsService).erase(found!.id, SYSTEM, new Date());
  }
  const seconds = (Date.now() - started) / 1000;
  const after = await hits(service, canaries);
  const again = await service.get(TicketsService).record('desk', canaries.map(ticketOf), new Date());
  const returned = await hits(service, canaries);
  return [
    { what: 'tables that held canaries before', wanted: '>= 4', seen: String(before.size), isMet: before.size >= 4 },
    {
      what: 'tables that hold a canary afterwards',
      wanted: 'none',
      seen: [...after].join(', ') || 'none',
      isMet: after.size === 0,
    },
    exactly('tickets that an import of the same file brings back', 0, again.inserted),
    {
      what: 'tables that hold a canary after that import',
      wanted: 'none',
      seen: [...returned].join(', ') || 'none',
      isMet: returned.size === 0,
    },
    atMost(`erasing ${subjects} subjects`, 60, seconds, ' s'),
  ];
}

function ticketOf({ email, name, phone, order, phrase }: Canary) {
  const at = '2026-03-01T10:00:00Z';
  const text = `Hello, ${name} here (${email}, ${phone}). My order ${order}: ${phrase}`;
  const messages = [{ externalId: 'm', author: 'customer' as const, public: true, createdAt: at, text }];
  const csat = { score: 2, scale: 5, comment: `Not solved, ${phrase}` };
  return {
    externalId: order,
    createdAt: at,
    updatedAt: at,
    subject: `${order} ${phrase}`,
    requester: { externalId: `id-${order}`, name, email, phone },
    messages,
    csat,
  };
}

async function say(service: TestApp, canary: Canary): Promise<void> {
  const now = new Date();
  await service.get(TicketsService).record('desk', [ticketOf(canary)], now);
  const [found] = await service.get(Subjects).find({ email: canary.email });
  const item = {
    externalId: canary.order,
    kind: 'review' as const,
    occurredAt: '2026-03-02T00:00:00Z',
    tags: [],
    text: canary.phrase,
  };
  await service
    .get(FeedbackService)
    .record('shop', [{ ...item, ticketId: null, customerId: found!.id, knownNames: [] }], now);
  await service.db.query(
    `INSERT INTO import_batch (id, kind, file_name, file_hash, source, mapping, state, next_line, imported, unchanged, refused, created_at)
     VALUES (gen_random_uuid(), 'tickets', $1, md5($1), 'desk', '{}', 'done', 0, 0, 0, 0, now())`,
    [`${canary.email}.csv`],
  );
}

/** Tables in which any canary stands in any row, as a full dump would show it. */
async function hits(service: TestApp, canaries: Canary[]): Promise<Set<string>> {
  const words = canaries.flatMap((canary) => [
    canary.email,
    canary.name,
    canary.phone,
    canary.order,
    ...canary.phrase.split(' '),
  ]);
  const tables = await service.db.query<{ name: string }[]>(`SELECT format('%I.%I', table_schema, table_name) AS name
    FROM information_schema.tables WHERE table_schema IN ('public', 'pgboss') AND table_type = 'BASE TABLE'`);
  const found = new Set<string>();
  for (const { name } of tables) {
    const sql = `SELECT 1 FROM ${name} AS t WHERE EXISTS (SELECT FROM unnest($1::text[]) AS word (text) WHERE position(word.text IN lower(t::text)) > 0) LIMIT 1`;
    if ((await service.db.query<unknown[]>(sql, [words.map((word) => word.toLowerCase())])).length > 0) found.add(name);
  }
  return found;
}

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}

export const erasure: Drill = {
  id: 'P19',
  promise: 'Erasure is complete: no trace in any table, and nothing brings it back.',
  async run({ isLong }) {
    const service = await startService();
    return eraseAndSearch(service, isLong ? 200 : 20).finally(() => service.close());
  },
};
