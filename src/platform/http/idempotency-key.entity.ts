import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The first answer to a repeatable call, kept for two days. */
@Entity('idempotency_key')
@Index('idempotency_key_created_at_idx', ['createdAt'])
export class IdempotencyKey {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'idempotency_key_pkey' })
  caller!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'idempotency_key_pkey' })
  key!: string;

  @Column('text')
  route!: string;

  @Column('text', { name: 'body_hash' })
  bodyHash!: string;

  /** NULL while the first call runs. */
  @Column('integer', { nullable: true })
  status!: number | null;

  @Column('jsonb', { nullable: true })
  body!: unknown;

  /** Until when the process that runs the first call holds the key; it asks for more time while it lives. */
  @Column('timestamptz', { name: 'held_until' })
  heldUntil!: Date;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
