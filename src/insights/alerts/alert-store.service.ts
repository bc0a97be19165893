import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull, MoreThan } from 'typeorm';
import { dayName, type Period } from '../../platform/periods.js';
import { labelsOf } from '../filters/theme-roots.js';
import type { Alert } from '../trends/alert-life.js';
import { AlertAudience } from './alert-audience.js';
import { AlertRow, type Measure } from './alert.entity.js';
import { hasChanged, isNews, type KnownAlert } from './alert-state.js';
import { noteMoment } from './alert-moments.js';
import { notableDimensions } from './notable-dimensions.js';

/** Days of one look, and the words for what it found. */
export interface StoreContext {
  measure: Measure;
  days: readonly Period[];
  zone: string;
  now: Date;
  /** Why an alert fired; n is what the observed number rests on. */
  say(alert: Alert): { sentence: string; n: number };
}

/** What turns rows into alerts: messages by alert, and positions of days and instants. */
interface Places {
  members: Map<string, string[]>;
  places: Map<string, number>;
  at: (instant: Date) => number;
}

/** Alerts in tables, between runs. */
@Injectable()
export class AlertStore {
  constructor(
    private readonly db: DataSource,
    private readonly audience: AlertAudience,
  ) {}

  /** Unresolved alerts of a measure, as positions among the days; the key is the place in the list, from 1. */
  async open(measure: Measure, days: readonly Period[], zone: string): Promise<KnownAlert[]> {
    const rows = await this.db.manager.find(AlertRow, {
      where: { measure, resolvedAt: IsNull() },
      order: { raisedAt: 'ASC', id: 'ASC' },
    });
    const known = await this.placesOf(rows, days, zone);
    return rows.map((row, i) => ({
      id: row.id,
      alert: this.alertOf(row, i + 1, known),
      newsObserved: row.newsObserved ?? row.observed,
    }));
  }

  /** Events about a measure that ended within the days, and those of them that people ended: what they told is not told again. */
  async over(measure: Measure, days: readonly Period[], zone: string): Promise<{ all: Alert[]; byHand: Alert[] }> {
    const rows = await this.db.manager.find(AlertRow, { where: { measure, resolvedAt: MoreThan(days[0]!.from) } });
    const known = await this.placesOf(rows, days, zone);
    const all = rows.map((row) => ({ ...this.alertOf(row, 0, known), resolvedOn: known.at(row.resolvedAt!) }));
    return { all, byHand: all.filter((_, i) => rows[i]!.resolvedBy !== null) };
  }

  private async placesOf(rows: readonly AlertRow[], days: readonly Period[], zone: string): Promise<Places> {
    const members = await this.membersOf(rows.map(({ id }) => id));
    const places = new Map(days.map(({ from }, i) => [dayName(from, zone), i]));
    return { members, places, at: (instant) => days.findIndex(({ to }) => instant < to) };
  }

  private alertOf(row: AlertRow, key: number, known: Places): Alert {
    const { themeId, kind, observed, expected, usualLow, usualHigh, history, q } = row;
    return {
      id: themeId,
      kind,
      from: known.at(row.windowFrom),
      to: known.at(new Date(row.windowTo.getTime() - 1)) + 1,
      observed,
      expected,
      usual: { low: usualLow, high: usualHigh },
      history,
      q,
      members: known.members.get(row.id) ?? [],
      key,
      raisedOn: known.at(row.raisedAt),
      grewOn: known.at(row.grewAt),
      resolvedOn: null,
      days: row.days.flatMap((day) => known.places.get(day) ?? []),
    };
  }

  /** Writes what a run has changed: new events, growth, ends. */
  async save(
    before: readonly KnownAlert[],
    changed: { raised: ReadonlySet<number>; touched: ReadonlySet<number>; last: readonly Alert[] },
    context: StoreContext,
  ): Promise<{ raised: number; grown: number; resolved: number }> {
    const counts = { raised: 0, grown: 0, resolved: 0 };
    await this.db.transaction(async (em) => {
      for (const alert of changed.last) {
        if (changed.raised.has(alert.key)) {
          await this.insert(em, alert, context);
          counts.raised++;
        } else if (changed.touched.has(alert.key)) {
          const known = before[alert.key - 1]!;
          if (!hasChanged(known.alert, alert)) continue;
          await this.update(em, known, alert, context);
          counts[alert.resolvedOn === null ? 'grown' : 'resolved']++;
        }
      }
    });
    return counts;
  }

