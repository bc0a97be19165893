import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import type { Actor } from '../audit/actor.js';
import { AuditService } from '../audit/audit.service.js';
import type { Position } from '../http/page.js';
import { refuse } from '../http/schema.pipe.js';
import { Outbound } from '../outbound/outbound.js';
import { Secrets } from '../secrets.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import type { EndpointBody, EndpointChange } from './webhooks.schema.js';

export const SECRET_PURPOSE = 'webhook-secret';
const SECRET_BYTES = 32;
/** Both secrets sign for a day after a rotation. */
const OVERLAP_MS = 24 * 3_600_000;

interface By {
  actor: Actor;
  now: Date;
}

export interface EndpointWithSecret {
  row: WebhookEndpoint;
  /** `whsec_…`, shown once. */
  secret: string;
}

@Injectable()
export class WebhookEndpointsService {
  constructor(
    private readonly db: DataSource,
    private readonly secrets: Secrets,
    private readonly outbound: Outbound,
    private readonly audit: AuditService,
  ) {}

  async create(body: EndpointBody, actor: Actor, now: Date): Promise<EndpointWithSecret> {
    this.checkUrl(body.url);
    const secret = newSecret();
    const idle = {
      previousSecret: null,
      previousSecretUntil: null,
      disabledAt: null,
      disabledReason: null,
      deletedAt: null,
    };
    const row: WebhookEndpoint = {
      id: randomUUID(),
      ...body,
      ...idle,
      secret: this.secrets.seal(SECRET_PURPOSE, secret),
      createdAt: now,
    };
    await this.db.transaction(async (em) => {
      await em.insert(WebhookEndpoint, row);
      await this.record('created', row.id, { actor, now }, em);
    });
    return { row, secret };
  }

  async change(id: string, { disabled, ...fields }: EndpointChange, actor: Actor, now: Date): Promise<WebhookEndpoint> {
    if (fields.url !== undefined) this.checkUrl(fields.url);
    return this.db.transaction(async (em) => {
      const row = await this.lock(id, em);
      const stop =
        disabled === undefined
          ? {}
          : disabled
            ? { disabledAt: row.disabledAt ?? now, disabledReason: row.disabledReason ?? 'by hand' }
            : STARTED;
      const changed: WebhookEndpoint = { ...row, ...fields, ...stop };
      await em.update(WebhookEndpoint, { id }, changed);
      await this.record('changed', id, { actor, now }, em);
      return changed;
    });
  }

  /** A new secret; the old one signs beside it for another day. */
  async rotate(id: string, actor: Actor, now: Date): Promise<EndpointWithSecret> {
    const secret = newSecret();
    return this.db.transaction(async (em) => {
      const row = await this.lock(id, em);
      const previousSecretUntil = new Date(now.getTime() + OVERLAP_MS);
      const change = {
        secret: this.secrets.seal(SECRET_PURPOSE, secret),
        previousSecret: row.secret,
        previousSecretUntil,
      };
      await em.update(WebhookEndpoint, { id }, change);
      await this.record('rotated', id, { actor, now }, em);
      return { row: { ...row, ...change }, secret };
    });
  }

  async remove(id: string, actor: Actor, now: Date): Promise<void> {
    await this.db.transaction(async (em) => {
      await this.lock(id, em);
      await em.update(WebhookEndpoint, { id }, { deletedAt: now });
      await this.record('removed', id, { actor, now }, em);
    });
  }

  /** Stops an endpoint that cannot be reached or said 410. */
  async disable(id: string, reason: string, now: Date): Promise<void> {
    await this.db.manager.update(
      WebhookEndpoint,
      { id, disabledAt: IsNull() },
      { disabledAt: now, disabledReason: reason },
    );
  }

  async get(id: string): Promise<WebhookEndpoint> {
    const row = await this.db.manager.findOneBy(WebhookEndpoint, { id, deletedAt: IsNull() });
    if (!row) throw new NotFoundException();
    return row;
  }

  /** Newest first. */
  async list(limit: number, after: Position | null): Promise<WebhookEndpoint[]> {
    const query = this.db.manager.createQueryBuilder(WebhookEndpoint, 'endpoint').where('endpoint.deletedAt IS NULL');
    if (after) query.andWhere('(endpoint.createdAt, endpoint.id) < (:time, :id)', { time: after[0], id: after[1] });
    return query.orderBy('endpoint.createdAt', 'DESC').addOrderBy('endpoint.id', 'DESC').limit(limit).getMany();
  }

  private async lock(id: string, em: EntityManager): Promise<WebhookEndpoint> {
    const row = await em.findOne(WebhookEndpoint, {
      where: { id, deletedAt: IsNull() },
      lock: { mode: 'pessimistic_write' },
    });
    if (!row) throw new NotFoundException();
    return row;
  }

  private checkUrl(url: string): void {
    const refusal = this.outbound.refusal(url);
    if (refusal) throw refuse(['url'], refusal);
  }

  private record(what: string, id: string, { actor, now }: By, em: EntityManager): Promise<void> {
    return this.audit.record({ actor, action: `webhook-endpoint.${what}`, subject: `webhook-endpoint:${id}`, now }, em);
  }
}

const STARTED = { disabledAt: null, disabledReason: null };

function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}
