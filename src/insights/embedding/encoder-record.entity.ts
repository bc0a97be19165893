import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A sentence encoder that made vectors here. One serves; the next one is preparing until all statements have its vectors. */
@Entity('encoder')
@Unique('encoder_fingerprint_key', ['fingerprint'])
@Check('encoder_state_check', `state IN ('preparing', 'serving', 'retired')`)
@Index('encoder_serving_idx', ['state'], { unique: true, where: `state = 'serving'` })
export class EncoderRecord {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'encoder_pkey' })
  id!: number;

  /** Weights, pooling, number format and length: vectors of two fingerprints are never compared. */
  @Column('text')
  fingerprint!: string;

  @Column('text')
  name!: string;

  @Column('integer')
  dimensions!: number;

  /** Languages that it reads; null: all. */
  @Column('text', { array: true, nullable: true })
  languages!: string[] | null;

  @Column('text')
  state!: 'preparing' | 'serving' | 'retired';

  @Column('timestamptz', { name: 'first_seen_at' })
  firstSeenAt!: Date;
}
