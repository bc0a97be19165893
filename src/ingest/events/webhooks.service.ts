import { Injectable, Logger, UnauthorizedException } from '@nestjs/common';
import { isInRanges } from '../connections/address-range.js';
import type { Connection } from '../connections/connection.entity.js';
import { ConnectionsService } from '../connections/connections.service.js';
import { type EventName, eventName, keptHeaders } from '../connections/desks/desk-events.js';
import { isSigned } from '../connections/signatures/verify.js';
import type { Delivery } from '../connections/source-change.js';
import { RawEventsService } from './raw-events.service.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Checked in place of the secret of a connection that does not exist, so that the answer takes as long. */
const NOBODYS_SECRET = 'whsec_bm9ib2R5IGhhcyB0aGlzIHNlY3JldCwgaXQgaXMgbmV2ZXIgdXNlZA==';

@Injectable()
export class WebhooksService {
  private readonly logger = new Logger(WebhooksService.name);

  constructor(
    private readonly connections: ConnectionsService,
    private readonly events: RawEventsService,
  ) {}

  /**
   * Stores a delivery once its signature holds; only then may the sender be told that it arrived. Throws the same 401 for
   * an unknown or disabled connection, a wrong signature, an old one, and an address that is not allowed.
   */
  async receive(connectionId: string, delivery: Delivery, body: unknown, now: Date): Promise<EventName> {
    const connection = UUID.test(connectionId) ? await this.connections.find(connectionId) : null;
    const secrets = connection ? this.connections.secretsOf(connection, now) : [NOBODYS_SECRET];
    const signed = isSigned(connection?.kind ?? 'generic', delivery, secrets, now);
    if (!connection?.enabled || !signed || !isInRanges(delivery.ip, connection.settings.allowedAddresses ?? [])) {
      if (connection) await this.note(connection, signed, now);
      throw new UnauthorizedException({
        code: 'webhook.not-signed',
        message: 'The delivery is not signed as it should be.',
      });
    }
    const name = eventName(connection.kind, delivery, body);
    const event = {
      ...name,
      connectionId,
      headers: keptHeaders(delivery.headers),
      body: delivery.raw.toString('utf8'),
    };
    await this.events.store(event, now);
    return name;
  }

  private async note(connection: Connection, signed: boolean, now: Date): Promise<void> {
    this.logger.warn({ event: 'webhook.refused', connection: connection.id, signed });
    await this.connections.countSignatureFailure(connection.id, now);
  }
}
