import { randomUUID } from 'node:crypto';
import { GapFiguresService } from '../../src/insights/gaps/gap-figures.service.js';
import { startApp, type TestApp } from '../app.js';
import { type Client, keyClient } from '../client.js';
import { aStoredTicket, storeThemes, storeTickets } from './stored-tickets.js';

const DAY_MS = 86_400_000;
const NOW = new Date();
const ago = (days: number) => new Date(NOW.getTime() - days * DAY_MS).toISOString();

interface Gap {
  id: string;
  theme: { id: string; label: string };
  type: string;
  state: string;
  stateReason: string | null;
  weekly: number;
  avoidable: { p10: number; p50: number; p90: number; assumptions: string[] } | null;
  messages: number;
  evidence: string;
  weeklyEvidence: string;
  brief: string;
  effect?: {
    before: { contacts: number };
    after: { contacts: number };
    ratio: { ratio: number; low: number; high: number } | null;
  } | null;
}

let service: TestApp;
let api: Client;
let themes: Map<string, string>;

const list = async (query = '') => (await api.get<{ items: Gap[] }>(`/v1/gaps?${query}`)).body.items;
const gapOf = async (label: string) => (await api.get<Gap>(`/v1/gaps/${themes.get(label)}`)).body;
const measure = () => service.get(GapFiguresService).refresh(new Date(Date.now() + DAY_MS));

function contacts(label: string, perWeek: number, weeks: number, text: string) {
  return Array.from({ length: perWeek * weeks }, (_, i) =>
    aStoredTicket({
      customer: randomUUID(),
      createdAt: ago(1 + (i * 7) / perWeek),
      solvedAt: ago(0.5 + (i * 7) / perWeek),
      status: 'solved',
      themes: [themes.get(label)!],
      text,
    }),
  );
}

async function judge(
  label: string,
  verdict: string,
  probability: number,
  more: { articleId?: string; words?: number; margin?: number } = {},
) {
  const evidence = {
    relative: 0,
    margin: more.margin ?? 0.01,
    words: more.words ?? 0.2,
    unshifted: probability,
    sample: 40,
  };
  await service.db.query(
    `INSERT INTO kb_gap (id, theme_id, verdict, rule, probability, priority, messages, article_id, article_cosine, missing_words, evidence, inputs_hash, computed_at)
     VALUES ($1, $2, $3, 'theme', $4, 1, 40, $5, 0.4, '{refund,days}', $6, 'h', $7)`,
    [randomUUID(), themes.get(label), verdict, probability, more.articleId ?? null, evidence, NOW],
  );
}

async function anArticle(title: string, published: string): Promise<string> {
  const id = randomUUID();
  await service.db.query(
    `INSERT INTO kb_article (id, source, external_id, title, body, url, published_at, source_updated_at, content_hash)
     VALUES ($1::uuid, 'test', $1::uuid::text, $2, 'Text', $3, $4, $4, 'h')`,
    [id, title, `https://help.example/${id}`, published],
  );
  return id;
}

