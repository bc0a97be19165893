import { startApp, type TestApp } from '../app.js';
import { type Client, keyClient } from '../client.js';
import { endpointServer, type EndpointServer } from './endpoint-server.js';
import { fourWeeks, say } from './messages.js';

const MONDAY = new Date('2026-03-02T08:00:00Z');
const LATER = new Date('2026-03-02T09:00:00Z');
const PERIOD = 'from=2026-02-02T00:00:00Z&to=2026-03-16T00:00:00Z';

interface Theme {
  id: string;
  label: string;
  summary: string | null;
  namedBy: string;
}

describe('endpoints that the operator configured', () => {
  let endpoint: EndpointServer;
  let service: TestApp;
  let api: Client;

  const themes = async () => (await api.get<{ items: Theme[] }>(`/v1/themes?${PERIOD}`)).body.items;
  const mining = async () =>
    (await (await fetch(`${service.url}/health/ready`)).json()) as { checks: Record<string, { detail?: string }> };

  beforeAll(async () => {
    endpoint = await endpointServer();
    const { url } = endpoint;
    const embeddings = { EMBEDDINGS_URL: url, EMBEDDINGS_MODEL: 'bags', EMBEDDINGS_API_KEY: 'secret' };
    service = await startApp({ ...embeddings, WORDING_URL: url, WORDING_MODEL: 'poet' });
    api = await keyClient(service);
    await say(service, fourWeeks(MONDAY), MONDAY);
  });
  afterAll(async () => {
    await service.close();
    endpoint.close();
  });

  it('say so in health while they cannot be used, and lose nothing', async () => {
    endpoint.status = 401;
    await service.drain(MONDAY, ['insights.embed']);
    expect(JSON.stringify(await mining())).toContain('the embeddings endpoint answered 401');
    endpoint.status = null;
    await service.drain(MONDAY);
    const [row] = await service.db.query<{ missing: number }[]>(
      'SELECT count(*)::int AS missing FROM statement s LEFT JOIN embedding e ON e.statement_id = s.id WHERE s.position = 0 AND e.vector IS NULL',
    );
    expect(row!.missing).toBe(0);
    expect(JSON.stringify(await mining())).not.toContain('401');
  });

  it('give vectors that make themes, with the key and never the unmasked text', async () => {
    expect((await themes()).length).toBeGreaterThanOrEqual(2);
    const [encoder] = await service.db.query<{ name: string; dimensions: number; languages: string[] | null }[]>(
      'SELECT name, dimensions, languages FROM encoder',
    );
    expect(encoder).toEqual({ name: 'bags', dimensions: 256, languages: null });
  });

  it('word established themes, keep the name of the engine where the words are refused, and say why', async () => {
    await service.db.query(`UPDATE theme SET state = 'active', named_by = 'engine', worded_at = NULL`);
    const before = await themes();
    endpoint.chat = (prompt) =>
      /refund/i.test(prompt)
        ? '{"name": "Refunds that do not arrive", "summary": "Refunds are late."}'
        : 'I would rather not.';
    expect((await service.drain(LATER, ['insights.wording']))['insights.wording']).toMatchObject({ worded: 1 });
    const after = await themes();
    const worded = after.find(({ namedBy }) => namedBy === 'model')!;
    expect(worded).toMatchObject({ label: 'Refunds that do not arrive', summary: 'Refunds are late.' });
    const others = after.filter(({ id }) => id !== worded.id);
    for (const { id, label } of others) expect(label).toBe(before.find((theme) => theme.id === id)!.label);
    const [refused] = await service.db.query<{ problem: string }[]>(
      'SELECT wording_problem AS problem FROM theme WHERE wording_problem IS NOT NULL LIMIT 1',
    );
    expect(refused!.problem).toContain('did not answer');
    const { items } = (await api.get<{ items: { kind: string; actor: string }[] }>(`/v1/themes/${worded.id}/history`))
      .body;
    expect(items).toContainEqual(expect.objectContaining({ kind: 'renamed', actor: 'model poet' }));
  });

  it('are asked once: a second run words nothing, and a name given by a person stays', async () => {
    const calls = endpoint.asked.length;
    await service.drain(LATER, ['insights.wording']);
    expect(endpoint.asked).toHaveLength(calls);
    const [theme] = await themes();
    await api.post(`/v1/themes/${theme!.id}/rename`, { label: 'Mine' });
    await service.db.query('UPDATE theme SET worded_at = NULL');
    await service.drain(LATER, ['insights.wording']);
    expect((await themes()).find(({ id }) => id === theme!.id)!.label).toBe('Mine');
  });
});
