import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { ActionsService } from '../../src/digest/actions/actions.service.js';
import { ChannelsService } from '../../src/digest/chat/channels.service.js';
import { DeliveriesService } from '../../src/digest/delivery/deliveries.service.js';
import { Digest } from '../../src/digest/delivery/digest.entity.js';
import { DigestsService } from '../../src/digest/delivery/digests.service.js';
import { composeDigest } from '../../src/digest/rendering/compose.js';
import { DigestRendering } from '../../src/digest/rendering/digest-rendering.service.js';
import { exampleFacts, exampleTheme } from '../../src/digest/rendering/example-facts.js';
import { TeamsService, type TeamWithRecipients } from '../../src/digest/teams/teams.service.js';
import { TicketsService } from '../../src/ingest/tickets/tickets.service.js';
import { lastCompleteWeek } from '../../src/platform/periods.js';
import { startApp, type TestApp } from '../app.js';
import { type Client, client, keyClient } from '../client.js';
import { aMessage, aTicket } from '../ingest/builders.js';

const MONDAY = new Date('2026-03-09T09:00:00Z');
const WEEK = lastCompleteWeek(MONDAY, 'UTC');
const form = { 'content-type': 'application/x-www-form-urlencoded' };

let service: TestApp;
let visitor: Client;
let api: Client;

beforeAll(async () => {
  service = await startApp({ ALLOW_PRIVATE_TARGETS: 'true' });
  visitor = client(service.url);
  api = await keyClient(service);
  const at = '2026-03-04T10:00:00Z';
  const messages = [aMessage({ createdAt: at })];
  const tickets = [1, 2, 3].map((n) => aTicket({ externalId: `T-${n}`, createdAt: at, updatedAt: at, messages }));
  await service.get(TicketsService).record('test', tickets, MONDAY);
});
afterAll(() => service.close());

function aTeam(
  recipients: string[],
  more: Partial<Parameters<TeamsService['create']>[0]> = {},
): Promise<TeamWithRecipients> {
  const wanted = {
    name: `Team ${randomUUID()}`,
    kind: 'product' as const,
    sendWeekday: 1,
    sendHour: 8,
    isDefaultOwner: false,
    whenQuiet: 'send' as const,
  };
  return service.get(TeamsService).create({ ...wanted, recipients, ...more }, MONDAY);
}

/** A frozen digest with one theme that a reader may answer. */
async function aDigest(team: TeamWithRecipients): Promise<{ digest: Digest; item: string; root: string }> {
  const theme = exampleTheme({ id: randomUUID() });
  const facts = exampleFacts({ themes: [theme] });
  const provenance = { inputsHash: 'h', model: 'm', settings: 's', version: '1' };
  const document = composeDigest(facts, {
    organisation: 'Acme',
    team: { id: team.id, name: team.name, kind: 'product' },
    provenance,
  });
  const digest: Digest = {
    id: randomUUID(),
    teamId: team.id,
    week: '2026-W01',
    facts,
    document,
    inputsHash: 'h',
    builtAt: MONDAY,
    held: null,
  };
  await service.db.getRepository(Digest).insert({ ...digest, facts: facts as object, document: document as object });
  const [recipient] = await service.get(TeamsService).recipientsOf([team.id]);
  const { page } = service.get(DigestRendering).linksFor(digest.id, recipient!.id);
  return { digest, item: `theme:${theme.id}`, root: new URL(page).pathname };
}

const mailsTo = async (
  address: string,
): Promise<{ subject: string | undefined; text: string; headers: { key: string; value: string }[] }[]> => {
  const files = readdirSync(service.outbox).filter((name) => name.endsWith('.eml'));
  const mails = await Promise.all(files.map((name) => PostalMime.parse(readFileSync(join(service.outbox, name)))));
  return mails
    .filter(({ to }) => to?.[0]?.address === address)
    .map(({ subject, text, headers }) => ({ subject, text: text ?? '', headers }));
};

