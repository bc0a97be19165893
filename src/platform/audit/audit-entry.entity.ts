import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Actor } from './actor.js';

/** One thing somebody did. Rows are only ever added; each holds the hash of the one before. */
@Entity('audit_log')
@Check('audit_log_actor_kind_check', `actor_kind IN ('member', 'key', 'system', 'anonymous')`)
@Index('audit_log_subject_idx', ['subject', 'position'])
export class AuditEntry {
  /** 1, 2, 3 without gaps: a missing row shows. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'audit_log_pkey' })
  position!: number;

  @Column('timestamptz')
  at!: Date;

  @Column('text', { name: 'actor_kind' })
  actorKind!: Actor['kind'];

  @Column('text', { name: 'actor_id', nullable: true })
  actorId!: string | null;

  @Column('text', { name: 'actor_name' })
  actorName!: string;

  /** What happened, `noun.past-participle`. */
  @Column('text')
  action!: string;

  /** To what, `noun:id`. */
  @Column('text')
  subject!: string;

  @Column('jsonb')
  detail!: Record<string, unknown>;

  @Column('text', { name: 'previous_hash' })
  previousHash!: string;

  @Column('text')
  hash!: string;
}
