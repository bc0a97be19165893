import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';

export interface Target {
  url: string;
  key: string;
  connectionId: string;
  secret: string;
}

export interface Tally {
  /** External ids that the service has acknowledged. */
  acknowledged: Set<string>;
  /** Answers of 500 and above that do not say "try again" (503). */
  errors: number;
  /** Attempts that met a dead or restarting service. */
  repeated: number;
}

const RETRY_MS = 100;
export const MAPPING = { externalId: '$.id', text: '$.said', updatedAt: '$.at', requesterId: '$.who' };

export function newTally(): Tally {
  return { acknowledged: new Set(), errors: 0, repeated: 0 };
}

export const wordsOf = (id: string): string => `The parcel with the mark ${id} did not arrive at all.`;

/** Sends one signed delivery until it is acknowledged, always with the same webhook-id, as a careful sender does. */
export async function sendWebhook(target: Target, id: string, tally: Tally, signal: AbortSignal): Promise<void> {
  const body = JSON.stringify({ id, said: wordsOf(id), at: '2026-03-01T10:00:00Z', who: `who-${id}` });
  const messageId = `msg_${randomUUID()}`;
  await untilAcknowledged(tally, signal, async () => {
    const at = new Date();
    const headers = {
      'content-type': 'application/json',
      'webhook-id': messageId,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(target.secret).sign(messageId, at, body),
    };
    return fetch(`${target.url}/v1/webhooks/${target.connectionId}`, { method: 'POST', headers, body });
  });
  tally.acknowledged.add(`hook:${id}`);
}

/** Sends one batch until it is acknowledged, always with the same Idempotency-Key. */
export async function sendBatch(target: Target, ids: string[], tally: Tally, signal: AbortSignal): Promise<void> {
  const body = JSON.stringify({ source: 'rest', tickets: ids.map(ticketOf) });
  const headers = {
    authorization: `Bearer ${target.key}`,
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
  };
  await untilAcknowledged(tally, signal, () => fetch(`${target.url}/v1/tickets`, { method: 'POST', headers, body }));
  for (const id of ids) tally.acknowledged.add(`rest:${id}`);
}

/** Uploads a CSV file until the upload is acknowledged; the import then runs in the background. */
export async function sendFile(target: Target, ids: string[], tally: Tally, signal: AbortSignal): Promise<void> {
  const lines = ids.map((id) => `${id},${wordsOf(id)},2026-03-01T10:00:00Z`);
  const body = ['id,message,created_at', ...lines].join('\n');
  const headers = { authorization: `Bearer ${target.key}`, 'content-type': 'text/csv' };
  await untilAcknowledged(tally, signal, () =>
    fetch(`${target.url}/v1/imports?source=file`, { method: 'POST', headers, body }),
  );
  for (const id of ids) tally.acknowledged.add(`file:${id}`);
}

export function ticketOf(id: string): object {
  const at = '2026-03-01T10:00:00Z';
  return {
    externalId: id,
    createdAt: at,
    updatedAt: at,
    requester: { externalId: `who-${id}` },
    messages: [{ externalId: 'm', text: wordsOf(id) }],
  };
}

async function untilAcknowledged(tally: Tally, signal: AbortSignal, attempt: () => Promise<Response>): Promise<void> {
  while (!signal.aborted) {
    const status = await attempt().then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      },
      () => 0,
    );
    if (status >= 200 && status < 300) return;
    if (status >= 500 && status !== 503) tally.errors++;
    else if (status !== 0 && status !== 503 && status !== 409) throw new Error(`The service answers ${status}`);
    tally.repeated++;
    await pause(RETRY_MS);
  }
  throw new Error('Given up: the service did not come back');
}
