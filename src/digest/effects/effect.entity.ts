import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { Action } from '../actions/action.entity.js';

/** What became of the contact rate so many weeks after shipping. Written once per look, so that it cannot be argued away later. */
@Entity('effect')
@Unique('effect_action_weeks_key', ['actionId', 'shippedAt', 'weeks'])
export class Effect {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'effect_pkey' })
  id!: string;

  @ForeignKey(() => Action, { name: 'effect_action_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'action_id' })
  actionId!: string;

  /** What is shipped again is read again. */
  @Column('timestamptz', { name: 'shipped_at' })
  shippedAt!: Date;

  @Column('integer')
  weeks!: number;

  @Column('text')
  verdict!: string;

  @Column('integer')
  observed!: number;

  @Column('double precision')
  expected!: number;

  /** Observed over expected, with its 90 % interval; null when there are too few contacts. */
  @Column('double precision', { nullable: true })
  ratio!: number | null;

  @Column('double precision', { nullable: true })
  low!: number | null;

  @Column('double precision', { nullable: true })
  high!: number | null;

  @Column('timestamptz', { name: 'read_at' })
  readAt!: Date;
}
