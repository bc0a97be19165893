import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Band } from '../surveys/question.js';
import type { EvidenceLevel, Suspicion } from './evidence.js';
import type { StoredSubmission } from './stored-submission.js';
import type { Status } from './transition.js';

/** The current answer to one invitation, and how sure we are that a person gave it. */
@Entity('survey_response')
@Index('survey_response_answered_at_idx', ['surveyId', 'answeredAt', 'id'])
@Index('survey_response_version_idx', ['versionId'])
@Index('survey_response_customer_idx', ['customerId'])
@Index('survey_response_ticket_idx', ['ticketId'])
@Index('survey_response_hold_idx', ['holdUntil'], { where: `status = 'provisional'` })
@Index('survey_response_changed_at_idx', ['changedAt'])
@Unique('survey_response_invitation_key', ['invitationId'])
@Check('survey_response_status_check', `status IN ('provisional', 'confirmed', 'suspect', 'released', 'dismissed')`)
@Check('survey_response_band_check', `band IN ('low', 'middle', 'high')`)
export class SurveyResponse {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'survey_response_pkey' })
  id!: string;

  @Column('uuid', { name: 'survey_id' })
  surveyId!: string;

  @Column('uuid', { name: 'version_id' })
  versionId!: string;

  @Column('uuid', { name: 'invitation_id', nullable: true })
  invitationId!: string | null;

  @Column('text')
  status!: Status;

  @Column('smallint')
  level!: EvidenceLevel;

  @Column('text', { array: true, default: '{}' })
  suspicions!: Suspicion[];

  @Column('text', { name: 'option_id' })
  optionId!: string;

  @Column('double precision')
  score!: number;

  @Column('text')
  band!: Band;

  @Column('text', { array: true, default: '{}' })
  reasons!: string[];

  @Column('text', { nullable: true })
  comment!: string | null;

  @Column('jsonb')
  submission!: StoredSubmission;

  @Column('text')
  network!: string;

  @Column('text')
  client!: string;

  @Column('integer')
  revision!: number;

  @Column('timestamptz', { name: 'answered_at' })
  answeredAt!: Date;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;

  @Column('timestamptz', { name: 'judged_at' })
  judgedAt!: Date;

  @Column('timestamptz', { name: 'hold_until', nullable: true })
  holdUntil!: Date | null;

  @Column('timestamptz', { name: 'editable_until' })
  editableUntil!: Date;

  @Column('timestamptz', { name: 'counted_at', nullable: true })
  countedAt!: Date | null;

  @Column('timestamptz', { name: 'reviewed_at', nullable: true })
  reviewedAt!: Date | null;

  @Column('text')
  via!: string;

  @Column('uuid', { name: 'customer_id', nullable: true })
  customerId!: string | null;

  @Column('uuid', { name: 'ticket_id', nullable: true })
  ticketId!: string | null;

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
}
