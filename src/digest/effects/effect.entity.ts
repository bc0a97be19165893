import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** What became of the contact rate so many weeks after shipping. Written once per look, so that it cannot be argued away later. */
@Entity('effect')
@Unique('effect_action_weeks_key', ['actionId', 'weeks'])
export class Effect {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'effect_pkey' })
  id!: string;

  @Column('uuid', { name: 'action_id' })
  actionId!: string;

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
