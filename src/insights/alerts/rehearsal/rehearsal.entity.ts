import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { TrendKind } from '../../trends/finding.js';

export const REHEARSAL_STATES = ['waiting', 'running', 'done', 'too-short', 'failed'] as const;

/** Something the alerts would have said. */
export interface RehearsedEvent {
  key: number;
  kind: TrendKind;
  /** The name of the theme; null: a burst in no theme, which is told by its messages. */
  label: string | null;
  sentence: string;
  /** Local days: when it would have been said, and the last on which it grew. */
  day: string;
  grewUntil: string;
  observed: number;
  q: number;
  /** Ids of the messages it rests on. */
  members: readonly string[];
}

/** A week on which alerts could have spoken; the first and last may be cut off. */
export interface RehearsedWeek {
  from: string;
  days: number;
  messages: number;
  alerts: number;
}

/** A replay of the operator's own history through the alerts: how loud they would have been. */
@Entity('alert_rehearsal')
@Index('alert_rehearsal_asked_at_idx', ['askedAt'])
@Check('alert_rehearsal_state_check', `state IN (${REHEARSAL_STATES.map((state) => `'${state}'`).join(', ')})`)
export class AlertRehearsal {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'alert_rehearsal_pkey' })
  id!: string;

  @Column('text')
  state!: (typeof REHEARSAL_STATES)[number];

  @Column('timestamptz', { name: 'asked_at' })
  askedAt!: Date;

  @Column('text', { name: 'asked_by' })
  askedBy!: string;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  /** The history that is replayed: its first local day, and how many there are. */
  @Column('date', { name: 'first_day', nullable: true })
  firstDay!: string | null;

  @Column('integer', { nullable: true })
  days!: number | null;

  @Column('integer', { name: 'days_done', default: 0 })
  daysDone!: number;

  @Column('integer', { nullable: true })
  messages!: number | null;

  /** Why it says nothing. */
  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('jsonb', { default: [] })
  weeks!: RehearsedWeek[];

  @Column('jsonb', { default: [] })
  events!: RehearsedEvent[];
}
