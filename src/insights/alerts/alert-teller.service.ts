import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../platform/config.js';
import { WebhooksService } from '../../platform/webhooks/webhooks.service.js';
import { InsightSettings } from '../settings/insight-settings.service.js';
import { AlertAudience } from './alert-audience.js';
import { AlertRow } from './alert.entity.js';
import { noteMoment } from './alert-moments.js';
import { alertView, teamsOf } from './alert-view.js';
import { isQuiet } from './quiet-hours.js';

function toldWords(alert: AlertRow, names: ReadonlyMap<string, string>): string {
  const teams = teamsOf(alert, names).map(({ name }) => name);
  return teams.length ? teams.join(', ') : 'no team owns it: webhooks only';
}

/** Tells owners and other programs of alerts that are new, grew or ended: each piece of news once. */
@Injectable()
export class AlertTeller {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly settings: InsightSettings,
    private readonly webhooks: WebhooksService,
    private readonly audience: AlertAudience,
  ) {}

  /** In quiet hours nobody is told, and of a snoozed alert not before it wakes; then once, of how things stand. */
  async tell(now: Date): Promise<number> {
    const { quietHours } = await this.settings.read();
    if (isQuiet(now, quietHours, this.config.env.TIME_ZONE)) return 0;
    const waiting = await this.db.query<{ id: string }[]>(
      `SELECT id FROM alert WHERE told_version < version AND (snoozed_until IS NULL OR snoozed_until <= $1) ORDER BY raised_at, id`,
      [now],
    );
    if (waiting.length === 0) return 0;
    const names = await this.audience.names();
    let told = 0;
    for (const { id } of waiting) if (await this.tellOne(id, names, now)) told++;
    if (told) await this.webhooks.wake();
    return told;
  }

  private tellOne(id: string, names: ReadonlyMap<string, string>, now: Date): Promise<boolean> {
    return this.db.transaction(async (em) => {
      const alert = await em.findOne(AlertRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!alert || alert.toldVersion >= alert.version) return false;
      await em.update(AlertRow, { id }, { toldVersion: alert.version, toldAt: now });
      const isFirst = alert.toldVersion === 0;
      // What ended before anybody heard of it is no news.
      if (isFirst && alert.resolvedAt) return false;
      const type = alert.resolvedAt ? 'alert.resolved' : isFirst ? 'alert.raised' : 'alert.grew';
      const data = alertView(alert, names) as unknown as Record<string, unknown>;
      await this.webhooks.publish({ type, key: `${type}:${id}:${alert.version}`, at: now, data }, now, em);
      if (alert.resolvedAt) return true;
      await this.audience.tell(alert, now, em);
      await noteMoment(em, id, { at: now, what: 'told', note: toldWords(alert, names) });
      return true;
    });
  }
}
