import { randomUUID } from 'node:crypto';
import { ArticlesService } from '../../src/ingest/articles/articles.service.js';
import { TicketsService } from '../../src/ingest/tickets/tickets.service.js';
import { GapFiguresService } from '../../src/insights/gaps/gap-figures.service.js';
import { startApp, type TestApp } from '../app.js';
import { type Client, keyClient } from '../client.js';
import { anAlert } from '../insights/page-data.js';
import { storeThemes } from './stored-tickets.js';

const DAY_MS = 86_400_000;
const NOW = new Date();
const ago = (days: number) => new Date(NOW.getTime() - days * DAY_MS).toISOString();

interface Gap {
  type: string;
  because: string;
  isHint: boolean;
  articles: { title: string; cosine: number }[];
  searches: { query: string; count: number }[];
}

/** Help articles that exist and yet do not help, one way each. */
const ARTICLES: Record<string, { title: string; body: string }> = {
  'Sent in vain': {
    title: 'Connecting a printer',
    body: 'Open the settings, choose Printers, and add the address of your printer.',
  },
  'Sent and helped': {
    title: 'Changing the language',
    body: 'Open your profile and choose the language of the screens.',
  },
  Outgrown: {
    title: 'Importing contacts',
    body: 'Upload a spreadsheet with one contact a line under Contacts, Import.',
  },
  'Told twice': {
    title: 'How to cancel a plan',
    body: 'Open Billing and choose Cancel plan. Your plan ends with the month that is paid.',
  },
  'Told differently': {
    title: 'Refund times',
    body: 'We send every refund to the card you paid with. A refund takes 5 working days to arrive at your bank.',
  },
  Fine: {
    title: 'Sharing a calendar',
    body: 'Open the calendar, choose Share, and enter the address of your colleague.',
  },
};
const SECOND = {
  again: {
    title: 'Cancelling your plan',
    body: 'Open Billing and choose Cancel plan. Your plan ends with the month that is paid for.',
  },
  contradiction: {
    title: 'How long do refunds take',
    body: 'Refunds go to the card you paid with. A refund takes 10 working days to arrive at the bank.',
  },
};

let service: TestApp;
let api: Client;
let themes: Map<string, string>;

const url = (title: string) => `https://help.example/${encodeURIComponent(title)}`;
const gapOf = async (label: string) => (await api.get<Gap>(`/v1/gaps/${themes.get(label)}`)).body;

/** Ten tickets that an agent answered with the article; some customers wrote again, the others thanked. */
function tickets(label: string, again: number) {
  const { title } = ARTICLES[label]!;
  return Array.from({ length: 10 }, (_, i) => ({
    externalId: `${label} ${i}`,
    createdAt: ago(9),
    tags: [],
    status: 'solved' as const,
    requester: { externalId: `${label} ${i}` },
    reopenedAt: [],
    messages: [
      {
        externalId: 'asks',
        author: 'customer' as const,
        public: true,
        createdAt: ago(9),
        text: `How does ${title.toLowerCase()} work?`,
      },
      {
        externalId: 'told',
        author: 'agent' as const,
        public: true,
        createdAt: ago(8),
        text: `Please read ${url(title)} for the steps.`,
      },
      {
        externalId: 'says',
        author: 'customer' as const,
        public: true,
        createdAt: ago(7),
        text: i < again ? 'I did all of that and the page still shows nothing to choose from' : 'Thank you very much!',
      },
    ],
  }));
}

/** What the wording says: an article answers it. */
async function covered(label: string): Promise<void> {
  const evidence = { relative: 0, margin: 0.01, words: 0.9, sample: 10 };
  await service.db.query(
    `INSERT INTO kb_gap (id, theme_id, verdict, rule, probability, priority, messages, article_id, article_cosine, articles, evidence, inputs_hash, computed_at)
     SELECT $1, $2, 'none', 'theme', .05, .1, 10, id, .7, jsonb_build_array(jsonb_build_object('id', id, 'cosine', .7)), $3, 'h', $4 FROM kb_article WHERE title = $5`,
    [randomUUID(), themes.get(label), evidence, NOW, ARTICLES[label]!.title],
  );
}

beforeAll(async () => {
  service = await startApp();
  api = await keyClient(service);
  const articles = [...Object.values(ARTICLES), ...Object.values(SECOND)].map(({ title, body }) => ({
    externalId: title,
    title,
    body,
    url: url(title),
    updatedAt: ago(200),
  }));
  await service.get(ArticlesService).record('help', articles, NOW);
  const said = [...tickets('Sent in vain', 7), ...tickets('Sent and helped', 2), ...tickets('Fine', 0)];
  await service.get(TicketsService).record('desk', said, NOW);
  await service.drain(NOW, ['insights.embed']);
  themes = await storeThemes(service.db, Object.keys(ARTICLES));
  for (const label of themes.keys()) await covered(label);
  await service.db.query(
    `INSERT INTO theme_assignment (statement_id, theme_id, similarity, source, at)
     SELECT s.id, theme.id, .9, 'engine', f.occurred_at FROM statement s JOIN feedback f ON f.id = s.feedback_id JOIN ticket t ON t.id = f.ticket_id
     JOIN theme ON t.external_id ^@ theme.label WHERE s.position = 0 ON CONFLICT DO NOTHING`,
  );
  await anAlert(service, themes.get('Outgrown')!);
  await service.get(GapFiguresService).refresh(new Date());
});
afterAll(() => service.close());

describe('an article that is there', () => {
  it('is not enough where customers write again although agents sent it; thanks are no question', async () => {
    expect(await gapOf('Sent in vain')).toMatchObject({
      type: 'insufficient',
      because: 'agents sent the article in 10 tickets, and in 7 of them the customer wrote again',
      isHint: false,
    });
    expect(await gapOf('Sent and helped')).toMatchObject({ type: 'none' });
  });

  it('is out of date where contacts rose after its last change', async () => {
    const { type, because } = await gapOf('Outgrown');
    expect(type).toBe('outdated');
    expect(because).toBe(
      `contacts rose from ${ago(2).slice(0, 10)} on, and the article was last changed on ${ago(200).slice(0, 10)}`,
    );
  });

  it('is one too many where another says the same', async () => {
    const { type, because, isHint } = await gapOf('Told twice');
    expect({ type, isHint }).toEqual({ type: 'duplicate-articles', isHint: true });
    expect(because).toMatch(
      /^the articles “How to cancel a plan” and “Cancelling your plan” say nearly the same \(cosine 0\.9\d\)$/,
    );
  });

  it('confuses where another contradicts it, with the two sentences', async () => {
    expect(await gapOf('Told differently')).toMatchObject({
      type: 'duplicate-articles',
      because:
        'the articles “Refund times” and “How long do refunds take” seem to contradict each other: “A refund takes 5 working days to arrive at your bank.” and “A refund takes 10 working days to arrive at the bank.”',
    });
  });

  it('is no gap where nothing of this is so, and is not listed', async () => {
    expect(await gapOf('Fine')).toMatchObject({ type: 'none', because: 'an article fits' });
    const { body } = await api.get<{ items: { theme: { label: string } }[] }>('/v1/gaps');
    expect(body.items.map(({ theme }) => theme.label)).not.toContain('Fine');
  });
});
