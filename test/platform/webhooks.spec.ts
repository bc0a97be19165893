import { createServer, type Server } from 'node:http';
import type { LookupAddress } from 'node:dns';
import { Webhook } from 'standardwebhooks';
import { Outbound } from '../../src/platform/outbound/outbound.js';
import { WebhooksService } from '../../src/platform/webhooks/webhooks.service.js';
import { type TestApp, startApp } from '../app.js';
import { type Client, keyClient } from '../client.js';

interface Call {
  headers: Record<string, string>;
  body: string;
}

interface Receiver {
  url: string;
  calls: Call[];
  /** What to answer next: status and headers. */
  answer: () => [number, Record<string, string>];
  close(): Promise<void>;
}

async function startReceiver(): Promise<Receiver> {
  const receiver: Receiver = { url: '', calls: [], answer: () => [204, {}], close: async () => undefined };
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      receiver.calls.push({ headers: request.headers as Record<string, string>, body });
      const [status, headers] = receiver.answer();
      response.writeHead(status, headers).end('x'.repeat(5000));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as { port: number }).port}/hook`;
  receiver.close = () => new Promise((resolve) => server.close(() => resolve()));
  return receiver;
}

const NOW = new Date();
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const event = (key: string) => ({ type: 'response.created', key, at: NOW, data: { id: key } });

describe('outgoing webhooks', () => {
  let service: TestApp;
  let admin: Client;
  let receiver: Receiver;

  beforeAll(async () => {
    receiver = await startReceiver();
    service = await startApp({ ALLOW_PRIVATE_TARGETS: 'true', RATE_LIMIT_FACTOR: '100' });
    admin = await keyClient(service);
  });
  beforeEach(async () => {
    receiver.calls.length = 0;
    receiver.answer = () => [204, {}];
    await service.db.query('DELETE FROM webhook_endpoint');
  });
  afterAll(async () => {
    await service?.close();
    await receiver.close();
  });

  const add = async (body: object = {}) =>
    (await admin.post<{ id: string; secret: string }>('/v1/webhook-endpoints', { url: receiver.url, ...body })).body;
  const deliver = (now = NOW) => service.drain(now, ['webhooks.deliver']);
  const publish = (key: string) => service.get(WebhooksService).publish(event(key), NOW);

  it('are signed as Standard Webhooks ask, once an event', async () => {
    const { secret } = await add();
    expect(await publish('a')).toBe(1);
    await publish('a');
    await deliver();
    expect(receiver.calls).toHaveLength(1);
    const { headers, body } = receiver.calls[0]!;
    expect(new Webhook(secret).verify(body, headers)).toEqual({
      type: 'response.created',
      timestamp: NOW.toISOString(),
      data: { id: 'a' },
    });
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
  });

  it('store the secret encrypted and show it once', async () => {
    const { id, secret } = await add();
    const [row] = await service.db.query<object[]>('SELECT * FROM webhook_endpoint');
    expect(JSON.stringify(row)).not.toContain(secret.slice(6));
    expect((await admin.get(`/v1/webhook-endpoints/${id}`)).text).not.toContain(secret.slice(6));
    expect((await admin.get('/v1/webhook-endpoints')).text).not.toContain(secret.slice(6));
  });

  it('verify with the old and the new secret for a day after a rotation', async () => {
    const { id, secret } = await add();
    const rotated = await admin.post<{ secret: string }>(`/v1/webhook-endpoints/${id}/rotate`);
    await publish('b');
    await deliver();
    const { headers, body } = receiver.calls[0]!;
    expect(() => new Webhook(secret).verify(body, headers)).not.toThrow();
    expect(() => new Webhook(rotated.body.secret).verify(body, headers)).not.toThrow();
    await publish('c');
    await deliver(later(25 * 3600));
    expect(receiver.calls[1]!.headers['webhook-signature']!.split(' ')).toHaveLength(1);
  });

  it('reach only who asked for the type', async () => {
    await add({ events: ['digest.published'] });
    expect(await publish('d')).toBe(0);
    await add({ events: ['response.created'] });
    expect(await publish('d')).toBe(1);
  });

  it('are repeated after a failure under the same id, later, and not after a redirect is followed', async () => {
    await add();
    receiver.answer = () => [302, { location: `${receiver.url}/elsewhere` }];
    await publish('e');
    await deliver();
    await deliver(later(3));
    expect(receiver.calls).toHaveLength(1);
    receiver.answer = () => [200, {}];
    await deliver(later(10));
    expect(receiver.calls.map(({ headers }) => headers['webhook-id'])).toEqual([
      receiver.calls[0]!.headers['webhook-id'],
      receiver.calls[0]!.headers['webhook-id'],
    ]);
    await deliver(later(100_000));
    expect(receiver.calls).toHaveLength(2);
  });

  it('wait as long as a busy receiver asks', async () => {
    await add();
    receiver.answer = () => [429, { 'retry-after': '120' }];
    await publish('f');
    await deliver();
    await deliver(later(100));
    expect(receiver.calls).toHaveLength(1);
    await deliver(later(130));
    expect(receiver.calls).toHaveLength(2);
  });

  it('end with 410, until a person starts the endpoint again', async () => {
    const { id } = await add();
    receiver.answer = () => [410, {}];
    await publish('g');
    await deliver();
    expect((await admin.get(`/v1/webhook-endpoints/${id}`)).body).toMatchObject({ disabledReason: 'answered 410' });
    expect(await publish('h')).toBe(0);
    await admin.patch(`/v1/webhook-endpoints/${id}`, { disabled: false });
    expect(await publish('h')).toBe(1);
  });

  it('can be tried out', async () => {
    const { id } = await add();
    expect((await admin.post(`/v1/webhook-endpoints/${id}/test`)).status).toBe(202);
    await deliver(later(3600));
    expect(JSON.parse(receiver.calls[0]!.body)).toMatchObject({ type: 'webhook.test' });
    const { body } = await admin.get<{ items: object[] }>(`/v1/webhook-endpoints/${id}/deliveries`);
    expect(body.items).toMatchObject([{ type: 'webhook.test', state: 'delivered', attempts: 1, lastStatus: 204 }]);
    expect(JSON.stringify(body)).not.toContain('xxx');
  });

  it('are delivered once by three workers at the same time', async () => {
    await add();
    for (let i = 0; i < 20; i++) await publish(`w${i}`);
    await Promise.all([deliver(), deliver(), deliver()]);
    expect(receiver.calls.map(({ body }) => (JSON.parse(body) as { data: { id: string } }).data.id).sort()).toEqual(
      Array.from({ length: 20 }, (_, i) => `w${i}`).sort(),
    );
  });
});

describe('calls to the inside', () => {
  let service: TestApp;
  let admin: Client;
  let canary: Receiver;
  let outbound: Outbound;

  beforeAll(async () => {
    canary = await startReceiver();
    service = await startApp({ RATE_LIMIT_FACTOR: '100' });
    admin = await keyClient(service);
    outbound = service.get(Outbound);
  });
  afterAll(async () => {
    await service?.close();
    await canary.close();
  });

  const port = () => new URL(canary.url).port;
  const answering = (...sets: string[][]) => {
    let turn = 0;
    outbound.resolve = (_host, _options, callback) => {
      const addresses = sets[Math.min(turn++, sets.length - 1)]!;
      callback(
        null,
        addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    };
  };

  it('are refused when the address is entered or changed', async () => {
    for (const host of [
      '127.0.0.1',
      '2130706433',
      '0x7f.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '169.254.169.254',
      'user@example.com',
      '10.0.0.1',
    ]) {
      const { status, body } = await admin.post('/v1/webhook-endpoints', { url: `https://${host}:${port()}/` });
      expect([status, (body.errors as { pointer: string }[])[0]!.pointer]).toEqual([400, '/url']);
    }
    const { body } = await admin.post<{ id: string }>('/v1/webhook-endpoints', { url: 'https://example.com/' });
    expect((await admin.patch(`/v1/webhook-endpoints/${body.id}`, { url: 'https://127.0.0.1/' })).status).toBe(400);
  });

  it.each([
    ['a name that leads inside', [['127.0.0.1']]],
    ['a name that leads inside by IPv6', [['::1']]],
    ['a mapped address', [['::ffff:127.0.0.1']]],
    ['NAT64', [['64:ff9b::7f00:1']]],
    ['a name without addresses', [[]]],
  ])('never arrive by %s', async (_name, sets) => {
    answering(...sets);
    await expect(outbound.post({ url: `https://rebind.example:${port()}/`, headers: {}, body: '{}' })).rejects.toThrow(
      'public internet',
    );
    expect(canary.calls).toHaveLength(0);
  });

  it('never arrive by a name that changes between check and call', async () => {
    let connections = 0;
    for (let i = 0; i < 30; i++) {
      answering(i % 2 ? ['127.0.0.1'] : ['::1'], ['127.0.0.1']);
      await outbound.post({ url: `https://rebind.example:${port()}/`, headers: {}, body: '{}' }).then(
        () => connections++,
        () => undefined,
      );
    }
    expect([connections, canary.calls.length]).toEqual([0, 0]);
  });

  it('stop the endpoint when a stored name turns inside', async () => {
    answering(['127.0.0.1']);
    const { body } = await admin.post<{ id: string }>('/v1/webhook-endpoints', {
      url: `https://turned.example:${port()}/`,
    });
    await admin.post(`/v1/webhook-endpoints/${body.id}/test`);
    await service.drain(later(3600), ['webhooks.deliver']);
    expect((await admin.get(`/v1/webhook-endpoints/${body.id}`)).body).toMatchObject({
      disabledReason: 'unreachable: target not allowed',
    });
    expect(canary.calls).toHaveLength(0);
  });
});
