import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { Action } from '../actions/action.entity.js';

/** What customers who raised something are told when it was shipped: once, and only after a person has read text and list. */
@Entity('customer_notice')
@Check('customer_notice_state_check', `state IN ('draft', 'approved')`)
@Unique('customer_notice_action_key', ['actionId'])
export class CustomerNotice {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'customer_notice_pkey' })
  id!: string;

  @ForeignKey(() => Action, { name: 'customer_notice_action_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'action_id' })
  actionId!: string;

  @Column('text')
  subject!: string;

  @Column('text')
  body!: string;

  @Column('text')
  state!: 'draft' | 'approved';

  /** Also shown on the public page, when the operator has switched that on. */
  @Column('boolean', { name: 'is_public', default: false })
  isPublic!: boolean;

  @Column('text', { name: 'drafted_by' })
  draftedBy!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('text', { name: 'approved_by', nullable: true })
  approvedBy!: string | null;

  @Column('timestamptz', { name: 'approved_at', nullable: true })
  approvedAt!: Date | null;
}
