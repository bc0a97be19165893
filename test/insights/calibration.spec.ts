import { TicketsService } from '../../src/ingest/tickets/tickets.service.js';
import { startApp, type TestApp } from '../app.js';
import { adminBrowser, type Client } from '../client.js';
import { fourWeeks, say } from './messages.js';

const NOW = new Date();
const COMMENTS = 210;

interface Detail {
  sentiment: { n: number };
  calibratedSentiment: Record<'negative' | 'neutral' | 'positive', { share: number; low: number; high: number }> & {
    n: number;
    temperature: number;
    comments: number;
  };
}

/** Comments beside a score: words that the head reads surely, of which a third have the opposite score. */
async function rate(service: TestApp, from: number, to: number): Promise<void> {
  const moods = [
    { words: 'terrible, this is the worst service and I am angry about order', score: 1 },
    { words: 'wonderful, this is the best service and I love it since order', score: 5 },
  ];
  const tickets = Array.from({ length: to - from }, (_, k) => {
    const i = from + k;
    const { words, score } = moods[i % 2]!;
    const createdAt = new Date(NOW.getTime() - (100 + i) * 60_000).toISOString();
    return {
      externalId: `rated-${i}`,
      createdAt,
      tags: [],
      status: 'closed' as const,
      requester: { externalId: `rater-${i}` },
      reopenedAt: [],
      csat: { score: i % 3 === 0 ? 6 - score : score, scale: 5, comment: `${words} ${i}`, answeredAt: createdAt },
      messages: [],
    };
  });
  await service.get(TicketsService).record('shop', tickets, NOW);
}

describe('sentiment', () => {
  let service: TestApp;
  let api: Client;

  beforeAll(async () => {
    service = await startApp();
    api = await adminBrowser(service);
    await say(service, fourWeeks(NOW), NOW);
    await rate(service, 0, 150);
    await service.drain(NOW);
  });
  afterAll(() => service.close());

  const detail = async (): Promise<Detail> => {
    const [theme] = await service.db.query<[{ id: string }]>(
      'SELECT id FROM theme WHERE root_id = id ORDER BY id LIMIT 1',
    );
    return (await api.get<Detail>(`/v1/themes/${theme.id}`)).body;
  };

  it('is not calibrated on fewer than 200 comments', async () => {
    expect((await detail()).sentiment.n).toBeGreaterThan(0);
    expect((await detail()).calibratedSentiment).toBeNull();
  });

  it('is calibrated by the next fit once there are 200: surer than right, it becomes more modest', async () => {
    await rate(service, 150, COMMENTS);
    const nextWeek = new Date(NOW.getTime() + 7 * 86_400_000);
    await service.drain(nextWeek);
    const { sentiment, calibratedSentiment } = await detail();
    expect(calibratedSentiment.comments).toBe(COMMENTS);
    expect(calibratedSentiment.temperature).toBeGreaterThan(1.2);
    expect(calibratedSentiment.n).toBe(sentiment.n);
    const { negative, neutral, positive } = calibratedSentiment;
    expect(negative.share + neutral.share + positive.share).toBeCloseTo(1);
    expect(negative.low).toBeLessThan(negative.share);
    const [theme] = await service.db.query<[{ id: string }]>(
      'SELECT id FROM theme WHERE root_id = id ORDER BY id LIMIT 1',
    );
    expect((await api.get(`/themes/${theme.id}`)).text).toContain('Calibrated on 210 CSAT comments');
  });
});
