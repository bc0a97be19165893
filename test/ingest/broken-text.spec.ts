import { TicketsService } from '../../src/ingest/tickets/tickets.service.js';
import { startApp, type TestApp } from '../app.js';
import { aMessage, aTicket } from './builders.js';

describe('text that is not well formed', () => {
  let service: TestApp;
  beforeAll(async () => {
    service = await startApp();
  });
  afterAll(() => service.close());

  it.each([
    ['half a surrogate pair', 'My card \ud800 never arrived'],
    ['a NUL', 'My card \0 never arrived'],
    ['a backslash before something like an escape', 'My path C:\\ud800\\u0000 is wrong'],
  ])('is stored with its ticket and does not stop the others: %s', async (_what, text) => {
    const id = `T-${text.length}-${text.charCodeAt(8)}`;
    const broken = aTicket({ externalId: id, subject: text, messages: [aMessage({ text })] });
    const sound = aTicket({ externalId: `${id}-sound` });
    const { inserted } = await service.get(TicketsService).record('test', [broken, sound], new Date());
    expect(inserted).toBe(2);
    const rows = await service.db.query<{ masked: string }[]>(`SELECT masked FROM feedback WHERE external_id LIKE $1`, [
      `${id}/%`,
    ]);
    expect(rows[0]!.masked).toMatch(/^My (card .* never arrived|path C:)/);
  });
});