describe('building', () => {
  it('makes one digest a team and week, also when two workers build at once', async () => {
    const team = await aTeam(['once@example.com']);
    const digests = service.get(DigestsService);
    const built = await Promise.all([1, 2, 3].map(() => digests.build(team, WEEK, MONDAY)));
    expect(built.filter(Boolean)).toHaveLength(1);
    expect(await digests.build(team, WEEK, MONDAY)).toBeNull();
    await service.drain(MONDAY, ['mail.send']);
    expect(await mailsTo('once@example.com')).toHaveLength(1);
  });

  it('counts the week of the team and says what it rests on', async () => {
    const team = await aTeam(['count@example.com']);
    const digest = await service.get(DigestsService).build(team, WEEK, MONDAY);
    expect(digest!.facts.week).toMatchObject({ name: '2026-W10', contacts: 3, customers: 1 });
    expect(digest!.document.sections.find(({ key }) => key === 'data')!.items[0]!.sentence).toContain(
      'messages were read',
    );
  });

  it('returns through the API exactly what was rendered', async () => {
    const team = await aTeam(['api@example.com']);
    const digest = await service.get(DigestsService).build(team, WEEK, MONDAY);
    const answer = await api.get<Digest>(`/v1/digests/${digest!.id}`);
    expect(answer.body.document).toEqual(JSON.parse(JSON.stringify(digest!.document)));
  });

  it('keeps silent in a week without contacts when the team wants that', async () => {
    const team = await aTeam(['empty@example.com'], { whenQuiet: 'skip' });
    const quiet = lastCompleteWeek(new Date('2026-02-02T09:00:00Z'), 'UTC');
    expect(await service.get(DigestsService).build(team, quiet, MONDAY)).toBeNull();
  });

  it('sends a further copy only when a person asks', async () => {
    const team = await aTeam(['again@example.com']);
    const digest = await service.get(DigestsService).build(team, WEEK, MONDAY);
    await service.drain(MONDAY, ['mail.send']);
    expect((await api.post(`/v1/digests/${digest!.id}/resend`)).status).toBe(202);
    await service.drain(new Date(), ['mail.send']);
    expect(await mailsTo('again@example.com')).toHaveLength(2);
  });
});

describe('a reader', () => {
  it('opens the digest from the mail without signing in', async () => {
    const { root } = await aDigest(await aTeam(['read@example.com']));
    const page = await visitor.get(root);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Export fails on large projects');
  });

  it('is asked before an answer counts: a GET writes nothing', async () => {
    const { digest, root, item } = await aDigest(await aTeam(['get@example.com']));
    const page = await visitor.get(`${root}/answer?item=${encodeURIComponent(item)}&answer=accept`);
    expect(page.text).toContain('Accept this as something to do?');
    expect(await service.get(ActionsService).list({ team: digest.teamId })).toEqual([]);
  });

  it('accepts an item, which opens one action, however often it is tapped', async () => {
    const { digest, root, item } = await aDigest(await aTeam(['accept@example.com']));
    for (let tap = 0; tap < 3; tap++) {
      const page = await visitor.post(`${root}/answer`, `item=${encodeURIComponent(item)}&answer=accept`, form);
      expect(page.status).toBe(200);
    }
    const actions = await service.get(ActionsService).list({ team: digest.teamId });
    expect(actions.map(({ title, status }) => ({ title, status }))).toEqual([
      { title: 'Export fails on large projects', status: 'open' },
    ]);
  });

  it('dismisses an item with a reason, which the history keeps', async () => {
    const { digest, root, item } = await aDigest(await aTeam(['dismiss@example.com']));
    await visitor.post(
      `${root}/answer`,
      `item=${encodeURIComponent(item)}&answer=dismiss&reason=${encodeURIComponent('Known limit')}`,
      form,
    );
    const [action] = await service.get(ActionsService).list({ team: digest.teamId });
    expect(action!.status).toBe('declined');
    expect((await service.get(ActionsService).history(action!.id)).at(-1)!.note).toBe('Known limit');
  });

  it('gets 404 for a forged link, and for an item that this digest does not have', async () => {
    const { root } = await aDigest(await aTeam(['forged@example.com']));
    expect((await visitor.get(`${root.slice(0, -1)}${root.endsWith('A') ? 'B' : 'A'}`)).status).toBe(404);
    expect((await visitor.get(`${root}/answer?item=theme%3Aother&answer=accept`)).status).toBe(404);
  });

  it('stops the mails with the one click of RFC 8058', async () => {
    const team = await aTeam(['stop@example.com']);
    await service.get(DigestsService).build(team, WEEK, MONDAY);
    await service.drain(MONDAY, ['mail.send']);
    const [mail] = await mailsTo('stop@example.com');
    const header = (name: string): string => mail!.headers.find(({ key }) => key === name)!.value;
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    const path = new URL(header('list-unsubscribe').replace(/[<>]/g, '')).pathname;
    expect((await visitor.post(path, 'List-Unsubscribe=One-Click', form)).status).toBe(200);
    expect(await service.get(TeamsService).recipientsOf([team.id])).toEqual([]);
  });
});

