import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { Digest } from './digest.entity.js';

/** What a reader said to one item: clicks on buttons are counted, opens are not. */
@Entity('digest_answer')
@Check('digest_answer_answer_check', `answer IN ('accept', 'dismiss', 'useful', 'not-useful')`)
@Unique('digest_answer_reader_key', ['digestId', 'itemKey', 'reader', 'answer'])
export class DigestAnswer {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'digest_answer_pkey' })
  id!: string;

  @ForeignKey(() => Digest, { name: 'digest_answer_digest_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'digest_id' })
  digestId!: string;

  @Column('text', { name: 'item_key' })
  itemKey!: string;

  /** Id of the recipient or member. */
  @Column('text')
  reader!: string;

  @Column('text')
  answer!: 'accept' | 'dismiss' | 'useful' | 'not-useful';

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('timestamptz')
  at!: Date;
}
