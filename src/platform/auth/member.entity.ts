import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { Role } from './scopes.js';

/** A person of the organisation who may sign in. The address is stored in lower case. */
@Entity('member')
@Unique('member_email_key', ['email'])
@Check('member_role_check', `role IN ('admin', 'editor', 'analyst', 'viewer')`)
export class Member {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'member_pkey' })
  id!: string;

  @Column('text')
  email!: string;

  @Column('text')
  name!: string;

  @Column('text')
  role!: Role;

  /** The teams a person works in; empty means all teams. */
  @Column('uuid', { name: 'team_ids', array: true })
  teamIds!: string[];

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  /** When the person lost access; sessions end at once. */
  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt!: Date | null;
}
