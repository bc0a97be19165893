import { randomUUID } from 'node:crypto';
import { startApp, type TestApp } from '../app.js';
import { type Client, client, keyClient } from '../client.js';
import { aStoredTicket, storeThemes, storeTickets } from '../insights-api/stored-tickets.js';

interface Operation {
  'x-scope'?: string;
  'x-teams'?: 'own' | 'any';
}
interface Route {
  name: string;
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  operation: Operation;
}
interface Things {
  team: string;
  theme: string;
  gap: string;
  alert: string;
  action: string;
  digest: string;
}

/** Every route that shows callers of single teams what is theirs, with what stands for `{…}` in its path and what is sent. */
const OWN: Record<string, { of: keyof Things | null; body?: (things: Things) => object; refused?: number }> = {
  'get /v1/themes': { of: null },
  'get /v1/themes/{id}': { of: 'theme' },
  'get /v1/themes/{id}/feedback': { of: 'theme' },
  'get /v1/themes/{id}/history': { of: 'theme' },
  'get /v1/messages': { of: null },
  'get /v1/gaps': { of: null },
  'get /v1/gaps/{id}': { of: 'gap' },
  'get /v1/gaps/{id}/brief': { of: 'gap' },
  'post /v1/gaps/{id}/accept': { of: 'gap', body: () => ({}) },
  'post /v1/gaps/{id}/written': { of: 'gap', body: () => ({}) },
  'post /v1/gaps/{id}/dismiss': { of: 'gap', body: () => ({ reason: 'a defect' }) },
  'post /v1/gaps/{id}/reopen': { of: 'gap', body: () => ({}) },
  'get /v1/alerts': { of: null },
  'get /v1/alerts/{id}': { of: 'alert' },
  'get /v1/alerts/{id}/feedback': { of: 'alert' },
  'post /v1/alerts/{id}/snooze': { of: 'alert', body: () => ({ until: null }) },
  'post /v1/alerts/{id}/judge': { of: 'alert', body: () => ({ judged: 'useful' }) },
  'post /v1/alerts/{id}/resolve': { of: 'alert', body: () => ({ reason: 'over' }) },
  'post /v1/alerts/{id}/reopen': { of: 'alert' },
  'post /v1/keys': {
    of: 'team',
    body: ({ team }) => ({ name: 'theirs', scopes: ['read'], teamIds: [team] }),
    refused: 403,
  },
  'get /v1/teams': { of: null },
  'get /v1/teams/{id}': { of: 'team' },
  'patch /v1/teams/{id}': { of: 'team', body: () => ({}) },
  'get /v1/teams/{team}/channels': { of: 'team' },
  'post /v1/teams/{team}/channels': { of: 'team', body: () => ({}) },
  'delete /v1/teams/{team}/channels/{id}': { of: 'team' },
  'get /v1/digests': { of: null },
  'get /v1/digests/{id}': { of: 'digest' },
  'post /v1/digests/{id}/resend': { of: 'digest' },
  'get /v1/actions': { of: null },
  'post /v1/actions': { of: 'team', body: ({ team }) => ({ teamId: team, title: 'Fix it' }) },
  'get /v1/actions/{id}': { of: 'action' },
  'patch /v1/actions/{id}': { of: 'action', body: () => ({ note: 'seen' }) },
};

let service: TestApp;
let limited: Client;
let routes: Route[];
let mine: Things;
let others: Things;

/** A team with one of everything that can be routed to it. */
async function teamWith(admin: Client, theme: string, name: string): Promise<Things> {
  const { body: team } = await admin.post<{ id: string }>('/v1/teams', { name, kind: 'product' });
  const [gap, alert, digest] = [randomUUID(), randomUUID(), randomUUID()];
  await service.db.query(
    `INSERT INTO kb_gap (id, theme_id, verdict, rule, messages, type, inputs_hash, computed_at) VALUES ($1, $2, 'likely', 'theme', 9, 'missing', '', now())`,
    [gap, theme],
  );
  await service.db.query(
    `INSERT INTO alert (id, theme_id, measure, kind, title, sentence, window_from, window_to, observed, expected, usual_low, usual_high, n, history, q, days, raised_at, grew_at, owners)
     VALUES ($1, $2, 'contacts', 'spike', $3, 'More.', now(), now(), 9, 3, 1, 5, 9, 50, .01, '{}', now(), now(), ARRAY[$4::uuid])`,
    [alert, theme, name, team.id],
  );
  await service.db.query(
    `INSERT INTO digest (id, team_id, week, facts, document, inputs_hash, built_at) VALUES ($1, $2, '2025-W10', $3, '{}', '', now())`,
    [digest, team.id, JSON.stringify({ themes: [{ id: theme }] })],
  );
  const order = { teamId: team.id, title: name, themeId: theme };
  const { body: action } = await admin.post<{ id: string }>('/v1/actions', order);
  return { team: team.id, theme, gap, alert, digest, action: action.id };
}

