import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

@Entity('customer')
@Unique('customer_source_external_id_key', ['source', 'externalId'])
export class Customer {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'customer_pkey' })
  id!: string;

  @Column('text')
  source!: string;

  @Column('text', { name: 'external_id' })
  externalId!: string;

  @Column('text', { nullable: true })
  plan!: string | null;

  @Column('text', { nullable: true })
  language!: string | null;

  @Column('text', { name: 'time_zone', nullable: true })
  timeZone!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