beforeAll(async () => {
  service = await startApp();
  api = await keyClient(service);
  themes = await storeThemes(service.db, ['Refund time', 'App crash', 'Hidden fee', 'Covered']);
  await storeTickets(service.db, [
    ...contacts('Refund time', 12, 8, 'How long does a refund take? I waited three days.'),
    ...contacts('App crash', 6, 8, 'The app crashes with an error when I open it'),
    ...contacts('Hidden fee', 4, 8, 'Where do I see the fee?'),
    ...contacts('Covered', 4, 8, 'How do I log in?'),
  ]);
  const article = await anArticle('Charges of your plan', ago(300));
  await judge('Refund time', 'likely', 0.9);
  await judge('App crash', 'possible', 0.7);
  await judge('Hidden fee', 'none', 0.1, { articleId: article, margin: 0.09, words: 0.2 });
  await judge('Covered', 'none', 0.05, { articleId: article, margin: 0.01, words: 0.9 });
  await service.db.query(`UPDATE theme SET keywords = '{refund,waiting days}' WHERE label = 'Refund time'`);
  await service.db.query(
    `INSERT INTO kb_search (id, source, external_id, query, results, clicked, searched_at) SELECT gen_random_uuid(), 'test', n::text, 'refund how long', 0, null, $1 FROM generate_series(1, 3) n`,
    [ago(3)],
  );
  await service.db.query(
    `INSERT INTO agent_reply (id, source, external_id, ticket_id, occurred_at, masked, source_updated_at)
     SELECT gen_random_uuid(), 'test', t.id::text, t.id, t.solved_at, 'Hello! Refunds reach your bank within five working days. Open Billing, then Refunds, to see the state of your refund. ' || t.id, t.solved_at
     FROM ticket t JOIN feedback f ON f.ticket_id = t.id WHERE f.masked LIKE 'How long does a refund%' LIMIT 12`,
  );
  await measure();
});
afterAll(() => service.close());

