import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../platform/audit/actor.js';
import { AuditService } from '../../platform/audit/audit.service.js';
import type { BusinessCalendar } from '../kpis/business-hours.js';
import { EVEN_WEIGHTS } from '../priority/priority.js';
import { InsightSetting } from './insight-setting.entity.js';
import type { SettingsBody, SuppliedBody } from './settings.schema.js';

export type Settings = Pick<InsightSetting, 'calendar' | 'hourlyCost' | 'currency' | 'quietHours'> & {
  priorityWeights: NonNullable<InsightSetting['priorityWeights']>;
};

/** What operators set about figures: business hours, cost of an hour, weights, quiet hours; and what they count themselves. */
@Injectable()
export class InsightSettings {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  async read(): Promise<Settings> {
    const row = await this.db.manager.findOneBy(InsightSetting, { id: 1 });
    const { calendar = null, hourlyCost = null, currency = null, quietHours = null } = row ?? {};
    return { calendar, hourlyCost, currency, quietHours, priorityWeights: row?.priorityWeights ?? EVEN_WEIGHTS };
  }

  /** Changes the fields that are given; null takes one back. */
  async change(body: SettingsBody, actor: Actor, now: Date): Promise<Settings> {
    await this.db.transaction(async (em) => {
      const known = await em.findOneBy(InsightSetting, { id: 1 });
      const empty = { calendar: null, hourlyCost: null, currency: null, priorityWeights: null, quietHours: null };
      const given = { ...body, ...(body.calendar ? { calendar: body.calendar as BusinessCalendar } : {}) };
      const row = { ...empty, ...known, ...given, id: 1, updatedAt: now, updatedBy: actor.name } as InsightSetting;
      await em.upsert(InsightSetting, row as object, ['id']);
      const detail = { changed: Object.keys(body) };
      await this.audit.record(
        { actor, action: 'insight-settings.changed', subject: 'insight-settings:1', detail, now },
        em,
      );
    });
    return this.read();
  }

  /** Stores numbers of days; a day that is given again is corrected. */
  async supply({ counts }: SuppliedBody): Promise<number> {
    await this.db.query(
      `INSERT INTO supplied_count (kind, day, value)
       SELECT DISTINCT ON (r.kind, r.day) r.kind, r.day, r.value FROM jsonb_to_recordset($1::jsonb) AS r (kind text, day date, value integer)
       ON CONFLICT (kind, day) DO UPDATE SET value = excluded.value`,
      [JSON.stringify(counts)],
    );
    return counts.length;
  }
}
