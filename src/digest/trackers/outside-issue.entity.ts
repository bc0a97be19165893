import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Tracker } from './tracker.entity.js';
import { Action } from '../actions/action.entity.js';

/** The issue of an action in a tracker; its address stands on the action. */
@Entity('outside_issue')
@Check('outside_issue_status_check', `status IN ('open', 'closed')`)
@Check('outside_issue_state_check', `state IN ('creating', 'linked', 'unknown')`)
export class OutsideIssue {
  @ForeignKey(() => Action, { name: 'outside_issue_action_fk', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'action_id', primaryKeyConstraintName: 'outside_issue_pkey' })
  actionId!: string;

  /** Null for an issue whose tracker is only followed by its webhook, or was removed. */
  @Index('outside_issue_tracker_idx')
  @ForeignKey(() => Tracker, { name: 'outside_issue_tracker_fk', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'tracker_id', nullable: true })
  trackerId!: string | null;

  /** creating: somebody is asking the tracker. unknown: the tracker did not answer, so the issue may exist. */
  @Column('text')
  state!: 'creating' | 'linked' | 'unknown';

  @Column('text', { nullable: true })
  status!: 'open' | 'closed' | null;

  /** When the tracker says that it became so; older news is ignored. */
  @Column('timestamptz', { name: 'status_at', nullable: true })
  statusAt!: Date | null;

  @Column('timestamptz', { name: 'claimed_at' })
  claimedAt!: Date;
}
