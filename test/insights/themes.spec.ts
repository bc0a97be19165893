import { ArticlesService } from '../../src/ingest/articles/articles.service.js';
import { themesOf } from '../../src/insights/themes/reading/period-themes.js';
import { startApp, type TestApp } from '../app.js';
import { type Client, keyClient } from '../client.js';
import { feedbackIds, fourWeeks, ISSUES, say } from './messages.js';

const MONDAY = new Date('2026-03-02T08:00:00Z');
const NEXT_MONDAY = new Date('2026-03-09T08:00:00Z');
const PERIOD = 'from=2026-02-02T00:00:00Z&to=2026-03-16T00:00:00Z';

interface Theme {
  id: string;
  label: string;
  keywords: string[];
  state: string;
  contacts: number;
  customers: number;
  before: { contacts: number }[];
  sentiment: { n: number; negative: { share: number; low: number; high: number } } | null;
  quotes: { text: string; contactId: string }[];
  coverage: { verdict: string; article: { title: string } | null } | null;
  namedBy: string;
  merged: { id: string }[];
}

describe('themes', () => {
  let service: TestApp;
  let api: Client;

  const list = async (): Promise<Theme[]> => (await api.get<{ items: Theme[] }>(`/v1/themes?${PERIOD}`)).body.items;
  const about = async (word: string): Promise<Theme> => {
    const found = (await list()).filter(({ label, keywords }) =>
      [label, ...keywords].join(' ').toLowerCase().includes(word),
    );
    return found[0]!;
  };
  const detail = async (id: string): Promise<Theme> =>
    (await api.get<Theme & Record<string, unknown>>(`/v1/themes/${id}?${PERIOD}`)).body;
  const history = async (id: string): Promise<string[]> =>
    (await api.get<{ items: { kind: string }[] }>(`/v1/themes/${id}/history`)).body.items.map(({ kind }) => kind);

  beforeAll(async () => {
    service = await startApp();
    api = await keyClient(service);
    await say(service, fourWeeks(MONDAY), MONDAY);
    await service.get(ArticlesService).record(
      'shop',
      [
        {
          externalId: 'a1',
          title: 'Reset your password',
          body: 'Choose **Forgot password**. A reset link arrives by mail and works for one hour.',
        },
        {
          externalId: 'a2',
          title: 'Ask for a refund',
          body: 'Refunds are paid within five days to the card of the order. Open the order and choose Refund.',
        },
      ],
      MONDAY,
    );
    await service.drain(MONDAY);
  });
  afterAll(() => service.close());

  it('are found without being told how many there are, with names, numbers and quotes of different customers', async () => {
    const themes = await list();
    expect(themes.map(({ contacts }) => contacts)).toEqual([9, 9, 9]);
    const found = await detail((await about('refund')).id);
    expect(found.label.toLowerCase()).toContain('refund');
    expect(found.customers).toBe(9);
    expect(found.sentiment!.n).toBe(9);
    expect(found.sentiment!.negative.low).toBeLessThanOrEqual(found.sentiment!.negative.share);
    expect(found.quotes.length).toBeGreaterThanOrEqual(3);
    expect(new Set(found.quotes.map(({ contactId }) => contactId)).size).toBe(found.quotes.length);
  });

  it('are compared with the help articles', async () => {
    expect((await about('refund')).coverage).toMatchObject({ verdict: 'none', article: { title: 'Ask for a refund' } });
    expect((await about('csv')).coverage!.verdict).toBe('likely');
  });

  it('count the same in the list, in the detail, in the evidence and in the read model of the digest', async () => {
    const { id, contacts } = await about('password');
    const evidence = await api.get<{ items: unknown[] }>(`/v1/themes/${id}/feedback?${PERIOD}`);
    const period = { from: new Date('2026-02-02T00:00:00Z'), to: new Date('2026-03-16T00:00:00Z') };
    const model = await themesOf(service.db.manager, { period, zone: 'UTC' });
    expect([
      evidence.body.items.length,
      (await detail(id)).contacts,
      model.themes.find((theme) => theme.id === id)!.contacts,
    ]).toEqual([contacts, contacts, contacts]);
  });

  it('page through evidence without losing or repeating a message', async () => {
    const { id } = await about('password');
    const seen: string[] = [];
    let cursor: string | null = '';
    for (let page = 0; cursor !== null && page < 10; page++) {
      const answer: { items: { id: string }[]; meta: { nextCursor: string | null } } = (
        await api.get<never>(`/v1/themes/${id}/feedback?${PERIOD}&limit=4${cursor ? `&cursor=${cursor}` : ''}`)
      ).body;
      seen.push(...answer.items.map((item) => item.id));
      cursor = answer.meta.nextCursor;
    }
    expect(seen.length).toBe(9);
    expect(new Set(seen).size).toBe(9);
  });

  it('take a new message within the run that embeds it', async () => {
    const before = await about('password');
    await say(service, [{ id: 'late', text: 'password reset does not work at all', at: MONDAY }], MONDAY);
    await service.drain(MONDAY, ['insights.embed']);
    expect((await detail(before.id)).contacts).toBe(before.contacts + 1);
  });

  it('keep a name that a person gave, over the next fit, with the change in history and audit log', async () => {
    const { id } = await about('refund');
    expect((await api.post(`/v1/themes/${id}/rename`, { label: 'Money back' })).status).toBe(200);
    await say(
      service,
      ISSUES.refund
        .slice(0, 5)
        .map((text, i) => ({ id: `again-${i}`, text: `${text} please`, at: new Date('2026-03-05T10:00:00Z') })),
      NEXT_MONDAY,
    );
    await service.drain(NEXT_MONDAY);
    const after = await detail(id);
    expect([after.label, after.namedBy, after.contacts]).toEqual(['Money back', 'person', 14]);
    expect(await history(id)).toEqual(expect.arrayContaining(['born', 'renamed']));
    const [entry] = await service.db.query<{ action: string }[]>('SELECT action FROM audit_log WHERE subject = $1', [
      `theme:${id}`,
    ]);
    expect(entry!.action).toBe('theme.renamed');
  });

  it('find an issue that is born later, emerging at first', async () => {
    const texts = [
      'the parcel was delivered to the wrong house',
      'my parcel went to another address',
      'courier left the parcel with a neighbour I do not know',
      'parcel delivered to the wrong address',
    ];
    await say(
      service,
      texts.map((text, i) => ({ id: `parcel-${i}`, text, at: new Date('2026-03-12T10:00:00Z') })),
      new Date('2026-03-16T08:00:00Z'),
    );
    await service.drain(new Date('2026-03-16T08:00:00Z'));
    const born = await about('parcel');
    expect([born.state, born.contacts]).toEqual(['emerging', 4]);
    const runs = await service.db.query<{ kind: string; stability: number | null }[]>(
      'SELECT kind, stability FROM mining_run ORDER BY position',
    );
    expect(runs.map(({ kind }) => kind)).toEqual(['first', 'weekly', 'weekly']);
    expect(runs.at(-1)!.stability).toBeGreaterThanOrEqual(0.97);
  });

  it('merge by a link that old ids follow, and part again exactly as they were', async () => {
    const [a, b] = [await about('csv'), await about('parcel')];
    const members = () =>
      service.db.query<unknown[]>('SELECT statement_id, theme_id FROM theme_assignment ORDER BY statement_id');
    const before = await members();
    expect((await api.post(`/v1/themes/${b.id}/merge`, { into: a.id })).status).toBe(200);
    const redirect = await api.get(`/v1/themes/${b.id}`);
    expect([redirect.status, redirect.headers.get('location')]).toEqual([308, `/v1/themes/${a.id}`]);
    const merged = await detail(a.id);
    expect([merged.contacts, merged.merged.map(({ id }) => id)]).toEqual([a.contacts + b.contacts, [b.id]]);
    expect((await api.post(`/v1/themes/${a.id}/merge`, { into: a.id })).status).toBe(422);
    expect((await api.post(`/v1/themes/${b.id}/rename`, { label: 'x' })).status).toBe(409);
    expect((await api.post(`/v1/themes/${b.id}/unmerge`)).status).toBe(200);
    expect(await members()).toEqual(before);
    expect([(await detail(a.id)).contacts, (await detail(b.id)).contacts]).toEqual([a.contacts, b.contacts]);
    expect(await history(b.id)).toEqual(['born', 'merged', 'unmerged']);
  });

  it('are never merged once somebody has kept them apart', async () => {
    const [a, b] = [await about('csv'), await about('parcel')];
    expect((await api.post(`/v1/themes/${a.id}/keep-apart`, { other: b.id })).status).toBe(204);
    const refused = await api.post<{ code: string }>(`/v1/themes/${b.id}/merge`, { into: a.id });
    expect([refused.status, refused.body.code]).toEqual([409, 'theme.kept-apart']);
    expect((await api.delete(`/v1/themes/${b.id}/keep-apart/${a.id}`)).status).toBe(204);
    expect((await api.delete(`/v1/themes/${b.id}/keep-apart/${a.id}`)).status).toBe(404);
  });

  it('keep a message where a person moved it, over the next fit and over an edit of its text', async () => {
    const [csv, refund] = [await about('csv'), await about('refund')];
    const [moved] = await feedbackIds(service, ['export-0']);
    expect((await api.post(`/v1/themes/${refund.id}/feedback`, { feedback: [moved] })).body).toEqual({ moved: 1 });
    await say(
      service,
      [{ id: 'export-0', text: 'the CSV export is empty again', at: new Date('2026-02-04T00:00:00Z') }],
      MONDAY,
    );
    await service.drain(new Date('2026-03-23T08:00:00Z'));
    const [row] = await service.db.query<{ text: string; theme_id: string; source: string }[]>(
      'SELECT s.text, a.theme_id, a.source FROM theme_assignment a JOIN statement s ON s.id = a.statement_id WHERE s.feedback_id = $1 AND s.position = 0',
      [moved],
    );
    expect(row).toEqual({ text: 'the CSV export is empty again', theme_id: refund.id, source: 'person' });
    expect((await detail(csv.id)).contacts).toBe(csv.contacts - 1);
    expect((await api.put(`/v1/feedback/${moved}/theme`, { theme: null })).status).toBe(200);
    expect((await detail(refund.id)).contacts).toBe(refund.contacts);
    expect((await api.put(`/v1/feedback/${moved}/theme`, { theme: csv.id })).status).toBe(200);
  });

  it('split by examples: what is more like them goes with them', async () => {
    const password = await about('password');
    const examples = await feedbackIds(service, ['password-2', 'password-8']);
    const made = await api.post<Theme>(`/v1/themes/${password.id}/split`, { label: 'Reset mail missing', examples });
    expect(made.status).toBe(201);
    const part = await detail(made.body.id);
    expect(part.contacts).toBeGreaterThanOrEqual(2);
    expect((await detail(password.id)).contacts + part.contacts).toBe(password.contacts);
    expect(await history(password.id)).toContain('split');
    expect((await api.post(`/v1/themes/${part.id}/merge`, { into: password.id })).status).toBe(409);
  });

  it('leave the list when they are no issue, and go on collecting', async () => {
    const parcel = await about('parcel');
    expect((await api.post(`/v1/themes/${parcel.id}/not-an-issue`)).status).toBe(200);
    expect((await list()).some(({ id }) => id === parcel.id)).toBe(false);
    expect((await detail(parcel.id)).contacts).toBe(parcel.contacts);
    expect((await api.delete(`/v1/themes/${parcel.id}/not-an-issue`)).status).toBe(200);
    expect((await list()).some(({ id }) => id === parcel.id)).toBe(true);
  });

  it('can be drafted from a description, which is checked against what customers wrote', async () => {
    const unheard = await api.post<{ isSound: boolean; problem: string }>('/v1/themes/drafts', {
      description: 'the blue elephant eats the satellite',
    });
    expect(unheard.body.isSound).toBe(false);
    const narrow = {
      description: 'rows or columns are missing in the exported file',
      examples: ['csv export cuts off rows', 'columns are missing in the exported CSV file'],
    };
    const check = await api.post<{ isSound: boolean; contacts: number }>('/v1/themes/drafts', narrow);
    expect(check.body).toMatchObject({ isSound: true });
    const made = await api.post<Theme>('/v1/themes', { ...narrow, label: 'Export incomplete' });
    expect(made.status).toBe(201);
    expect((await detail(made.body.id)).contacts).toBeGreaterThanOrEqual(2);
    const again = await api.post<{ code: string }>('/v1/themes', { ...narrow, label: 'The same' });
    expect([again.status, again.body.code]).toEqual([409, 'theme.exists']);
  });

  it('forget a message whose text is deleted', async () => {
    const refund = await about('refund');
    await service.db.query(`UPDATE feedback SET deleted_at = now() WHERE id = $1`, [
      (await feedbackIds(service, ['refund-3']))[0],
    ]);
    expect((await detail(refund.id)).contacts).toBe(refund.contacts - 1);
  });

  it('count a sentiment that a person corrected', async () => {
    const { id, sentiment } = await detail((await about('csv')).id);
    const [feedback] = await feedbackIds(service, ['export-3']);
    expect((await api.put(`/v1/feedback/${feedback}/sentiment`, { sentiment: 'positive' })).status).toBe(204);
    const after = (await detail(id)).sentiment as unknown as { n: number; positive: { count: number } };
    expect(after.n).toBe(sentiment!.n);
    expect(after.positive.count).toBeGreaterThanOrEqual(1);
  });

  it('answer 404 for an unknown id and 403 without the scope', async () => {
    const reader = await keyClient(service, ['read']);
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect((await api.get(`/v1/themes/${nobody}`)).status).toBe(404);
    expect((await api.post(`/v1/themes/${nobody}/rename`, { label: 'x' })).status).toBe(404);
    expect((await reader.post(`/v1/themes/${nobody}/rename`, { label: 'x' })).status).toBe(403);
  });

  it('say in coverage what was not mined, and why', async () => {
    const at = new Date('2026-03-20T10:00:00Z');
    await say(
      service,
      [
        {
          id: 'german',
          text: 'Ich kann mein Passwort nicht zurücksetzen und bekomme keine E-Mail',
          at,
          language: 'de',
        },
        { id: 'thanks', text: 'Thanks a lot!', at },
      ],
      at,
    );
    await service.drain(new Date('2026-03-23T08:00:00Z'));
    const { body } = await api.get<Record<string, unknown>>(
      '/v1/themes/coverage?from=2026-03-20T00:00:00Z&to=2026-03-21T00:00:00Z',
    );
    expect(body).toMatchObject({
      messages: 2,
      otherLanguage: 1,
      smallTalk: 1,
      waiting: 0,
      languages: [{ language: 'de', messages: 1 }],
    });
  });
});
