import { randomUUID } from 'node:crypto';
import { DeliveriesService } from '../src/digest/delivery/deliveries.service.js';
import { Digest } from '../src/digest/delivery/digest.entity.js';
import { composeDigest } from '../src/digest/rendering/compose.js';
import { exampleFacts, exampleGap, exampleTheme } from '../src/digest/rendering/example-facts.js';
import { TeamsService } from '../src/digest/teams/teams.service.js';
import { ConnectionsService } from '../src/ingest/connections/connections.service.js';
import { FeedbackService } from '../src/ingest/feedback/feedback.service.js';
import { SYSTEM } from '../src/platform/audit/actor.js';
import { ApiKeysService } from '../src/platform/auth/api-keys.service.js';
import { MailService } from '../src/platform/mail/mail.service.js';
import { WebhookEndpointsService } from '../src/platform/webhooks/webhook-endpoints.service.js';
import { WebhooksService } from '../src/platform/webhooks/webhooks.service.js';
import type { TestApp } from '../test/app.js';
import { signedHeaders } from '../test/ingest/signed.js';
import { aSurvey } from '../test/surveys/survey-builders.js';

const WORDS = [
  'quillfeather',
  'brambleshaw',
  'thistlewick',
  'ravensmoor',
  'hollowcrest',
  'windermarsh',
  'applegarth',
  'stonehaven',
];
const SAID_AT = '2026-03-01T10:00:00.000Z';

/** What all canaries have in common, in small letters. Everybody is erased, so any of it is a trace of somebody. */
export const MARKS = [...WORDS, '@subject.example', 'ord-70', '+44 7700 9'];

/** Five marks by which one subject is found again, unlike those of any other. */
export interface Canary {
  email: string;
  name: string;
  phone: string;
  order: string;
  phrase: string;
}

export function canaryOf(n: number): Canary {
  const word = (i: number) => `${WORDS[(n + i) % WORDS.length]}${n}x${i}`;
  const capital = (text: string) => text[0]!.toUpperCase() + text.slice(1);
  return {
    email: `${word(0)}@subject.example`,
    name: `${capital(word(1))} ${capital(word(2))}`,
    phone: `+44 7700 9${String(10_000 + n)}`,
    order: `ORD-${7_000_000 + n * 31}`,
    phrase: Array.from({ length: 6 }, (_, i) => word(i + 2)).join(' '),
  };
}

export function ticketOf({ email, name, phone, order, phrase }: Canary) {
  const text = `Hello, ${name} here (${email}, ${phone}). My order ${order}: ${phrase}`;
  return {
    externalId: order,
    createdAt: SAID_AT,
    updatedAt: SAID_AT,
    subject: `${order} ${phrase}`,
    requester: { externalId: `id-${order}`, name, email, phone },
    messages: [{ externalId: 'm', author: 'customer' as const, public: true, createdAt: SAID_AT, text }],
    csat: { score: 2, scale: 5, comment: `Not solved, ${phrase}` },
  };
}

/** Tickets by REST under an Idempotency-Key, whose kept answer names them. */
export async function callWithTickets(service: TestApp, canaries: Canary[]): Promise<void> {
  const order = { name: 'drill', scopes: ['ingest' as const], teamIds: [], expiresAt: null };
  const { key } = await service.get(ApiKeysService).insert(order, SYSTEM, new Date());
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  for (let at = 0; at < canaries.length; at += 50) {
    const body = JSON.stringify({ source: 'desk', tickets: canaries.slice(at, at + 50).map(ticketOf) });
    const call = { method: 'POST', body, headers: { ...headers, 'idempotency-key': randomUUID() } };
    const { status } = await fetch(`${service.url}/v1/tickets`, call);
    if (status !== 200) throw new Error(`The service answers ${status}`);
  }
}

/** A delivery of a help desk about each of them, stored as it came; the same person under the id of another source. */
export async function deliver(service: TestApp, canaries: Canary[]): Promise<void> {
  const mapping = { externalId: '$.id', text: '$.said', requesterEmail: '$.from', requesterName: '$.name' };
  const wanted = { kind: 'generic' as const, name: 'drill', source: 'hook', settings: { mapping }, enabled: true };
  const { connection, webhookSecret } = await service.get(ConnectionsService).create(wanted, SYSTEM, new Date());
  for (const { email, name, order, phrase } of canaries) {
    const body = JSON.stringify({ id: `hook-${order}`, said: phrase, from: email, name });
    const headers = signedHeaders('generic', webhookSecret!, body);
    const { status } = await fetch(`${service.url}/v1/webhooks/${connection.id}`, { method: 'POST', headers, body });
    if (status !== 202) throw new Error(`The service answers ${status}`);
  }
}

