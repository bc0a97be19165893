import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** The upper of the two levels: themes that speak of the same part of the product. */
@Entity('theme_area')
@Check('theme_area_named_by_check', `named_by IN ('engine', 'person')`)
export class ThemeArea {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'theme_area_pkey' })
  id!: string;

  @Column('text')
  label!: string;

  @Column('text', { name: 'named_by' })
  namedBy!: 'engine' | 'person';

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
