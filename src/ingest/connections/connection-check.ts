import { createHmac, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { RawEventsService } from '../events/raw-events.service.js';
import { WebhooksService } from '../events/webhooks.service.js';
import type { Connection } from './connection.entity.js';
import type { ConnectionKind } from './connection.schema.js';
import { ConnectionsService } from './connections.service.js';
import { TEST_BODY } from './desks/desk-events.js';
import { MustWaitError, NotAllowedError, PassingError } from './pulls/api-client.js';
import { DeskOpener } from './pulls/open-desk.js';

export interface CheckResult {
  /** Null when this kind of connection has no webhook, or no API. */
  webhook: Verdict | null;
  api: Verdict | null;
}

export interface Verdict {
  ok: boolean;
  detail: string;
}

const CHECK_TIMEOUT_MS = 20_000;

/** Sends a test event through signature check and store as the help desk would, and asks its API who we are. */
@Injectable()
export class ConnectionCheck {
  constructor(
    private readonly connections: ConnectionsService,
    private readonly webhooks: WebhooksService,
    private readonly events: RawEventsService,
    private readonly opener: DeskOpener,
  ) {}

  async run(id: string, now: Date): Promise<CheckResult> {
    const connection = await this.connections.get(id);
    const webhook = connection.kind === 'imap' ? null : await this.deliver(connection, now);
    return { webhook, api: await this.ask(connection) };
  }

  private async deliver(connection: Connection, now: Date): Promise<Verdict> {
    const body = { ...TEST_BODY, nonce: randomUUID() };
    const raw = Buffer.from(JSON.stringify(body));
    const [secret] = this.connections.secretsOf(connection, now);
    const ip = firstAddress(connection.settings.allowedAddresses);
    const delivery = { raw, ip, pathSecret: secret ?? null, headers: signed(connection.kind, secret ?? '', raw, now) };
    try {
      const name = await this.webhooks.receive(connection.id, delivery, body, now);
      const isStored = await this.events.isStored(connection.id, name.key);
      return {
        ok: isStored,
        detail: isStored ? 'A signed test event was accepted and stored.' : 'The test event was not stored.',
      };
    } catch {
      // Whatever went wrong is what a help desk would meet, too.
      return {
        ok: false,
        detail: connection.enabled ? 'A signed test event was refused.' : 'The connection is switched off.',
      };
    }
  }

  private async ask(connection: Connection): Promise<Verdict | null> {
    try {
      const desk = await this.opener.open(connection, AbortSignal.timeout(CHECK_TIMEOUT_MS));
      if (!desk) return null;
      await desk.check();
      return { ok: true, detail: 'The credentials work.' };
    } catch (error) {
      const isKnown =
        error instanceof NotAllowedError || error instanceof PassingError || error instanceof MustWaitError;
      return { ok: false, detail: isKnown ? error.message : 'The help desk could not be asked.' };
    }
  }
}

/** The test comes from an address that is allowed: addresses are checked when real deliveries come. */
function firstAddress(ranges: readonly string[] | undefined): string {
  return ranges?.[0]?.split('/')[0] ?? '127.0.0.1';
}

/** Headers as the help desk would send them. */
function signed(kind: ConnectionKind, secret: string, raw: Buffer, now: Date): Record<string, string> {
  const unix = String(Math.floor(now.getTime() / 1000));
  const id = `test_${randomUUID()}`;
  const hmac = (algorithm: string, ...parts: (string | Buffer)[]) => {
    const sum = createHmac(algorithm, secret);
    for (const part of parts) sum.update(part);
    return sum;
  };
  switch (kind) {
    case 'zendesk': {
      const timestamp = now.toISOString();
      const signature = hmac('sha256', timestamp, raw).digest('base64');
      return { 'x-zendesk-webhook-signature-timestamp': timestamp, 'x-zendesk-webhook-signature': signature };
    }
    case 'intercom':
      return { 'x-hub-signature': `sha1=${hmac('sha1', raw).digest('hex')}` };
    case 'helpscout':
      return { 'x-helpscout-signature': hmac('sha1', raw).digest('base64') };
    case 'chatwoot':
      return {
        'x-chatwoot-timestamp': unix,
        'x-chatwoot-signature': `sha256=${hmac('sha256', `${unix}.`, raw).digest('hex')}`,
      };
    case 'generic': {
      const signature = new Webhook(secret).sign(id, new Date(Number(unix) * 1000), raw.toString('utf8'));
      return { 'webhook-id': id, 'webhook-timestamp': unix, 'webhook-signature': signature };
    }
    case 'freshdesk':
    case 'imap':
      return {};
  }
}
