import type { ConnectionKind, NewConnection } from '../../src/ingest/connections/connection.schema.js';
import { ConnectionsService } from '../../src/ingest/connections/connections.service.js';
import { RawEventsService } from '../../src/ingest/events/raw-events.service.js';
import { SYSTEM } from '../../src/platform/audit/actor.js';
import { startApp, type TestApp } from '../app.js';
import { signedHeaders } from './signed.js';

const MAPPING = { externalId: '$.id', text: '$.said', updatedAt: '$.at', requesterEmail: '$.from' };
let app: TestApp;
let connections: ConnectionsService;
let run = 0;

beforeAll(async () => {
  app = await startApp({ RATE_LIMIT_FACTOR: '1000' });
  connections = app.get(ConnectionsService);
});
afterAll(() => app.close());

async function connect(kind: ConnectionKind, more: Partial<NewConnection> = {}) {
  const settings = kind === 'generic' ? { mapping: MAPPING } : {};
  const given = { kind, name: kind, source: `${kind}${run++}`, settings, enabled: true, ...more };
  const { connection, webhookSecret } = await connections.create(given, SYSTEM, new Date());
  return { ...connection, secret: webhookSecret! };
}

function post(path: string, body: string, headers: Record<string, string>) {
  return fetch(`${app.url}/v1/webhooks/${path}`, { method: 'POST', body, headers });
}

const deliver = async (to: { id: string; kind: ConnectionKind; secret: string }, body: unknown, at = new Date()) => {
  const text = JSON.stringify(body);
  return (await post(to.id, text, signedHeaders(to.kind, to.secret, text, at))).status;
};
const stored = async (source: string) =>
  (
    await app.db.query<{ masked: string }[]>(
      'SELECT masked FROM feedback WHERE source = $1 AND deleted_at IS NULL ORDER BY masked',
      [source],
    )
  ).map((row) => row.masked);
const events = (id: string) =>
  app.db.query('SELECT type, outcome, last_error FROM raw_event WHERE connection_id = $1 ORDER BY received_at, id', [
    id,
  ]);
const aBody = (more: object = {}) => ({
  id: '1',
  said: 'The parcel is lost.',
  at: '2026-03-01T10:00:00Z',
  from: 'x@c.example',
  ...more,
});

describe('a delivery', () => {
  it('is stored before it is acknowledged, and processed by the job', async () => {
    const to = await connect('generic');
    expect(await deliver(to, aBody())).toBe(202);
    expect(await events(to.id)).toEqual([{ type: 'unknown', outcome: null, last_error: null }]);
    await app.drain(new Date(), ['ingest.process']);
    expect(await events(to.id)).toMatchObject([{ outcome: 'stored' }]);
    expect(await stored(to.source)).toEqual(['The parcel is lost.']);
  });

  it.each<ConnectionKind>(['zendesk', 'intercom', 'helpscout', 'chatwoot', 'generic'])(
    'of %s is refused when its signature was made over other bytes',
    async (kind) => {
      const to = await connect(kind);
      const headers = signedHeaders(kind, to.secret, '{"id":1}');
      const answer = await post(to.id, '{"id": 1}', headers);
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: 'webhook.not-signed' });
      expect(await events(to.id)).toEqual([]);
      expect((await connections.get(to.id)).signatureFailures).toBe(1);
    },
  );

  it.each<ConnectionKind>(['zendesk', 'chatwoot', 'generic'])(
    'of %s is refused when it was signed 301 seconds ago or ahead',
    async (kind) => {
      const to = await connect(kind);
      const at = (seconds: number) => new Date(Date.now() + seconds * 1000);
      expect(await deliver(to, aBody(), at(-303))).toBe(401);
      expect(await deliver(to, aBody(), at(303))).toBe(401);
      expect(await deliver(to, aBody(), at(-290))).toBe(202);
    },
  );

  it('looks the same for an unknown connection and for a wrong signature', async () => {
    const to = await connect('generic');
    const headers = signedHeaders('generic', 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', '{}');
    const [known, unknown] = await Promise.all([post(to.id, '{}', headers), post(crypto.randomUUID(), '{}', headers)]);
    const body = async (answer: Response) => ({ ...((await answer.json()) as object), instance: '', requestId: '' });
    expect(known.status).toBe(unknown.status);
    expect(await body(known)).toEqual(await body(unknown));
  });

  it('is accepted with the old and the new secret while a rotation overlaps, then only with the new one', async () => {
    const to = await connect('generic');
    const { webhookSecret } = await connections.rotate(to.id, { overlapHours: 24 }, SYSTEM, new Date());
    expect(await deliver(to, aBody())).toBe(202);
    expect(await deliver({ ...to, secret: webhookSecret! }, aBody({ id: '2' }))).toBe(202);
    const later = new Date(Date.now() + 25 * 3_600_000);
    expect(connections.secretsOf(await connections.get(to.id), later)).toEqual([webhookSecret]);
  });

  it('is done once when it is sent five times at once', async () => {
    const to = await connect('zendesk');
    const body = {
      type: 'zen:event-type:ticket.created',
      id: 'e1',
      time: '2026-03-01T10:00:00Z',
      detail: { id: '9', description: 'It is broken.', status: 'NEW' },
    };
    expect(await Promise.all(Array.from({ length: 5 }, () => deliver(to, body)))).toEqual([202, 202, 202, 202, 202]);
    expect(await events(to.id)).toHaveLength(1);
  });

  it('from Freshdesk needs the secret of the address and an allowed place', async () => {
    const to = await connect('freshdesk');
    const body = JSON.stringify({ freshdesk_webhook: { ticket_id: 4, ticket_description: '<p>No invoice came.</p>' } });
    const json = { 'content-type': 'application/json' };
    expect((await post(`${to.id}/${to.secret}`, body, json)).status).toBe(202);
    expect((await post(`${to.id}/${to.secret}x`, body, json)).status).toBe(401);
    expect((await post(to.id, body, json)).status).toBe(401);
    const far = await connect('freshdesk', { settings: { allowedAddresses: ['203.0.113.0/24'] } });
    expect((await post(`${far.id}/${far.secret}`, body, json)).status).toBe(401);
    const near = await connect('freshdesk', { settings: { allowedAddresses: ['127.0.0.1', '::1/128'] } });
    expect((await post(`${near.id}/${near.secret}`, body, json)).status).toBe(202);
  });

  it('to a disabled connection is refused', async () => {
    const to = await connect('generic', { enabled: false });
    expect(await deliver(to, aBody())).toBe(401);
  });

  it('of an unknown type is kept and means nothing', async () => {
    const to = await connect('zendesk');
    expect(await deliver(to, { type: 'zen:event-type:user.merged', id: 'u1' })).toBe(202);
    await app.drain(new Date(), ['ingest.process']);
    expect(await events(to.id)).toEqual([{ type: 'user.merged', outcome: 'nothing', last_error: null }]);
  });

  it('that cannot be stored as it is is refused with the field, and its neighbours are taken', async () => {
    const to = await connect('generic', { settings: { mapping: { ...MAPPING, language: '$.language' } } });
    await deliver(to, aBody());
    await deliver(to, { ...aBody({ id: 'x'.repeat(301) }) });
    await deliver(to, aBody({ id: '3', said: 'And a third thing is broken.' }));
    await app.drain(new Date(), ['ingest.process']);
    expect((await events(to.id)).map((event: { outcome: string }) => event.outcome).sort()).toEqual([
      'refused',
      'stored',
      'stored',
    ]);
    expect(await stored(to.source)).toHaveLength(2);
  });

  it('answers a question whether anybody is at home', async () => {
    const to = await connect('intercom');
    expect((await fetch(`${app.url}/v1/webhooks/${to.id}`, { method: 'HEAD' })).status).toBe(200);
  });
});

