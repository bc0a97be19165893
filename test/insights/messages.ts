import { TicketsService } from '../../src/ingest/tickets/tickets.service.js';
import type { TestApp } from '../app.js';

/** What customers of an invented shop write, by issue. */
export const ISSUES = {
  refund: [
    'I want my money back for the last order',
    'please refund my order, it was the wrong one',
    'when will I get my refund',
    'how do I get a refund for a wrong order',
    'the refund for my order has not arrived yet',
    'I was promised a refund two weeks ago and nothing happened',
    'my refund is still missing',
    'I need a refund for this purchase',
    'where is the refund for my cancelled order',
  ],
  password: [
    'I cannot reset my password',
    'the password reset link does not work',
    'the password reset mail never arrives',
    'how can I change my password',
    'forgot my password and the reset fails',
    'the reset password page shows an error',
    'my new password is not accepted after the reset',
    'password reset link has expired again',
    'no mail comes when I reset my password',
  ],
  export: [
    'the CSV export is empty',
    'exporting my data to CSV fails',
    'CSV export has missing columns',
    'export to CSV takes for ever',
    'I cannot download the CSV export',
    'the exported CSV file is broken',
    'the export button for CSV does nothing',
    'csv export cuts off rows',
    'the CSV export of my data fails every time',
  ],
};

export interface Said {
  id: string;
  text: string;
  at: Date;
  customer?: string;
  product?: string;
  language?: string;
  tags?: string[];
}

/** Records one ticket a message, each from another customer unless said. */
export async function say(service: TestApp, messages: readonly Said[], now: Date): Promise<void> {
  const tickets = messages.map(({ id, text, at, customer = `customer of ${id}`, product, language, tags = [] }) => ({
    externalId: id,
    createdAt: at.toISOString(),
    tags,
    status: 'open' as const,
    product: product ?? null,
    language: language ?? null,
    requester: { externalId: customer },
    reopenedAt: [],
    messages: [{ author: 'customer' as const, public: true, text }],
  }));
  for (let from = 0; from < tickets.length; from += 500) {
    await service.get(TicketsService).record('shop', tickets.slice(from, from + 500), now);
  }
}

const DAY_MS = 86_400_000;

/** All issues, spread over the four weeks before an instant, two products in turn. */
export function fourWeeks(before: Date): Said[] {
  return Object.entries(ISSUES).flatMap(([issue, texts], j) =>
    texts.map((text, i) => ({
      id: `${issue}-${i}`,
      text,
      at: new Date(before.getTime() - (3 * (texts.length - i) + j * 0.1) * DAY_MS),
      product: i % 2 ? 'web' : 'app',
    })),
  );
}

export async function feedbackIds(service: TestApp, ticketIds: readonly string[]): Promise<string[]> {
  const rows = await service.db.query<{ id: string }[]>(
    `SELECT f.id FROM feedback f JOIN ticket t ON t.id = f.ticket_id WHERE t.external_id = ANY ($1) ORDER BY t.external_id`,
    [ticketIds],
  );
  return rows.map(({ id }) => id);
}
