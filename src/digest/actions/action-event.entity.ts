import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Action } from './action.entity.js';

/** One change of an action: who, when, from what to what. */
@Entity('action_event')
@Index('action_event_action_idx', ['actionId', 'at'])
export class ActionEvent {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'action_event_pkey' })
  id!: string;

  @ForeignKey(() => Action, { name: 'action_event_action_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'action_id' })
  actionId!: string;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  actor!: string;

  @Column('jsonb')
  change!: Record<string, { from: unknown; to: unknown }>;

  @Column('text', { nullable: true })
  note!: string | null;
}
