import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { EncoderRecord } from '../../embedding/encoder-record.entity.js';
import { ThemeArea } from './theme-area.entity.js';

/** A recurring issue. Its id never changes meaning; merged themes stay and point to where they went. */
@Entity('theme')
@Check('theme_state_check', `state IN ('emerging', 'active', 'dormant', 'retired')`)
@Check('theme_named_by_check', `named_by IN ('engine', 'model', 'tag', 'person')`)
@Check('theme_origin_check', `origin IN ('engine', 'person', 'tag')`)
export class Theme {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'theme_pkey' })
  id!: string;

  /** The end of the chain of merges; itself when not merged. Everything is counted by it. */
  @Index('theme_root_idx')
  @ForeignKey(() => Theme, { name: 'theme_root_fk', deferrable: 'INITIALLY DEFERRED' })
  @Column('uuid', { name: 'root_id' })
  rootId!: string;

  @Index('theme_merged_into_idx')
  @ForeignKey(() => Theme, { name: 'theme_merged_into_fk' })
  @Column('uuid', { name: 'merged_into', nullable: true })
  mergedInto!: string | null;

  @Index('theme_area_idx')
  @ForeignKey(() => ThemeArea, { name: 'theme_area_fk', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'area_id', nullable: true })
  areaId!: string | null;

  @Column('text')
  state!: 'emerging' | 'active' | 'dormant' | 'retired';

  @Column('text')
  label!: string;

  @Column('text', { nullable: true })
  subtitle!: string | null;

  @Column('text', { array: true, default: '{}' })
  keywords!: string[];

  /** What the engine would call it now; a label never changes silently. */
  @Column('text', { name: 'suggested_label', nullable: true })
  suggestedLabel!: string | null;

  @Column('text', { name: 'named_by' })
  namedBy!: 'engine' | 'model' | 'tag' | 'person';

  @Column('text', { nullable: true })
  description!: string | null;

  /** Worded by a language model, marked as such wherever it is shown. */
  @Column('text', { nullable: true })
  summary!: string | null;

  /** When a language model was last asked for words; null: never. */
  @Column('timestamptz', { name: 'worded_at', nullable: true })
  wordedAt!: Date | null;

  /** Why its words were not taken. */
  @Column('text', { name: 'wording_problem', nullable: true })
  wordingProblem!: string | null;

  @Column('text')
  origin!: 'engine' | 'person' | 'tag';

  /** Never goes dormant, is never proposed for a merge or split. */
  @Column('boolean', { default: false })
  pinned!: boolean;

  /** Still collects its messages, so that they found no other theme, but is left out of lists and digests. */
  @Column('boolean', { name: 'not_an_issue', default: false })
  notAnIssue!: boolean;

  @Index('theme_encoder_idx')
  @ForeignKey(() => EncoderRecord, { name: 'theme_encoder_fk' })
  @Column('integer', { name: 'encoder_id', nullable: true })
  encoderId!: number | null;

  @Column('bytea', { nullable: true })
  centroid!: Buffer | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'first_seen', nullable: true })
  firstSeen!: Date | null;

  @Column('timestamptz', { name: 'last_seen', nullable: true })
  lastSeen!: Date | null;
}
