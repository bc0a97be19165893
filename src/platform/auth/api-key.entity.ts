import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { Scope } from './scopes.js';

/** A key of a program. The secret itself is never stored. */
@Entity('api_key')
@Unique('api_key_short_id_key', ['shortId'])
@Check(
  'api_key_scopes_check',
  `scopes <@ ARRAY['read', 'write', 'ingest', 'surveys:send', 'export', 'erase', 'admin']::text[] AND cardinality(scopes) > 0`,
)
export class ApiKey {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'api_key_pkey' })
  id!: string;

  @Column('text', { name: 'short_id' })
  shortId!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'secret_hash' })
  secretHash!: string;

  @Column('text', { name: 'last_four' })
  lastFour!: string;

  @Column('text', { array: true })
  scopes!: Scope[];

  /** Only these teams' data; empty means all teams. */
  @Column('uuid', { name: 'team_ids', array: true })
  teamIds!: string[];

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  /** To the minute, so that a busy key does not write at every request. */
  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}
