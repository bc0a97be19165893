import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Feedback } from '../../ingest/feedback/feedback.entity.js';
import { AlertRow } from './alert.entity.js';

/** A message that an alert rests on. */
@Entity('alert_member')
export class AlertMember {
  @ForeignKey(() => AlertRow, { name: 'alert_member_alert_fk', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'alert_id', primaryKeyConstraintName: 'alert_member_pkey' })
  alertId!: string;

  @Index('alert_member_feedback_idx')
  @ForeignKey(() => Feedback, { name: 'alert_member_feedback_fk', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'feedback_id', primaryKeyConstraintName: 'alert_member_pkey' })
  feedbackId!: string;
}