/** A review, the name of a file, and a refused line. */
export async function leaveFiles(service: TestApp, canary: Canary, customerId: string): Promise<void> {
  const review = {
    externalId: canary.order,
    kind: 'review' as const,
    occurredAt: SAID_AT,
    tags: [],
    text: canary.phrase,
  };
  const known = { ...review, ticketId: null, customerId, knownNames: [] };
  await service.get(FeedbackService).record('shop', [known], new Date());
  const id = randomUUID();
  await service.db.query(
    `INSERT INTO import_batch (id, kind, file_name, file_hash, source, mapping, state, next_line, imported, unchanged, refused, created_at)
     VALUES ($1, 'tickets', $2, md5($2), 'desk', '{}', 'done', 0, 0, 0, 1, now())`,
    [id, `${canary.email}.csv`],
  );
  await service.db.query(
    `INSERT INTO import_error (id, batch_id, line, reason) VALUES (gen_random_uuid(), $1, 2, $2)`,
    [id, `"opened" holds no date: "${canary.name}"`],
  );
}

/** An invitation by mail, an answer with a comment, and what a listening program was told of it. */
export async function askAndAnswer(service: TestApp, canaries: Canary[], ids: Map<string, string>): Promise<void> {
  const survey = await aSurvey(service);
  // The name leads nowhere: what is told stays in the table.
  const listener = { url: 'https://listener.invalid/', description: '', events: [] };
  await service.get(WebhookEndpointsService).create(listener, SYSTEM, new Date());
  for (const { email, name, phrase } of canaries) {
    const [invitation, answer, now] = [randomUUID(), randomUUID(), new Date()];
    const customerId = ids.get(email)!;
    await service.db.query(
      `INSERT INTO invitation (id, survey_id, version_id, candidate_key, via, locale, tags, created_at, due_at, sent_at, expires_at, person, address, name, customer_id)
       VALUES ($1, $2, $3, $4, 'mail', 'en', '{}', $5, $5, $5, $5::timestamptz + interval '30 days', 'person', $6, $7, $8)`,
      [invitation, survey.id, survey.versionId, `ticket:desk:${email}`, now, email, name, customerId],
    );
    await service.db.query(
      `INSERT INTO survey_response (id, survey_id, version_id, invitation_id, status, level, option_id, score, band, comment, submission,
         network, client, revision, answered_at, changed_at, judged_at, editable_until, via, customer_id, locale)
       VALUES ($1, $2, $3, $4, 'confirmed', 2, '3', 3, 'low', $5, '{}', '', '', 1, $6, $6, $6, $6, 'mail', $7, 'en')`,
      [answer, survey.id, survey.versionId, invitation, phrase, now, customerId],
    );
    await service.db.query(
      `INSERT INTO response_revision (id, response_id, number, at, cause, option_id, score, comment, level, status)
       VALUES (gen_random_uuid(), $1, 1, $2, 'answered', '3', 3, $3, 2, 'confirmed')`,
      [answer, now, phrase],
    );
    const told = { type: 'response.created', key: `response.created:${answer}:1`, at: now, data: { comment: phrase } };
    await service.get(WebhooksService).publish(told, now);
    const words = { subject: 'How did we do?', html: `<p>Hello ${name}</p>`, text: `Hello ${name}` };
    await service.get(MailService).enqueue({ kind: 'survey', to: { name, address: email }, ...words }, now);
  }
}

/** A digest that quotes everybody, with its mail to a reader: frozen, as the job would have stored it. */
export async function quoteInDigest(service: TestApp, canaries: Canary[]): Promise<void> {
  const now = new Date();
  const wanted = { name: 'Readers', kind: 'product' as const, sendWeekday: 1, sendHour: 8, isDefaultOwner: true };
  const readers = { whenQuiet: 'send' as const, recipients: ['reader@company.example'] };
  const team = await service.get(TeamsService).create({ ...wanted, ...readers }, now);
  const asQuote = ({ phrase }: Canary) => ({ text: phrase, at: SAID_AT, plan: null, channel: null });
  const themes = canaries.map((canary) => exampleTheme({ id: randomUUID(), quotes: [asQuote(canary)] }));
  const gaps = canaries.map((canary) => exampleGap({ id: randomUUID(), questions: [asQuote(canary)] }));
  const facts = exampleFacts({ themes, gaps });
  const provenance = { inputsHash: 'drill', model: 'none', settings: 'none', version: '1' };
  const context = { organisation: 'Drill', team: { id: team.id, name: team.name, kind: team.kind }, provenance };
  const document = composeDigest(facts, context);
  const digest: Digest = {
    id: randomUUID(),
    teamId: team.id,
    week: facts.week.name,
    facts,
    document,
    inputsHash: 'drill',
    builtAt: now,
    held: null,
  };
  const deliveries = service.get(DeliveriesService);
  const copies = await deliveries.prepare(digest, team);
  await service.db.transaction(async (em) => {
    await em.insert(Digest, { ...digest, facts: facts as never, document: document as never });
    await deliveries.order(copies, now, em);
  });
}
