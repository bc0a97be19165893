import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { SkipReason } from './eligibility.js';

/** How the question reached the person: our mail, a link handed out by REST, the shared link or QR code, a help desk's own template, the widget. */
export const VIAS = ['mail', 'link', 'shared', 'template', 'widget'] as const;
export type Via = (typeof VIAS)[number];

/** One survey to one person, with the context as it was when it was decided. Timestamps tell what happened. */
@Entity('invitation')
@Unique('invitation_candidate_key', ['surveyId', 'candidateKey'])
@Index('invitation_version_idx', ['versionId'])
@Index('invitation_customer_idx', ['customerId'])
@Index('invitation_ticket_idx', ['ticketId'])
@Index('invitation_person_idx', ['person', 'createdAt'])
@Index('invitation_due_idx', ['dueAt'], { where: `mail_id IS NULL AND withdrawn_at IS NULL` })
@Index('invitation_mail_idx', ['mailId'])
@Index('invitation_sent_at_idx', ['surveyId', 'sentAt'])
@Index('invitation_expires_at_idx', ['expiresAt'], { where: `address IS NOT NULL` })
@Check('invitation_via_check', `via IN ('mail', 'link', 'shared', 'template', 'widget')`)
export class Invitation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'invitation_pkey' })
  id!: string;

  @Column('uuid', { name: 'survey_id' })
  surveyId!: string;

  @Column('uuid', { name: 'version_id' })
  versionId!: string;

  @Column('text', { name: 'candidate_key' })
  candidateKey!: string;

  @Column('text')
  via!: Via;

  @Column('uuid', { name: 'customer_id', nullable: true })
  customerId!: string | null;

  @Column('uuid', { name: 'ticket_id', nullable: true })
  ticketId!: string | null;

  @Column('text', { nullable: true })
  person!: string | null;

  @Column('text', { nullable: true })
  address!: string | null;

  @Column('text', { nullable: true })
  name!: string | null;

  @Column('text')
  locale!: string;

  @Column('text', { nullable: true })
  channel!: string | null;

  @Column('text', { nullable: true })
  product!: string | null;

  @Column('text', { nullable: true })
  plan!: string | null;

  @Column('text', { nullable: true })
  team!: string | null;

  @Column('text', { nullable: true })
  agent!: string | null;

  @Column('text', { nullable: true })
  stage!: string | null;

  @Column('text', { array: true, default: '{}' })
  tags!: string[];

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt!: Date | null;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('uuid', { name: 'mail_id', nullable: true })
  mailId!: string | null;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt!: Date | null;

  @Column('timestamptz', { name: 'failed_at', nullable: true })
  failedAt!: Date | null;

  @Column('timestamptz', { name: 'unknown_at', nullable: true })
  unknownAt!: Date | null;

  @Column('timestamptz', { name: 'bounced_at', nullable: true })
  bouncedAt!: Date | null;

  @Column('timestamptz', { name: 'reminder_due_at', nullable: true })
  reminderDueAt!: Date | null;

  @Column('uuid', { name: 'reminder_mail_id', nullable: true })
  reminderMailId!: string | null;

  @Column('timestamptz', { name: 'withdrawn_at', nullable: true })
  withdrawnAt!: Date | null;

  @Column('text', { name: 'withdrawn_reason', nullable: true })
  withdrawnReason!: SkipReason | null;

  @Column('timestamptz', { name: 'answered_at', nullable: true })
  answeredAt!: Date | null;
}
