import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../platform/config.js';
import { type Period, weekOf } from '../../platform/periods.js';
import { advanceAlerts, type Alert, type AlertChanges } from '../trends/alert-life.js';
import { detect } from '../trends/detect.js';
import type { Finding } from '../trends/finding.js';
import { explainedBy, recountNear, resembles, type Scene, toldBy } from '../trends/same-event.js';
import { shareChanges, type ShareChange } from '../trends/share-changes.js';
import { shareCounts } from '../trends/share-counts.js';
import { whySentence } from '../trends/why.js';
import { AlertLook } from './alert-look.entity.js';
import { isEndedByHand, type KnownAlert, merged } from './alert-state.js';
import { AlertStore } from './alert-store.service.js';
import { shareFinding, shareSentence } from './alert-words.js';
import { BurstScan } from './burst-scan.service.js';
import { recentMessages, type RecentMessages } from './recent-messages.js';

export interface Looked {
  raised: number;
  grown: number;
  resolved: number;
}

interface Look {
  today: number;
  isWeekEnd: boolean;
}

interface Sight {
  vectors: ReadonlyMap<string, Float32Array>;
  scene: Scene;
  /** The last day looked at. */
  scanned: number;
  /** Events that have ended lately, and those that people ended. */
  over: { all: readonly Alert[]; byHand: readonly Alert[] };
}

const DAY_MS = 86_400_000;
/** Shares of sentiment and satisfaction: two weeks against the eight before. */
const SHARE_DAYS = 14;
const BASELINE_DAYS = 56;

/** Looks for what is out of the ordinary, and keeps one alert per event. */
@Injectable()
export class AlertsService {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly store: AlertStore,
    private readonly scan: BurstScan,
  ) {}

  /**
   * Looks at today up to now, at yesterday once more (late messages), and once a week at the week that is over. Running it
   * twice finds the same events and raises none again.
   */
  async look(now: Date): Promise<Looked> {
    const zone = this.config.env.TIME_ZONE;
    const recent = await recentMessages(this.db.manager, now, zone);
    if (recent.messages.length === 0) return { raised: 0, grown: 0, resolved: 0 };
    const week = await this.dueWeek(now, zone);
    const counted = [await this.contacts(recent, now, week)];
    if (week) {
      for (const measure of ['negative', 'csat'] as const) counted.push(await this.share(measure, recent, week, now));
      await this.db.manager.upsert(AlertLook, { week: week.name, lookedAt: now }, ['week']);
    }
    return counted.reduce((a, b) => ({
      raised: a.raised + b.raised,
      grown: a.grown + b.grown,
      resolved: a.resolved + b.resolved,
    }));
  }

  /** The week that is over, when nobody has looked at it yet. */
  private async dueWeek(now: Date, zone: string): Promise<(Period & { name: string }) | null> {
    const week = weekOf(new Date(weekOf(now, zone).from.getTime() - 1), zone);
    return (await this.db.manager.existsBy(AlertLook, { week: week.name })) ? null : week;
  }

  private async contacts(recent: RecentMessages, now: Date, week: Period | null): Promise<Looked> {
    const zone = this.config.env.TIME_ZONE;
    const before = await this.store.open('contacts', recent.days, zone);
    const today = recent.days.length - 1;
    const looks: Look[] = [
      ...(week ? [{ today: recent.days.findIndex(({ to }) => to >= week.to), isWeekEnd: true }] : []),
      { today: today - 1, isWeekEnd: false },
      { today, isWeekEnd: false },
    ].filter((one) => one.today >= 0);
    let alerts = before.map(({ alert }) => alert);
    const sight = await this.sight(recent, looks, alerts, await this.store.over('contacts', recent.days, zone));
    const changes: AlertChanges[] = [];
    for (const look of looks) {
      const findings = await this.findings(recent, look, alerts, sight);
      changes.push(advanceAlerts(alerts, findings, today, (alert, finding) => resembles(sight.scene, alert, finding)));
      alerts = changes.at(-1)!.alerts;
    }
    const say = (alert: Alert) => ({ sentence: whySentence(alert), n: alert.observed });
    return this.store.save(before, merged(changes), { measure: 'contacts', days: recent.days, zone, now, say });
  }

  /** What the looks of a run compare messages by. */
  private async sight(
    { messages }: RecentMessages,
    looks: readonly Look[],
    alerts: readonly Alert[],
    over: Sight['over'],
  ): Promise<Sight> {
    const members = alerts.flatMap((alert) => alert.members);
    const days = looks.map(({ today }) => today);
    const vectors = await this.scan.vectors(messages, days, members);
    const themes = new Map(messages.map(({ id, theme }) => [id, theme]));
    return {
      vectors,
      scene: { themeOf: (id) => themes.get(id) ?? null, vectorOf: (id) => vectors.get(id) ?? null },
      scanned: Math.max(...days),
      over,
    };
  }

  /** The same tests as those of a backtest. Bursts are scanned where they can still be news: today, and over the week that is over. */
  private async findings(
    { messages }: RecentMessages,
    { today, isWeekEnd }: Look,
    alerts: readonly Alert[],
    { vectors, scene, scanned, over }: Sight,
  ): Promise<Finding[]> {
    const known = messages.filter(({ day }) => day <= today);
    if (known.length === 0) return [];
    const found = detect({
      messages: known,
      today,
      isWeekEnd,
      scan: isWeekEnd || today === scanned ? await this.scan.neighbours(known, vectors, today) : null,
      explained: explainedBy(scene, [...over.all, ...alerts], today),
      told: toldBy(over.all),
      recount: (theme) => recountNear(scene, known, theme, today),
    });
    return found.filter((finding) => !isEndedByHand(over.byHand, finding));
  }

  private async share(
    measure: 'negative' | 'csat',
    { days }: RecentMessages,
    week: Period,
    now: Date,
  ): Promise<Looked> {
    const zone = this.config.env.TIME_ZONE;
    const before: KnownAlert[] = await this.store.open(measure, days, zone);
    const from = new Date(week.to.getTime() - SHARE_DAYS * DAY_MS);
    const span = {
      now: { from, to: week.to },
      before: { from: new Date(from.getTime() - BASELINE_DAYS * DAY_MS), to: from },
    };
    const changes = shareChanges(await shareCounts(this.db.manager, measure, span));
    const last = days.findIndex(({ to }) => to >= week.to) + 1;
    const window = { from: Math.max(0, last - SHARE_DAYS), to: last };
    const { byHand } = await this.store.over(measure, days, zone);
    const findings = changes
      .flatMap((change) => shareFinding(measure, change, window) ?? [])
      .filter((finding) => !isEndedByHand(byHand, finding));
    const advanced = advanceAlerts(
      before.map(({ alert }) => alert),
      findings,
      days.length - 1,
      (alert, finding) => alert.id === finding.id,
    );
    const byTheme = new Map(changes.map((change) => [change.id, change]));
    return this.store.save(before, merged([advanced]), {
      measure,
      days,
      zone,
      now,
      say: (alert) => sayShare(measure, byTheme.get(alert.id!)!),
    });
  }
}

function sayShare(measure: 'negative' | 'csat', change: ShareChange): { sentence: string; n: number } {
  return { sentence: shareSentence(measure, SHARE_DAYS, change), n: change.now.n };
}
