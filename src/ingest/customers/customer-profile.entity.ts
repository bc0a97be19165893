import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Customer } from './customer.entity.js';

/** Who a customer is, kept apart from what he said. Only surveys, notices, exports and erasure read it. */
@Entity('customer_profile')
export class CustomerProfile {
  @ForeignKey(() => Customer, { name: 'customer_profile_customer_fk', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'customer_id', primaryKeyConstraintName: 'customer_profile_pkey' })
  customerId!: string;

  @Column('text', { nullable: true })
  name!: string | null;

  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text', { nullable: true })
  phone!: string | null;
}