describe('the processing job', () => {
  const now = new Date();

  beforeEach(() => app.db.query('UPDATE raw_event SET next_attempt_at = NULL'));

  it('gives every event to one worker, and takes over from a lost one', async () => {
    const to = await connect('generic');
    for (let i = 0; i < 6; i++) await deliver(to, aBody({ id: String(i) }));
    const service = app.get(RawEventsService);
    const at = new Date(now.getTime() + 60_000);
    const [a, b] = await Promise.all([
      service.claim(3, crypto.randomUUID(), at),
      service.claim(3, crypto.randomUUID(), at),
    ]);
    expect(new Set([...a, ...b].map((event) => event.id)).size).toBe(6);
    expect(await service.claim(6, crypto.randomUUID(), at)).toEqual([]);
    expect(await service.claim(6, crypto.randomUUID(), new Date(at.getTime() + 61_000))).toHaveLength(6);
  });

  it('rolls back the effect of a worker that lost its claim', async () => {
    const to = await connect('generic');
    await deliver(to, aBody());
    const service = app.get(RawEventsService);
    const [frozen, fresh] = [crypto.randomUUID(), crypto.randomUUID()];
    const at = new Date(now.getTime() + 60_000);
    const [event] = await service.claim(1, frozen, at);
    await service.claim(1, fresh, new Date(at.getTime() + 61_000));
    const done = [{ id: event!.id, outcome: 'stored' as const, error: null, tickets: [] }];
    await expect(app.db.transaction((em) => service.finish(em, frozen, done, at))).rejects.toThrow(
      'took these events over',
    );
  });

  it('tries a failing event five times with growing pauses, then puts it aside until somebody asks again', async () => {
    const to = await connect('generic');
    await deliver(to, aBody());
    const service = app.get(RawEventsService);
    let at = new Date(Date.now() + 1000);
    for (let attempt = 0; attempt < 5; attempt++) {
      const [event] = await service.claim(1, to.id, at);
      await service.postpone(event!, to.id, 'Boom', at);
      expect(await service.claim(1, to.id, at)).toEqual([]);
      at = new Date(at.getTime() + 3_600_001);
    }
    expect(await service.claim(1, to.id, at)).toEqual([]);
    expect(await events(to.id)).toMatchObject([{ outcome: 'failed', last_error: 'Boom' }]);
    expect(await service.retryFailed(to.id, at)).toBe(1);
    expect(await service.claim(1, to.id, at)).toHaveLength(1);
  });
});
