import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Customer } from '../customers/customer.entity.js';

@Entity('ticket')
@Check('ticket_status_check', `status IN ('open', 'pending', 'solved', 'closed', 'merged', 'spam')`)
@Unique('ticket_source_external_id_key', ['source', 'externalId'])
@Index('ticket_created_at_idx', ['createdAt', 'id'])
@Index('ticket_merged_into_idx', ['source', 'mergedInto'], { where: 'merged_into IS NOT NULL' })
@Index('ticket_uncounted_idx', { synchronize: false })
@Index('ticket_open_idx', { synchronize: false })
export class Ticket {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'ticket_pkey' })
  id!: string;

  @Column('text')
  source!: string;

  @Column('text', { name: 'external_id' })
  externalId!: string;

  @Index('ticket_customer_idx')
  @ForeignKey(() => Customer, { name: 'ticket_customer_fk', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'customer_id', nullable: true })
  customerId!: string | null;

  /** Masked. */
  @Column('text', { nullable: true })
  subject!: string | null;

  @Column('text', { nullable: true })
  url!: string | null;

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

  /** Whether a rule of the operator gave the stage; one that the source gave stays when rules change. */
  @Column('boolean', { name: 'stage_by_rule', default: false })
  stageByRule!: boolean;

  @Column('text', { array: true, default: '{}' })
  tags!: string[];

  @Column('text', { default: 'open' })
  status!: string;

  @Column('text', { nullable: true })
  priority!: string | null;

  @Column('text', { nullable: true })
  agent!: string | null;

  @Column('text', { nullable: true })
  team!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'first_reply_at', nullable: true })
  firstReplyAt!: Date | null;

  @Column('timestamptz', { name: 'reply_times', array: true, default: '{}' })
  replyTimes!: Date[];

  @Index('ticket_solved_at_idx')
  @Column('timestamptz', { name: 'solved_at', nullable: true })
  solvedAt!: Date | null;

  @Column('timestamptz', { name: 'reopened_times', array: true, default: '{}' })
  reopenedTimes!: Date[];

  @Column('timestamptz', { name: 'escalated_at', nullable: true })
  escalatedAt!: Date | null;

  @Column('integer', { name: 'handle_seconds', nullable: true })
  handleSeconds!: number | null;

  /** The help desk's own survey, as it was answered there. */
  @Column('integer', { name: 'csat_score', nullable: true })
  csatScore!: number | null;

  @Column('integer', { name: 'csat_scale', nullable: true })
  csatScale!: number | null;

  @Index('ticket_csat_at_idx')
  @Column('timestamptz', { name: 'csat_at', nullable: true })
  csatAt!: Date | null;

  /** External id of the ticket that took this one over. */
  @Column('text', { name: 'merged_into', nullable: true })
  mergedInto!: string | null;

  @Column('timestamptz', { name: 'source_updated_at' })
  sourceUpdatedAt!: Date;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;
}
