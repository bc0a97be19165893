import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A number of a day that tickets do not say: customers there are, visits of the help centre. */
@Entity('supplied_count')
@Check('supplied_count_kind_check', `kind IN ('customers', 'sessions', 'sessions-with-contact')`)
export class SuppliedCount {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'supplied_count_pkey' })
  kind!: 'customers' | 'sessions' | 'sessions-with-contact';

  @PrimaryColumn('date', { primaryKeyConstraintName: 'supplied_count_pkey' })
  day!: string;

  @Column('integer')
  value!: number;
}
