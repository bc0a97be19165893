import { startApp, type TestApp } from '../app.js';
import { type Client, keyClient } from '../client.js';
import { fourWeeks, say } from './messages.js';

const MONDAY = new Date('2026-03-02T08:00:00Z');
/** A word that nobody else has ever used. */
const RARE = 'quibblewort';

interface Named {
  label: string;
  keywords: string[];
  subtitle: string | null;
}

describe('names of themes', () => {
  let service: TestApp;
  let api: Client;

  beforeAll(async () => {
    service = await startApp();
    api = await keyClient(service, ['erase', 'write']);
    const text = `the refund for my ${RARE} has not arrived yet`;
    const rare = { id: 'rare', text, at: new Date(MONDAY.getTime() - 3_600_000), customer: 'one of a kind' };
    await say(service, [...fourWeeks(MONDAY), rare], MONDAY);
    await service.drain(MONDAY);
  });
  afterAll(() => service.close());

  it('lose the words that only an erased customer used, and keep the others', async () => {
    const [theme] = await service.db.query<{ id: string }[]>(
      `SELECT theme_id AS id FROM theme_assignment a JOIN statement s ON s.id = a.statement_id WHERE s.text LIKE '%${RARE}%'`,
    );
    await service.db.query(
      `UPDATE theme SET label = 'Refund ${RARE}', subtitle = 'my ${RARE} is late', keywords = '{refund,${RARE},order}' WHERE id = $1`,
      [theme!.id],
    );
    await service.db.query(
      `UPDATE theme_event SET detail = '{"label": "Refund ${RARE}", "messages": 9}' WHERE theme_id = $1`,
      [theme!.id],
    );
    const [customer] = await service.db.query<{ id: string }[]>(
      `SELECT f.customer_id AS id FROM feedback f WHERE f.masked LIKE '%${RARE}%'`,
    );
    expect((await api.post(`/v1/customers/${customer!.id}/erase`)).status).toBe(200);
    const [left] = await service.db.query<Named[]>('SELECT label, keywords, subtitle FROM theme WHERE id = $1', [
      theme!.id,
    ]);
    expect(left).toEqual({ label: 'refund, order', keywords: ['refund', 'order'], subtitle: null });
    const events = await service.db.query<{ detail: object }[]>('SELECT detail FROM theme_event WHERE theme_id = $1', [
      theme!.id,
    ]);
    expect(events[0]!.detail).toEqual({ label: '[erased]', messages: 9 });
  });
});