  private async insert(em: EntityManager, alert: Alert, context: StoreContext): Promise<void> {
    const id = randomUUID();
    const themeId = await this.rootOf(em, alert.id);
    const dimensions = await notableDimensions(em, themeId, alert.members);
    const owners = await this.audience.ownersOf({ themeId, dimensions });
    const changing = this.changing(alert, context);
    const row = {
      id,
      themeId,
      measure: context.measure,
      title: await this.titleOf(em, themeId, alert.members),
      raisedAt: context.now,
      owners: owners && owners.map(({ teamId }) => teamId),
      ownerReasons: owners && owners.map(({ because }) => because),
      newsObserved: alert.observed,
      ...changing,
    };
    await em.insert(AlertRow, row);
    await this.addMembers(em, id, alert.members);
    await noteMoment(em, id, { at: context.now, what: 'raised', note: changing.sentence });
  }

  private async update(em: EntityManager, known: KnownAlert, alert: Alert, context: StoreContext): Promise<void> {
    const { id, newsObserved } = known;
    if (alert.resolvedOn !== null) return this.end(em, id, alert, context.now);
    const isLarger = isNews({ kind: known.alert.kind, observed: newsObserved }, alert);
    const changing = this.changing(alert, context);
    const news = isLarger ? { newsObserved: alert.observed, version: () => 'version + 1' } : {};
    // A person may have ended it while the counts were being compared.
    const { affected } = await em.update(AlertRow, { id, resolvedAt: IsNull() }, { ...changing, ...news });
    if (!affected) return;
    await this.addMembers(em, id, alert.members);
    if (isLarger) await noteMoment(em, id, { at: context.now, what: 'grew', note: changing.sentence });
  }

  private async end(em: EntityManager, id: string, { members }: Alert, now: Date): Promise<void> {
    const ended = { resolvedAt: now, version: () => 'version + 1' };
    const { affected } = await em.update(AlertRow, { id, resolvedAt: IsNull() }, ended);
    if (!affected) return;
    await this.addMembers(em, id, members);
    await noteMoment(em, id, { at: now, what: 'resolved' });
  }

  private changing(alert: Alert, { days, zone, now, say }: StoreContext) {
    const { kind, observed, expected, usual, history, q } = alert;
    return {
      kind,
      observed,
      expected,
      usualLow: usual.low,
      usualHigh: usual.high,
      history: Math.round(history),
      q,
      ...say(alert),
      windowFrom: days[Math.max(0, alert.from)]!.from,
      windowTo: days[Math.min(days.length, alert.to) - 1]!.to,
      days: alert.days.flatMap((day) => (days[day] ? [dayName(days[day].from, zone)] : [])),
      grewAt: now,
    };
  }

  private async addMembers(em: EntityManager, id: string, members: readonly string[]): Promise<void> {
    await em.query(
      `INSERT INTO alert_member (alert_id, feedback_id) SELECT $1, f.id FROM feedback f WHERE f.id = ANY ($2) ON CONFLICT DO NOTHING`,
      [id, members],
    );
  }

  private async membersOf(ids: readonly string[]): Promise<Map<string, string[]>> {
    const rows = await this.db.query<{ id: string; members: string[] }[]>(
      `SELECT alert_id AS id, array_agg(feedback_id) AS members FROM alert_member WHERE alert_id = ANY ($1) GROUP BY 1`,
      [ids],
    );
    return new Map(rows.map(({ id, members }) => [id, members]));
  }

  private async rootOf(em: EntityManager, theme: string | null): Promise<string | null> {
    if (theme === null) return null;
    const [row] = await em.query<{ root_id: string }[]>('SELECT root_id FROM theme WHERE id = $1', [theme]);
    return row?.root_id ?? null;
  }

  /** The name of the theme, else the first words of the earliest message. */
  private async titleOf(em: EntityManager, theme: string | null, members: readonly string[]): Promise<string> {
    if (theme) return (await labelsOf(em, [theme])).get(theme) ?? 'Theme';
    const [row] = await em.query<{ text: string }[]>(
      `SELECT left(regexp_replace(masked, '\\s+', ' ', 'g'), 80) AS text FROM feedback WHERE id = ANY ($1) ORDER BY occurred_at, id LIMIT 1`,
      [members],
    );
    return row?.text ?? 'Messages that belong to no theme yet';
  }
}
