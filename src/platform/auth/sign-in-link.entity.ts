import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Member } from './member.entity.js';

/** A link that signs in once. Without a member it is the first link of all, which makes the first admin. */
@Entity('sign_in_link')
@Unique('sign_in_link_token_hash_key', ['tokenHash'])
export class SignInLink {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'sign_in_link_pkey' })
  id!: string;

  @Index('sign_in_link_member_id_idx')
  @ForeignKey(() => Member, { name: 'sign_in_link_member_fk', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'member_id', nullable: true })
  memberId!: string | null;

  @Column('text', { name: 'token_hash' })
  tokenHash!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt!: Date | null;
}