describe('gaps', () => {
  it('are typed and ranked by what help could avoid; what is covered is none', async () => {
    expect((await list()).map(({ theme, type }) => [theme.label, type])).toEqual([
      ['Refund time', 'missing'],
      ['Hidden fee', 'hard-to-find'],
      ['App crash', 'not-documentation'],
    ]);
  });

  it('say what help could avoid as a range with its assumptions: about 12 a week x .9 x .17', async () => {
    const { avoidable, weekly } = await gapOf('Refund time');
    expect(weekly).toBeCloseTo(12, 0);
    expect(avoidable!.p50).toBeGreaterThan(1);
    expect(avoidable!.p50).toBeLessThan(2.4);
    expect(avoidable!.p10).toBeLessThan(avoidable!.p50);
    expect(avoidable!.p90).toBeGreaterThan(avoidable!.p50);
    expect(avoidable!.assumptions.join(' ')).toContain('an assumption until own articles were measured');
  });

  it('count what their evidence lists', async () => {
    const { evidence, weeklyEvidence, messages, weekly } = await gapOf('Refund time');
    const rows = async (url: string) => (await api.get<{ items: unknown[] }>(`${url}&limit=100`)).body.items.length;
    expect(await rows(evidence)).toBe(messages);
    expect(await rows(weeklyEvidence)).toBe(8 * weekly);
  });

  it('filter by type and page', async () => {
    expect((await list('type=hard-to-find')).map(({ theme }) => theme.label)).toEqual(['Hidden fee']);
    const first = await api.get<{ items: Gap[]; meta: { nextCursor: string } }>('/v1/gaps?limit=2');
    const rest = await api.get<{ items: Gap[] }>(`/v1/gaps?limit=2&cursor=${first.body.meta.nextCursor}`);
    expect([...first.body.items, ...rest.body.items]).toHaveLength(3);
  });

  it('give the writer a brief: real questions, their words, failed searches, an outline from answers that worked', async () => {
    const { brief } = await gapOf('Refund time');
    const { text, headers } = await api.get(brief);
    expect(headers.get('content-type')).toContain('text/markdown');
    expect(text).toContain('# Brief: Refund time');
    expect(text).toContain('refund how long (3)');
    expect(text).toContain('Refunds reach your bank within five working days.');
    expect(text).not.toContain('Hello');
    expect(text).toContain('refund, days');
  });

  it('stay dismissed with their reason, until contacts have doubled', async () => {
    const { id } = await gapOf('Hidden fee');
    expect((await api.post(`/v1/gaps/${id}/dismiss`, {})).status).toBe(400);
    await api.post(`/v1/gaps/${id}/dismiss`, { reason: 'Shown in the app' });
    await measure();
    expect(await gapOf('Hidden fee')).toMatchObject({ state: 'dismissed', stateReason: 'Shown in the app' });
    expect((await list()).map(({ theme }) => theme.label)).not.toContain('Hidden fee');
    await storeTickets(service.db, contacts('Hidden fee', 6, 8, 'What is this fee?'));
    await service.db.query('UPDATE kb_gap SET figures_at = NULL');
    await measure();
    const back = await gapOf('Hidden fee');
    expect(back).toMatchObject({ state: 'proposed' });
    expect(back.stateReason).toMatch(/^grew from [\d.]+ to [\d.]+ contacts a week since it was dismissed$/);
  });

  it('are written once an article answers them, and say what came of it', async () => {
    const { id } = await gapOf('Refund time');
    await api.post(`/v1/gaps/${id}/accept`, {});
    const chance = 'SELECT state_probability AS given FROM kb_gap WHERE id = $1';
    expect(await service.db.query(chance, [id])).toEqual([{ given: 0.9 }]);
    await service.db.query(`UPDATE kb_gap SET state_at = $2 WHERE id = $1`, [id, ago(20)]);
    const article = await anArticle('How long refunds take', ago(14));
    await service.db.query(`UPDATE kb_gap SET verdict = 'none', article_id = $2, figures_at = NULL WHERE id = $1`, [
      id,
      article,
    ]);
    await measure();
    expect(await gapOf('Refund time')).toMatchObject({
      state: 'written',
      stateReason: 'an article that answers it appeared',
    });
    await service.db.query(`UPDATE kb_gap SET state_at = $2 WHERE id = $1`, [id, ago(14)]);
    await service.db.query(
      `UPDATE feedback SET deleted_at = now() WHERE occurred_at > $1 AND masked LIKE 'How long does a refund%' AND abs(hashtext(id::text)) % 10 < 8`,
      [ago(14)],
    );
    const { effect } = await gapOf('Refund time');
    expect(effect!.before.contacts).toBe(48);
    expect(effect!.after.contacts).toBeLessThan(15);
    expect(effect!.ratio!.high).toBeLessThan(1);
  });

  it('learn from own articles what articles avoid, once four weeks have passed', async () => {
    const { id } = await gapOf('Refund time');
    await service.db.query(`UPDATE kb_gap SET state_at = $2, figures_at = NULL WHERE id = $1`, [id, ago(28)]);
    await measure();
    const { avoidable } = await gapOf('Hidden fee');
    expect(avoidable!.assumptions[0]).toMatch(
      /^after earlier articles of yours \d+ of \d+ expected contacts did not come$/,
    );
  });

  it('are decided by the team they belong to, wherever it does so, and by no other', async () => {
    const { body: team } = await api.post<{ id: string }>('/v1/teams', { name: 'Writers', kind: 'content' });
    const writer = await keyClient(service, ['read', 'write'], [team.id]);
    const crash = themes.get('App crash')!;
    const decide = (path: string, body: object) => writer.post(path, body);
    expect((await decide(`/v1/gaps/${crash}/accept`, {})).status).toBe(404);
    await api.post('/v1/actions', { teamId: team.id, title: 'Write it', themeId: crash });
    const { status, body } = await decide(`/v1/gaps/${crash}/accept`, {});
    expect({ status, state: body['state'], by: body['stateBy'] }).toEqual({
      status: 200,
      state: 'accepted',
      by: 'test',
    });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const { id } = await gapOf('App crash');
    const dismissal = 'to=dismissed&reason=a+defect';
    expect((await writer.post(`/gaps/${id}`, dismissal, form)).status).toBe(303);
    expect(await gapOf('App crash')).toMatchObject({ state: 'dismissed', stateReason: 'a defect' });
    const hidden = await gapOf('Hidden fee');
    expect((await writer.post(`/gaps/${hidden.id}`, dismissal, form)).status).toBe(404);
  });

  it('refuse an unknown gap and a key that only reads', async () => {
    expect((await api.get(`/v1/gaps/${randomUUID()}`)).status).toBe(404);
    const reader = await keyClient(service, ['read']);
    expect((await reader.post(`/v1/gaps/${themes.get('App crash')}/accept`, {})).status).toBe(403);
  });
});
