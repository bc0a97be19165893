import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Customer } from '../customers/customer.entity.js';

import { Ticket } from '../tickets/ticket.entity.js';

/** Anything a customer said: one public message, comment or review. */
@Entity('feedback')
@Check('feedback_kind_check', `kind IN ('ticket_message', 'survey_comment', 'review', 'note', 'other')`)
@Unique('feedback_source_external_id_key', ['source', 'externalId'])
@Index('feedback_occurred_at_idx', ['occurredAt', 'id'])
export class Feedback {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'feedback_pkey' })
  id!: string;

  @Column('text')
  source!: string;

  @Column('text', { name: 'external_id' })
  externalId!: string;

  @Column('text')
  kind!: string;

  @Index('feedback_ticket_idx')
  @ForeignKey(() => Ticket, { name: 'feedback_ticket_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'ticket_id', nullable: true })
  ticketId!: string | null;

  @Index('feedback_customer_idx')
  @ForeignKey(() => Customer, { name: 'feedback_customer_fk', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'customer_id', nullable: true })
  customerId!: string | null;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt!: Date;

  @Column('text', { nullable: true })
  channel!: string | null;

  @Column('text', { nullable: true })
  product!: string | null;

  @Column('text', { nullable: true })
  plan!: string | null;

  @Column('text', { nullable: true })
  language!: string | null;

  @Column('text', { nullable: true })
  stage!: string | null;

  @Column('text', { array: true, default: '{}' })
  tags!: string[];

  @Column('double precision', { nullable: true })
  score!: number | null;

  @Column('integer', { name: 'score_scale', nullable: true })
  scoreScale!: number | null;

  /** As it arrived: evidence only, never shown, mailed or embedded. */
  @Column('text')
  original!: string;

  /** The visible reply with personal data replaced by placeholders: what people see. */
  @Column('text')
  masked!: string;

  @Index('feedback_content_hash_idx')
  @Column('text', { name: 'content_hash' })
  contentHash!: string;

  /** An earlier feedback of the same customer that says the same. */
  @Index('feedback_duplicate_idx')
  @ForeignKey(() => Feedback, { name: 'feedback_duplicate_fk', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'duplicate_of', nullable: true })
  duplicateOf!: string | null;

  @Column('timestamptz', { name: 'source_updated_at' })
  sourceUpdatedAt!: Date;

  @Column('timestamptz', { name: 'received_at' })
  receivedAt!: Date;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;
}
