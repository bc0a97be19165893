import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { EvidenceLevel, Suspicion } from './evidence.js';
import type { Status } from './transition.js';

/** What an answer was after each change. */
@Entity('response_revision')
@Unique('response_revision_number_key', ['responseId', 'number'])
export class ResponseRevision {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'response_revision_pkey' })
  id!: string;

  @Column('uuid', { name: 'response_id' })
  responseId!: string;

  @Column('integer')
  number!: number;

  @Column('timestamptz')
  at!: Date;

  @Column('text')
  cause!: string;

  @Column('text', { name: 'option_id' })
  optionId!: string;

  @Column('double precision')
  score!: number;

  @Column('text', { array: true, default: '{}' })
  reasons!: string[];

  @Column('text', { nullable: true })
  comment!: string | null;

  @Column('smallint')
  level!: EvidenceLevel;

  @Column('text')
  status!: Status;

  @Column('text', { array: true, default: '{}' })
  suspicions!: Suspicion[];
}
