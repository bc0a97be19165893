import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config.js';
import { type ConnectionHealth, ConnectionHealthReader } from './connection-health.js';
import type { Connection } from './connection.entity.js';
import type { ConnectionWithSecret } from './connections.service.js';

export interface ConnectionView {
  id: string;
  kind: string;
  name: string;
  source: string;
  settings: Connection['settings'];
  hasCredentials: boolean;
  legalBasis: string | null;
  consentNote: string | null;
  enabled: boolean;
  /** Where the help desk delivers; null for mailboxes. */
  webhookUrl: string | null;
  createdAt: Date;
  health: ConnectionHealth;
}

export interface FreshConnectionView extends ConnectionView {
  /** Shown this once. */
  webhookSecret: string | null;
}

/** A connection as it may be shown: without secrets, with its health. */
@Injectable()
export class ConnectionViews {
  constructor(
    private readonly config: Config,
    private readonly health: ConnectionHealthReader,
  ) {}

  async of(connection: Connection, now: Date): Promise<ConnectionView> {
    const { id, kind, name, source, settings, credentials, legalBasis, consentNote, enabled, createdAt } = connection;
    const webhookUrl = kind === 'imap' ? null : `${this.config.publicUrl}/v1/webhooks/${id}`;
    const health = await this.health.read(connection, now);
    return {
      id,
      kind,
      name,
      source,
      settings,
      hasCredentials: credentials !== null,
      legalBasis,
      consentNote,
      enabled,
      webhookUrl,
      createdAt,
      health,
    };
  }

  /** With the secret, and for senders that cannot sign with the secret in the address. */
  async fresh({ connection, webhookSecret }: ConnectionWithSecret, now: Date): Promise<FreshConnectionView> {
    const view = await this.of(connection, now);
    const webhookUrl = connection.kind === 'freshdesk' ? `${view.webhookUrl}/${webhookSecret}` : view.webhookUrl;
    return { ...view, webhookUrl, webhookSecret };
  }
}
