import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { SkipReason } from './eligibility.js';

/** The ledger: everybody who might have been asked, with send or the reason why not. */
@Entity('send_decision')
@Unique('send_decision_candidate_key', ['surveyId', 'candidateKey'])
@Index('send_decision_decided_at_idx', ['decidedAt', 'id'])
@Index('send_decision_customer_idx', ['customerId'])
@Index('send_decision_ticket_idx', ['ticketId'])
@Index('send_decision_invitation_idx', ['invitationId'])
@Check('send_decision_outcome_check', `outcome IN ('send', 'skip')`)
export class SendDecision {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'send_decision_pkey' })
  id!: string;

  @Column('uuid', { name: 'survey_id' })
  surveyId!: string;

  @Column('text', { name: 'candidate_key' })
  candidateKey!: string;

  @Column('text')
  trigger!: string;

  @Column('uuid', { name: 'customer_id', nullable: true })
  customerId!: string | null;

  @Column('uuid', { name: 'ticket_id', nullable: true })
  ticketId!: string | null;

  @Column('uuid', { name: 'invitation_id', nullable: true })
  invitationId!: string | null;

  @Column('text')
  outcome!: 'send' | 'skip';

  @Column('text', { nullable: true })
  reason!: SkipReason | null;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt!: Date;

  @Column('timestamptz', { name: 'decided_at' })
  decidedAt!: Date;

  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt!: Date | null;

  @Column('timestamptz', { name: 'withdrawn_at', nullable: true })
  withdrawnAt!: Date | null;

  @Column('text', { name: 'withdrawn_reason', nullable: true })
  withdrawnReason!: SkipReason | null;
}
