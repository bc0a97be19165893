import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An address of somebody's program that wants to hear what happens here. */
@Entity('webhook_endpoint')
export class WebhookEndpoint {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'webhook_endpoint_pkey' })
  id!: string;

  @Column('text')
  url!: string;

  @Column('text')
  description!: string;

  /** Types of events, such as `response.created`; empty means all. */
  @Column('text', { array: true })
  events!: string[];

  /** Encrypted: it must be readable to sign with it. */
  @Column('text')
  secret!: string;

  @Column('text', { name: 'previous_secret', nullable: true })
  previousSecret!: string | null;

  /** Until then the previous secret signs too. */
  @Column('timestamptz', { name: 'previous_secret_until', nullable: true })
  previousSecretUntil!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt!: Date | null;

  @Column('text', { name: 'disabled_reason', nullable: true })
  disabledReason!: string | null;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;
}
