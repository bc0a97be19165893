import { createHash } from 'node:crypto';
import type { ConnectionKind, ConnectionSettings } from '../connection.schema.js';
import type { Delivery, SourceChange } from '../source-change.js';
import { chatwootChanges } from './chatwoot.js';
import { freshdeskChanges } from './freshdesk.js';
import { genericChanges } from './generic.js';
import { helpscoutChanges } from './helpscout.js';
import { intercomChanges } from './intercom.js';
import { id, object, type Payload, text } from './read-payload.js';
import { zendeskChanges } from './zendesk.js';

/** How a delivery is named in the list of raw events. */
export interface EventName {
  /** Equal for repeats of one delivery: the sender's id, else a hash of what it sent. */
  key: string;
  type: string;
}

/** Our own test event, signed like any other, stored and processed, but about nothing. */
export const TEST_BODY = { hearback_test: true };

/** Headers that say something about the event; the rest (cookies, tokens, addresses) is not kept. */
const KEPT_HEADERS =
  /^(content-type|user-agent|webhook-(id|timestamp)|x-(zendesk|intercom|helpscout|chatwoot)-(?!.*signature$)[\w-]*)$/;

export function keptHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT_HEADERS.test(name)));
}

export function isTest(body: unknown): boolean {
  return object(body)['hearback_test'] === true;
}

export function eventName(kind: ConnectionKind, { headers, raw }: Delivery, body: unknown): EventName {
  const event = object(body);
  const hash = createHash('sha256')
    .update(headers['x-helpscout-event'] ?? '')
    .update(raw)
    .digest('base64url');
  if (isTest(body)) return { key: hash, type: 'test' };
  const { key, type } = NAMES[kind](event, headers);
  return { key: (key ?? hash).slice(0, 200), type: (type ?? 'unknown').slice(0, 200) };
}

type Name = { key?: string | null | undefined; type?: string | null | undefined };

/** Where each sender tells the id and the type of a delivery. Freshdesk and Help Scout give no id. */
const NAMES: Record<ConnectionKind, (event: Payload, headers: Record<string, string>) => Name> = {
  zendesk: (event, headers) => ({
    key: id(event['id']) ?? headers['x-zendesk-webhook-invocation-id'],
    type: text(event['type'])?.replace('zen:event-type:', '') ?? 'trigger',
  }),
  intercom: (event) => ({ key: id(event['id']), type: text(event['topic']) }),
  helpscout: (_, headers) => ({ type: headers['x-helpscout-event'] }),
  chatwoot: (event, headers) => ({ key: headers['x-chatwoot-delivery'], type: text(event['event']) }),
  freshdesk: (event) => ({ type: text(object(event['freshdesk_webhook'])['triggered_event']) ?? 'rule' }),
  generic: (event, headers) => ({ key: headers['webhook-id'], type: text(event['type']) }),
  imap: () => ({}),
};

/** What a stored event means. Unknown events mean nothing: they are kept, and nobody is bothered. */
export function changesOf(
  kind: ConnectionKind,
  settings: ConnectionSettings,
  event: { type: string; body: unknown; receivedAt: string },
): SourceChange[] {
  if (isTest(event.body)) return [];
  switch (kind) {
    case 'zendesk':
      return zendeskChanges(event.body, event.receivedAt);
    case 'intercom':
      return intercomChanges(event.body, event.receivedAt);
    case 'freshdesk':
      return freshdeskChanges(event.body, event.receivedAt);
    case 'helpscout':
      return helpscoutChanges(event.body, event.type, event.receivedAt);
    case 'chatwoot':
      return chatwootChanges(event.body, event.receivedAt);
    case 'generic':
      return settings.mapping ? genericChanges(event.body, settings.mapping, event.receivedAt) : [];
    case 'imap':
      return [];
  }
}
