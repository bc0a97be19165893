import { createHmac, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { ConnectionKind } from '../../src/ingest/connections/connection.schema.js';

/** Headers as the help desk would send them for this body at this moment. */
export function signedHeaders(
  kind: ConnectionKind,
  secret: string,
  body: string,
  at = new Date(),
): Record<string, string> {
  const unix = String(Math.floor(at.getTime() / 1000));
  const hmac = (algorithm: string, text: string) => createHmac(algorithm, secret).update(text);
  const iso = at.toISOString();
  const id = `msg_${randomUUID()}`;
  const headers: Record<ConnectionKind, () => Record<string, string>> = {
    zendesk: () => ({
      'x-zendesk-webhook-signature-timestamp': iso,
      'x-zendesk-webhook-signature': hmac('sha256', iso + body).digest('base64'),
    }),
    intercom: () => ({ 'x-hub-signature': `sha1=${hmac('sha1', body).digest('hex')}` }),
    helpscout: () => ({
      'x-helpscout-signature': hmac('sha1', body).digest('base64'),
      'x-helpscout-event': 'convo.created',
    }),
    chatwoot: () => ({
      'x-chatwoot-timestamp': unix,
      'x-chatwoot-signature': `sha256=${hmac('sha256', `${unix}.${body}`).digest('hex')}`,
    }),
    freshdesk: () => ({ 'x-hearback-secret': secret }),
    generic: () => ({
      'webhook-id': id,
      'webhook-timestamp': unix,
      'webhook-signature': new Webhook(secret).sign(id, new Date(Number(unix) * 1000), body),
    }),
    imap: () => ({}),
  };
  return { 'content-type': 'application/json', ...headers[kind]() };
}
