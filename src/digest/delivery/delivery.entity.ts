import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Digest } from './digest.entity.js';

/** One digest to one recipient over one channel. `copy` grows only when a person asks to send it again. */
@Entity('delivery')
@Check('delivery_state_check', `state IN ('due', 'sending', 'handed_over', 'sent', 'failed', 'unknown')`)
@Check('delivery_channel_check', `channel IN ('mail', 'slack', 'teams', 'webhook')`)
@Unique('delivery_recipient_key', ['digestId', 'channel', 'recipient', 'copy'])
@Index('delivery_due_idx', ['dueAt'], { where: `(state = ANY (ARRAY['due'::text, 'sending'::text]))` })
export class Delivery {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'delivery_pkey' })
  id!: string;

  @ForeignKey(() => Digest, { name: 'delivery_digest_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'digest_id' })
  digestId!: string;

  @Column('text')
  channel!: 'mail' | 'slack' | 'teams' | 'webhook';

  /** Id of the recipient or of the channel: never an address. */
  @Column('text')
  recipient!: string;

  @Column('integer', { default: 1 })
  copy!: number;

  /** handed_over: the mail outbox has it and knows the rest. unknown: it may have arrived; only a person sends again. */
  @Column('text')
  state!: 'due' | 'sending' | 'handed_over' | 'sent' | 'failed' | 'unknown';

  @Column('integer', { default: 0 })
  attempts!: number;

  @Column('timestamptz', { name: 'due_at' })
  dueAt!: Date;

  @Column('timestamptz', { name: 'claimed_at', nullable: true })
  claimedAt!: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;
}