describe('an action', () => {
  it('keeps every change with who made it', async () => {
    const team = await aTeam([]);
    const created = await api.post<{ id: string }>('/v1/actions', { teamId: team.id, title: 'Fix the export' });
    await api.patch(`/v1/actions/${created.body.id}`, {
      status: 'shipped',
      shippedAt: '2026-03-02T00:00:00Z',
      note: 'Release 4.2',
    });
    const { body } = await api.get<{ history: { change: object; actor: string; note: string | null }[] }>(
      `/v1/actions/${created.body.id}`,
    );
    expect(body.history.map(({ actor, note }) => ({ actor, note }))).toEqual([
      { actor: 'test', note: null },
      { actor: 'test', note: 'Release 4.2' },
    ]);
    expect(body.history[1]!.change).toMatchObject({ status: { from: 'open', to: 'shipped' } });
  });

  it('writes no history when nothing changes', async () => {
    const team = await aTeam([]);
    const { body } = await api.post<{ id: string }>('/v1/actions', { teamId: team.id, title: 'Same' });
    await api.patch(`/v1/actions/${body.id}`, { title: 'Same' });
    expect(await service.get(ActionsService).history(body.id)).toHaveLength(1);
  });
});

describe('a chat room', () => {
  let server: Server;
  let url: string;
  let reply: (status: (code: number) => void, destroy: () => void) => void;
  const received: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        received.push(body);
        reply(
          (code) => response.writeHead(code).end(),
          () => request.socket.destroy(),
        );
      });
    });
    await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/secret`;
  });
  afterAll(() => new Promise((resume) => server.close(resume)));
  beforeEach(() => {
    received.length = 0;
    reply = (status) => status(200);
  });

  const teamWithRoom = async (): Promise<{ team: TeamWithRecipients; digest: Digest }> => {
    const team = await aTeam([]);
    await service.get(ChannelsService).create(team.id, { kind: 'slack', label: 'Product room', url }, MONDAY);
    const digest = await service.get(DigestsService).build(team, WEEK, MONDAY);
    return { team, digest: digest! };
  };
  const states = async (digest: Digest): Promise<string[]> =>
    (await service.get(DeliveriesService).list(digest.id)).map(({ state }) => state);

  it('gets the digest once', async () => {
    const { digest } = await teamWithRoom();
    await service.drain(MONDAY, ['digest.chat']);
    await service.drain(MONDAY, ['digest.chat']);
    expect(received).toHaveLength(1);
    const { blocks } = JSON.parse(received[0]!) as { blocks: { type: string }[] };
    expect(blocks.slice(0, 2).map(({ type }) => type)).toEqual(['header', 'section']);
    expect(await states(digest)).toEqual(['sent']);
  });

  it('is tried again later when it is busy', async () => {
    const { digest } = await teamWithRoom();
    reply = (status) => status(503);
    await service.drain(MONDAY, ['digest.chat']);
    expect(await states(digest)).toEqual(['due']);
    reply = (status) => status(200);
    await service.drain(new Date(MONDAY.getTime() + 3_600_000), ['digest.chat']);
    expect(await states(digest)).toEqual(['sent']);
  });

  it('is not written to again when nobody knows whether the message arrived', async () => {
    const { digest } = await teamWithRoom();
    reply = (_status, destroy) => destroy();
    await service.drain(MONDAY, ['digest.chat']);
    await service.drain(new Date(MONDAY.getTime() + 86_400_000), ['digest.chat']);
    expect(received).toHaveLength(1);
    expect(await states(digest)).toEqual(['unknown']);
  });

  it('is switched off when it answers that it is gone', async () => {
    const { team } = await teamWithRoom();
    reply = (status) => status(410);
    await service.drain(MONDAY, ['digest.chat']);
    expect(await service.get(ChannelsService).active(team.id)).toEqual([]);
  });

  it('never shows its address', async () => {
    const { team } = await teamWithRoom();
    const { text } = await api.get(`/v1/teams/${team.id}/channels`);
    expect(text).toContain('127.0.0.1');
    expect(text).not.toContain('secret');
  });
});
