import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A week that was compared with the weeks before it. */
@Entity('alert_look')
export class AlertLook {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'alert_look_pkey' })
  week!: string;

  @Column('timestamptz', { name: 'looked_at' })
  lookedAt!: Date;
}
