import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A project in GitHub or GitLab in which issues can be made, and whose webhooks tell what became of them. */
@Entity('tracker')
@Check('tracker_kind_check', `kind IN ('github', 'gitlab')`)
export class Tracker {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'tracker_pkey' })
  id!: string;

  @Column('text')
  kind!: 'github' | 'gitlab';

  @Column('text')
  label!: string;

  /** Root of the API, such as `https://api.github.com`. */
  @Column('text', { name: 'api_url' })
  apiUrl!: string;

  /** `owner/repository`, or the path of the project. */
  @Column('text')
  project!: string;

  @Column('text', { name: 'token_sealed' })
  tokenSealed!: string;

  /** Proves that a webhook comes from there. */
  @Column('text', { name: 'secret_sealed' })
  secretSealed!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'removed_at', nullable: true })
  removedAt!: Date | null;
}
