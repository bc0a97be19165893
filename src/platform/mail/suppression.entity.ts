import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** Nobody writes to this address: everywhere (`all`), or within a scope such as `survey` or `survey:<id>`. */
@Entity('suppression')
@Check('suppression_reason_check', `reason IN ('bounce', 'complaint', 'opt-out', 'manual')`)
export class Suppression {
  /** A keyed hash, so that it outlives the erasure of the person. */
  @PrimaryColumn('text', { name: 'address_hash', primaryKeyConstraintName: 'suppression_pkey' })
  addressHash!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'suppression_pkey' })
  scope!: string;

  @Column('text')
  reason!: 'bounce' | 'complaint' | 'opt-out' | 'manual';

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
