import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

export const MAIL_STATES = ['queued', 'sending', 'sent', 'failed', 'unknown'] as const;
export type MailState = (typeof MAIL_STATES)[number];

export interface InlineImage {
  /** Referred to as `cid:<id>` in the HTML. */
  cid: string;
  contentType: string;
  base64: string;
}

/** One mail to one recipient, kept from the moment it was decided on. */
@Entity('mail_outbox')
@Unique('mail_outbox_dedupe_key_key', ['dedupeKey'])
@Check('mail_outbox_state_check', `state IN ('queued', 'sending', 'sent', 'failed', 'unknown')`)
@Index('mail_outbox_due_idx', ['state', 'priority', 'nextAttemptAt'])
@Index('mail_outbox_created_at_idx', ['createdAt', 'id'])
@Index('mail_outbox_wave_idx', ['wave'])
@Index('mail_outbox_finished_at_idx', ['finishedAt'], { where: `to_address <> ''` })
export class OutgoingMail {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'mail_outbox_pkey' })
  id!: string;

  /** What it is: survey, reminder, digest, sign-in, notice. */
  @Column('text')
  kind!: string;

  /** The same key is the same mail: a second order changes nothing. */
  @Column('text', { name: 'dedupe_key' })
  dedupeKey!: string;

  /** Mails that stop together when too many are refused, such as the invitations of one survey. */
  @Column('text')
  wave!: string;

  @Column('text', { name: 'to_name' })
  toName!: string;

  @Column('text', { name: 'to_address' })
  toAddress!: string;

  /** Name of the sender; that of MAIL_FROM when null. */
  @Column('text', { name: 'from_name', nullable: true })
  fromName!: string | null;

  @Column('text')
  subject!: string;

  @Column('text')
  html!: string;

  @Column('text')
  text!: string;

  @Column('jsonb')
  headers!: Record<string, string>;

  @Column('jsonb')
  images!: InlineImage[];

  /** Suppressions that stop it: `all` is among them, except for what its reader asked for. */
  @Column('text', { name: 'suppressed_by', array: true })
  suppressedBy!: string[];

  @Column('text', { name: 'message_id' })
  messageId!: string;

  @Column('text')
  state!: MailState;

  /** Small numbers go first. */
  @Column('integer')
  priority!: number;

  /** Whether to send again, under the same Message-ID, when it is not known whether it arrived. Never for surveys. */
  @Column('boolean', { name: 'repeats_when_unknown' })
  repeatsWhenUnknown!: boolean;

  @Column('integer')
  attempts!: number;

  /** Grows with every claim: only the newest claim may write the outcome. */
  @Column('integer')
  fence!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'next_attempt_at' })
  nextAttemptAt!: Date;

  /** After this it is not worth sending. */
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'claimed_at', nullable: true })
  claimedAt!: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  /** Reply code and stage of the last failure, such as `451 DATA`, or `suppressed`, `expired`. */
  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;
}
