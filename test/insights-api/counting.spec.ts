import { randomUUID } from 'node:crypto';
import { seededRandom } from '../../src/insights/statistics/random.js';
import { startApp, type TestApp } from '../app.js';
import { type Client, keyClient } from '../client.js';
import { aStoredTicket, storeThemes, storeTickets } from './stored-tickets.js';

const COLUMNS = `statement_id, feedback_id, position, theme_id, ticket_id, contact, person, occurred_at, product, channel, plan, language,
  stage, tags, deleted`;
/** The rows that figures are counted from, made anew from what they are kept beside. */
const RECOUNT = `SELECT s.id, s.feedback_id, s.position, a.theme_id, f.ticket_id, coalesce(f.ticket_id, f.id), coalesce(f.customer_id, f.ticket_id, f.id),
  f.occurred_at, f.product, f.channel, f.plan, f.language, f.stage, f.tags, f.deleted_at IS NOT NULL
  FROM statement s JOIN feedback f ON f.id = s.feedback_id LEFT JOIN theme_assignment a ON a.statement_id = s.id`;
const DIFFERENCE = `(SELECT ${COLUMNS} FROM statement_fact EXCEPT ${RECOUNT}) UNION ALL (${RECOUNT} EXCEPT SELECT ${COLUMNS} FROM statement_fact)`;

let service: TestApp;
let api: Client;

/** Everything that may happen to messages, as statements over some of them drawn by chance. */
const CHANGES = [
  `UPDATE feedback SET product = 'web', tags = '{late}' WHERE random() < .2`,
  `UPDATE feedback SET occurred_at = occurred_at + interval '3 days', language = NULL WHERE random() < .2`,
  `UPDATE feedback SET deleted_at = now() WHERE random() < .1`,
  `UPDATE feedback SET deleted_at = NULL WHERE random() < .5`,
  `UPDATE feedback SET ticket_id = NULL WHERE random() < .1`,
  `UPDATE ticket SET status = 'spam' WHERE random() < .1`,
  `DELETE FROM ticket WHERE random() < .05`,
  `DELETE FROM customer WHERE random() < .1`,
  `DELETE FROM statement WHERE random() < .05`,
  `DELETE FROM theme_assignment WHERE random() < .1`,
  `UPDATE theme_assignment SET theme_id = (SELECT id FROM theme ORDER BY random() LIMIT 1) WHERE random() < .3`,
  `UPDATE theme_assignment SET theme_id = NULL WHERE random() < .1`,
  `INSERT INTO theme_assignment (statement_id, theme_id, similarity, source, at) SELECT s.id, t.id, .5, 'person', now()
   FROM statement s CROSS JOIN (SELECT id FROM theme LIMIT 1) t WHERE random() < .3
   ON CONFLICT (statement_id) DO UPDATE SET theme_id = excluded.theme_id`,
  `INSERT INTO statement (id, feedback_id, position, text) SELECT gen_random_uuid(), id, 1, 'more' FROM feedback WHERE random() < .2
   ON CONFLICT DO NOTHING`,
];

describe('what figures are counted from', () => {
  beforeAll(async () => {
    service = await startApp();
    api = await keyClient(service);
    const themes = [...(await storeThemes(service.db, ['Card', 'Login', 'Refund'])).values()];
    const random = seededRandom(7).uniform;
    const customers = Array.from({ length: 30 }, () => randomUUID());
    const tickets = Array.from({ length: 150 }, () =>
      aStoredTicket({
        createdAt: new Date(Date.UTC(2025, 2, 1) + random() * 40 * 86_400_000).toISOString(),
        customer: random() < 0.8 ? customers[Math.floor(random() * 30)]! : null,
        themes: random() < 0.8 ? [themes[Math.floor(random() * 3)]!] : [],
        product: random() < 0.5 ? 'app' : null,
      }),
    );
    await storeTickets(service.db, tickets);
  });
  afterAll(() => service.close());

  it('equals a recount after every change, whoever makes it', async () => {
    const kept = await service.db.query<{ n: number }[]>('SELECT count(*)::int AS n FROM statement_fact');
    expect(kept[0]!.n).toBe(150);
    for (const change of [...CHANGES, ...CHANGES]) {
      await service.db.query(change);
      expect({ change, difference: await service.db.query(DIFFERENCE) }).toEqual({ change, difference: [] });
    }
  });

  it('equals a recount after changes that ran at the same time', async () => {
    for (let round = 0; round < 5; round++) {
      await Promise.allSettled(CHANGES.map((change) => service.db.query(change)));
      expect(await service.db.query(DIFFERENCE)).toEqual([]);
    }
  });

  it('waits for a message that is being changed, so that a new sentence of it is counted as it will be', async () => {
    const [feedback] = await service.db.query<{ id: string }[]>('SELECT id FROM feedback LIMIT 1');
    const writer = service.db.createQueryRunner();
    await writer.startTransaction();
    await writer.query(`UPDATE feedback SET product = 'changed meanwhile' WHERE id = $1`, [feedback!.id]);
    const added = service.db.query(
      `INSERT INTO statement (id, feedback_id, position, text) VALUES (gen_random_uuid(), $1, 9, 'one more')`,
      [feedback!.id],
    );
    await writer.commitTransaction();
    await writer.release();
    await added;
    expect(await service.db.query(DIFFERENCE)).toEqual([]);
  });

  it('takes so few connections that 24 callers at once are all answered by a pool of eight', async () => {
    const period = 'from=2025-03-01T00:00:00Z&to=2025-04-01T00:00:00Z';
    const paths = [
      `/v1/kpis?${period}&by=theme`,
      `/v1/kpis?${period}&by=week`,
      `/v1/themes?${period}`,
      `/v1/priorities?${period}`,
      `/v1/trends?${period}`,
      `/v1/drivers?${period}`,
    ];
    const answers = await Promise.all(Array.from({ length: 24 }, (_, i) => api.get(paths[i % paths.length]!)));
    expect(answers.map(({ status }) => status)).toEqual(new Array(24).fill(200));
  });
});
