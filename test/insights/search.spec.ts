import { startApp, type TestApp } from '../app.js';
import { type Client, keyClient } from '../client.js';
import { MiningProcess } from '../../src/insights/embedding/mining-process.js';
import { feedbackIds, fourWeeks, say } from './messages.js';

const MONDAY = new Date('2026-03-02T08:00:00Z');

interface Hits {
  items: { feedbackId: string; snippet: string; score: number; theme: { id: string } | null; product: string | null }[];
  by: string;
}

describe('search', () => {
  let service: TestApp;
  let api: Client;
  const search = async (query: string): Promise<Hits> =>
    (await api.get<Hits & Record<string, unknown>>(`/v1/search?${query}`)).body;
  const question = (text: string): string => `q=${encodeURIComponent(text)}`;

  beforeAll(async () => {
    service = await startApp();
    api = await keyClient(service);
    const special = [
      {
        id: 'code',
        text: 'The scanner shows error E4711 when I switch it on, my mail is ann.example@example.com',
        at: MONDAY,
      },
      {
        id: 'hex',
        text: 'The label printer stops with 0x80070005 and the log says request 9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d failed',
        at: MONDAY,
      },
      {
        id: 'long',
        text: `${'We have been customers for many years and like the shop. '.repeat(12)}Now the invoice shows the wrong company name. ${'Please answer soon, we are waiting for it. '.repeat(12)}`,
        at: MONDAY,
      },
    ];
    await say(service, [...fourWeeks(MONDAY), ...special], MONDAY);
    await service.drain(MONDAY);
  });
  afterAll(() => service.close());

  it('finds by meaning what was said in other words', async () => {
    const { items, by } = await search(question('I forgot my login and get no mail to choose a new one'));
    expect(by).toBe('meaning and words');
    expect(items[0]!.snippet).toMatch(/password/i);
  });

  it('finds a code that the encoder cannot know by its letters', async () => {
    const { items } = await search(question('E4711'));
    expect(items[0]!.snippet).toContain('E4711');
  });

  it.each(['0x80070005', '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d'])(
    'finds %s, which the encoder is spared',
    async (code) => {
      const { items } = await search(question(code));
      expect(items[0]!.snippet).toContain('label printer');
    },
  );

  it('shows snippets masked and cut around the words that were asked for', async () => {
    const [code] = (await search(question('scanner error E4711'))).items;
    expect(code!.snippet).not.toContain('ann.example@example.com');
    const [long] = (await search(question('invoice company name'))).items;
    expect(long!.snippet).toMatch(/^… .*invoice.* …$/);
    expect(long!.snippet.length).toBeLessThan(260);
  });

  it('narrows by every dimension, also when few messages fit', async () => {
    const web = await search(`${question('refund for my order')}&product=web&limit=50`);
    expect(new Set(web.items.map(({ product }) => product))).toEqual(new Set(['web']));
    const none = await search(`${question('refund for my order')}&product=none`);
    expect(none.items).toEqual([]);
    const late = await search(`${question('refund')}&from=2026-03-01T00:00:00Z`);
    expect(late.items.length).toBe(3);
  });

  it('gives more like a feedback, a ticket and a theme, never the thing itself', async () => {
    const [id] = await feedbackIds(service, ['password-0']);
    const like = await search(`likeFeedback=${id}&limit=5`);
    expect(like.items.map(({ feedbackId }) => feedbackId)).not.toContain(id);
    expect(like.items.every(({ snippet }) => /password/i.test(snippet))).toBe(true);
    const theme = like.items[0]!.theme!.id;
    const near = await search(`likeTheme=${theme}&theme=${theme}&limit=50`);
    expect(near.items.length).toBe(9);
    expect((await api.get('/v1/search?likeTicket=00000000-0000-4000-8000-000000000000')).status).toBe(404);
  });

  it('finds what was embedded since the last question, and no more what was deleted', async () => {
    await say(service, [{ id: 'fresh', text: 'the umbrella stand wobbles in the wind', at: MONDAY }], MONDAY);
    await service.drain(MONDAY);
    const found = await search(question('umbrella stand'));
    expect(found.items[0]!.snippet).toContain('umbrella');
    await service.db.query(`UPDATE feedback SET deleted_at = now() WHERE id = $1`, [found.items[0]!.feedbackId]);
    expect((await search(question('umbrella stand'))).items.map(({ snippet }) => snippet).join()).not.toContain(
      'umbrella',
    );
  });

  it('answers by meaning again after the mining process was killed', async () => {
    process.kill(service.get(MiningProcess).state().pid!, 'SIGKILL');
    const { items, by } = await search(question('my money has not come back'));
    expect(by).toBe('meaning and words');
    expect(items[0]!.snippet).toMatch(/refund|money/i);
  });

  it('refuses no question, two questions and an empty one', async () => {
    for (const query of ['', 'q=', 'q=a&likeTheme=00000000-0000-4000-8000-000000000000', 'q=a&limit=51']) {
      expect((await api.get(`/v1/search?${query}`)).status).toBe(400);
    }
  });

  it('lives through questions of any kind', async () => {
    for (const text of ['😀😀😀', "'; DROP TABLE ticket; --", 'ฉันไม่สามารถเข้าสู่ระบบ', '!!! & | <->', 'a'.repeat(1000)]) {
      expect((await api.get(`/v1/search?${question(text)}`)).status).toBe(200);
    }
  });
});