function pathOf({ name, path }: Route, things: Things): string {
  const { of } = OWN[name]!;
  let first = true;
  return path.replace(/\{\w+\}/g, () => {
    const id = first && of ? things[of] : randomUUID();
    first = false;
    return id;
  });
}

async function call(route: Route, things: Things) {
  const body = OWN[route.name]!.body?.(things);
  const path = pathOf(route, things);
  return route.method === 'get' || route.method === 'delete'
    ? limited[route.method](path)
    : limited[route.method](path, body ?? {});
}

beforeAll(async () => {
  service = await startApp({ RATE_LIMIT_FACTOR: '20' });
  const admin = await keyClient(service);
  const themes = await storeThemes(service.db, ['Cards', 'Fees']);
  const tickets = [...themes.values()].map((theme) =>
    aStoredTicket({ themes: [theme], createdAt: new Date(Date.now() - 86_400_000).toISOString() }),
  );
  await storeTickets(service.db, tickets);
  mine = await teamWith(admin, themes.get('Cards')!, 'Ours');
  others = await teamWith(admin, themes.get('Fees')!, 'Theirs');
  limited = await keyClient(service, ['admin'], [mine.team]);
  const { body } = await client(service.url).get<{ paths: Record<string, Record<string, Operation>> }>('/openapi.json');
  routes = Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      return { name: `${method} ${path}`, method: method as Route['method'], path, operation };
    }),
  );
});
afterAll(() => service.close());

describe('a key of single teams', () => {
  it('is told no, and why, by every route that has not said what it shows to such keys', async () => {
    const silent = routes.filter(({ operation }) => operation['x-scope'] && !operation['x-teams']);
    expect(silent.length).toBeGreaterThan(80);
    for (const { name, method, path } of silent) {
      const { status, body } = await limited[method](path.replace(/\{\w+\}/g, randomUUID()));
      expect({ name, status, code: body['code'] }).toEqual({ name, status: 403, code: 'caller.team-only' });
    }
  });

  it('gets what says nothing about customers as everybody does', async () => {
    for (const { path, name } of routes.filter(({ operation }) => operation['x-teams'] === 'any'))
      expect({ name, status: (await limited.get(path)).status }).toEqual({ name, status: 200 });
  });

  it('knows every route that shows what is its own', () => {
    const own = routes.filter(({ operation }) => operation['x-teams'] === 'own').map(({ name }) => name);
    expect(own.sort()).toEqual(Object.keys(OWN).sort());
  });

  it('finds nothing of other teams, by list or by id', async () => {
    for (const route of routes.filter(({ name }) => OWN[name])) {
      const { status, text } = await call(route, others);
      const { of, refused = 404 } = OWN[route.name]!;
      const isList = of === null;
      const told = isList && Object.values(others).some((id) => text.includes(id));
      const expected = { route: route.name, status: isList ? 200 : refused, told: false };
      expect({ route: route.name, status, told }).toEqual(expected);
    }
  });

  it('finds what is its own', async () => {
    for (const route of routes.filter(({ name, method }) => OWN[name] && method === 'get')) {
      const { status, text } = await call(route, mine);
      const isTold = OWN[route.name]!.of !== null || Object.values(mine).some((id) => text.includes(id));
      expect({ route: route.name, status, isTold }).toEqual({ route: route.name, status: 200, isTold: true });
    }
  });

  it('makes no key that sees more', async () => {
    const answer = await limited.post('/v1/keys', { name: 'wider', scopes: ['read'], teamIds: [] });
    expect(answer.status).toBe(403);
  });
});
