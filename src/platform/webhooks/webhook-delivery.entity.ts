import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';

/** One event on its way to one endpoint. */
@Entity('webhook_delivery')
@Unique('webhook_delivery_endpoint_event_key', ['endpointId', 'eventKey'])
@Check('webhook_delivery_state_check', `state IN ('queued', 'sending', 'delivered', 'failed')`)
@Index('webhook_delivery_due_idx', ['state', 'nextAttemptAt'])
@Index('webhook_delivery_endpoint_idx', ['endpointId', 'createdAt', 'id'])
export class WebhookDelivery {
  /** Sent as `webhook-id`, the same at every attempt. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'webhook_delivery_pkey' })
  id!: string;

  @ForeignKey(() => WebhookEndpoint, { name: 'webhook_delivery_endpoint_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'endpoint_id' })
  endpointId!: string;

  /** The same key is the same event: published twice, it is delivered once. */
  @Column('text', { name: 'event_key' })
  eventKey!: string;

  @Column('text')
  type!: string;

  /** The bytes that are signed. */
  @Column('text')
  body!: string;

  @Column('text')
  state!: 'queued' | 'sending' | 'delivered' | 'failed';

  @Column('integer')
  attempts!: number;

  @Column('integer')
  fence!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'next_attempt_at' })
  nextAttemptAt!: Date;

  @Column('timestamptz', { name: 'claimed_at', nullable: true })
  claimedAt!: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  @Column('integer', { name: 'last_status', nullable: true })
  lastStatus!: number | null;

  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;
}
