import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { ConnectionKind, ConnectionSettings } from './connection.schema.js';

/** One help desk, mailbox or program that sends us what customers say. Secrets are sealed. */
@Entity('connection')
@Check(
  'connection_kind_check',
  `kind IN ('zendesk', 'intercom', 'freshdesk', 'helpscout', 'chatwoot', 'generic', 'imap')`,
)
@Unique('connection_source_key', ['source'])
export class Connection {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'connection_pkey' })
  id!: string;

  @Column('text')
  kind!: ConnectionKind;

  @Column('text')
  name!: string;

  /** The `source` of everything that comes this way. */
  @Column('text')
  source!: string;

  @Column('jsonb')
  settings!: ConnectionSettings;

  @Column('text', { name: 'webhook_secret', nullable: true })
  webhookSecret!: string | null;

  @Column('text', { name: 'previous_secret', nullable: true })
  previousSecret!: string | null;

  @Column('timestamptz', { name: 'previous_secret_until', nullable: true })
  previousSecretUntil!: Date | null;

  @Column('text', { nullable: true })
  credentials!: string | null;

  @Column('text', { name: 'legal_basis', nullable: true })
  legalBasis!: string | null;

  @Column('text', { name: 'consent_note', nullable: true })
  consentNote!: string | null;

  @Column('boolean')
  enabled!: boolean;

  @Column('integer', { name: 'signature_failures', default: 0 })
  signatureFailures!: number;

  @Column('timestamptz', { name: 'last_signature_failure_at', nullable: true })
  lastSignatureFailureAt!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
