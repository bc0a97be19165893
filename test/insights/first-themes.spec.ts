import { startApp, type TestApp } from '../app.js';
import { TicketsService } from '../../src/ingest/tickets/tickets.service.js';
import { themesOf } from '../../src/insights/themes/reading/period-themes.js';

const ISSUES = {
  refund: [
    'I want my money back for the last order',
    'please refund my order',
    'when will I get my refund',
    'how do I get a refund for a wrong order',
    'refund has not arrived yet',
    'I was promised a refund two weeks ago',
    'my refund is still missing',
    'need a refund for this purchase',
  ],
  password: [
    'I cannot reset my password',
    'the password reset link does not work',
    'password reset mail never arrives',
    'how can I change my password',
    'forgot my password and the reset fails',
    'reset password page shows an error',
    'my new password is not accepted',
    'password reset link expired',
  ],
  export: [
    'the CSV export is empty',
    'exporting my data to CSV fails',
    'CSV export has missing columns',
    'export to CSV takes for ever',
    'cannot download the CSV export',
    'the exported CSV file is broken',
    'export button does nothing',
    'csv export cuts off rows',
  ],
};

describe('the first themes', () => {
  let app: TestApp;
  const now = new Date('2026-03-02T08:00:00Z');

  beforeAll(async () => {
    app = await startApp();
    const tickets = Object.entries(ISSUES).flatMap(([tag, texts], j) =>
      texts.map((text, i) => ({
        externalId: `${tag}-${i}`,
        createdAt: new Date(Date.UTC(2026, 1, 2 + 3 * i + (j % 2), 10)).toISOString(),
        tags: [tag],
        status: 'open' as const,
        product: i % 2 ? 'web' : 'app',
        requester: { externalId: `customer-${j}-${i}`, name: 'Ann Example' },
        reopenedAt: [],
        messages: [{ author: 'customer' as const, public: true, text }],
      })),
    );
    await app.get(TicketsService).record('test', tickets as never, now);
    await app.drain(now);
  });
  afterAll(() => app.close());

  it('are found, named and counted', async () => {
    const period = { from: new Date('2026-02-23T00:00:00Z'), to: new Date('2026-03-02T00:00:00Z') };
    const found = await themesOf(app.db.manager, { period, zone: 'UTC' });
    expect(found.themes.length).toBe(3);
  });
});
