import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, Not } from 'typeorm';
import { countThemes } from '../../insights/themes/reading/theme-messages.js';
import { Action } from '../actions/action.entity.js';
import { themeOf } from '../actions/action-reading.service.js';
import { Team } from '../teams/team.entity.js';
import { effectOfFix, ratioOf, type Verdict, verdictOf } from './effect-of-a-fix.js';
import { Effect } from './effect.entity.js';
import { type FixWeeks, fixWeeks, LEAST_WEEKS_BEFORE, weeksSince } from './fix-weeks.js';
import { hasReturned } from './return-of-an-issue.js';

/** Weeks after shipping at which the effect is read, and the weeks of each that are left to the roll-out. */
const LOOKS: { weeks: number; skip: number }[] = [
  { weeks: 2, skip: 0 },
  { weeks: 4, skip: 0 },
  { weeks: 8, skip: 2 },
];
/** From this week on, a fix that worked is watched for a return. */
const FIRST_WATCH = 9;
const LAST_WATCH = 52;

type Shipped = Action & { shippedAt: Date };
type Reading = Pick<Effect, 'verdict' | 'observed' | 'expected' | 'ratio' | 'low' | 'high'>;

interface Series {
  counts: number[][];
  theme: number;
  /** Weeks before shipping in which anything was connected. */
  weeksBefore: number;
  decisionWeeks: number[];
  fixed: Set<number>;
}

@Injectable()
export class EffectsService {
  constructor(private readonly db: DataSource) {}

  /** Shipped actions that are about a theme: a fix of its cause, or an article that was missing for it. */
  async shipped(): Promise<Shipped[]> {
    const where = { status: 'shipped', shippedAt: Not(IsNull()) } as const;
    const actions = await this.db.getRepository(Action).find({ where, order: { createdAt: 'ASC', id: 'ASC' } });
    return (actions as Shipped[]).filter((action) => themeOf(action) !== null);
  }

  /** Reads every look of an action that is due and not read yet; `shipped` are all that may have moved other themes. A reading is never replaced. Returns the new ones. */
  async readDue(action: Shipped, now: Date, shipped: readonly Shipped[]): Promise<Effect[]> {
    const over = weeksSince(action.shippedAt, now, await this.zoneOf(action));
    const known = await this.db.getRepository(Effect).findBy({ actionId: action.id, shippedAt: action.shippedAt });
    const due = LOOKS.filter(({ weeks }) => weeks <= over && !known.some((effect) => effect.weeks === weeks));
    const read: Effect[] = [];
    for (const look of due)
      read.push(await this.store(action, look.weeks, await this.reading(action, look, shipped), now));
    if (over >= FIRST_WATCH && over <= LAST_WATCH && !known.some((effect) => effect.weeks === over)) {
      const returned = await this.watch(action, [...known, ...read], { weeks: over, shipped });
      if (returned) read.push(await this.store(action, over, returned, now));
    }
    return read;
  }

  async of(actionId: string): Promise<Effect[]> {
    return this.db.getRepository(Effect).find({ where: { actionId }, order: { readAt: 'ASC', weeks: 'ASC' } });
  }

  private async reading(
    action: Shipped,
    { weeks, skip }: { weeks: number; skip: number },
    shipped: readonly Shipped[],
  ): Promise<Reading> {
    const series = await this.series(action, weeks, shipped);
    const observed = total(series.counts[series.theme]!.slice(series.weeksBefore + skip));
    const unknown = { ratio: null, low: null, high: null };
    if (series.weeksBefore < LEAST_WEEKS_BEFORE) return { ...unknown, verdict: 'cannot tell', observed, expected: 0 };
    const effect = effectOfFix({ ...series, skip, weeks });
    const verdict: Verdict = verdictOf(effect, weeks);
    const numbers = verdict === 'too few contacts to tell' ? unknown : ratioOf(effect);
    return { ...numbers, verdict, observed: effect.observed, expected: effect.expected };
  }

  /** Only what once worked can come back. */
  private async watch(
    action: Shipped,
    readings: Effect[],
    { weeks, shipped }: { weeks: number; shipped: readonly Shipped[] },
  ): Promise<Reading | null> {
    const last = readings.sort((a, b) => b.weeks - a.weeks)[0];
    if (last?.verdict !== 'worked') return null;
    const { counts, theme, weeksBefore } = await this.series(action, weeks, shipped);
    const exposure = counts[0]!.map((_, week) => total(counts.map((row, index) => (index === theme ? 0 : row[week]!))));
    const own = counts[theme]!;
    const levelBefore = total(own.slice(0, weeksBefore)) / total(exposure.slice(0, weeksBefore));
    const after = { counts: own.slice(weeksBefore), exposure: exposure.slice(weeksBefore), levelBefore };
    if (!hasReturned(after)) return null;
    const observed = total(after.counts.slice(-3));
    const expected = last.expected * (last.ratio ?? 1) * (3 / Math.max(1, last.weeks - 2));
    return { verdict: 'came back', observed, expected, ratio: null, low: null, high: null };
  }

  private async series(action: Shipped, weeks: number, shipped: readonly Shipped[]): Promise<Series> {
    const em = this.db.manager;
    const spans = fixWeeks(action, weeks, await this.zoneOf(action));
    const before = await countThemes(em, spans.before);
    const after = await countThemes(em, spans.after);
    const ids = [...new Set([themeOf(action)!, ...before.map(({ themeId }) => themeId)])];
    const width = spans.before.length - 1;
    const rows = new Map(ids.map((id) => [id, new Array<number>(width + weeks).fill(0)]));
    for (const { themeId, index, contacts } of before) rows.get(themeId)![index] = contacts;
    for (const { themeId, index, contacts } of after)
      if (rows.has(themeId)) rows.get(themeId)![width + index] = contacts;
    const fixedIds = new Set(shipped.flatMap((other) => themeOf(other) ?? []));
    return trimmed([...rows.values()], spans, {
      theme: 0,
      fixed: new Set(ids.flatMap((id, i) => (i > 0 && fixedIds.has(id) ? [i] : []))),
    });
  }

  /** Weeks are those of the team's digests. */
  private async zoneOf({ teamId }: Action): Promise<string> {
    return (await this.db.getRepository(Team).findOneByOrFail({ id: teamId })).timeZone;
  }

  private async store(action: Shipped, weeks: number, reading: Reading, now: Date): Promise<Effect> {
    const { id: actionId, shippedAt } = action;
    const effect: Effect = { ...reading, id: randomUUID(), actionId, shippedAt, weeks, readAt: now };
    await this.db.createQueryBuilder().insert().into(Effect).values(effect).orIgnore().execute();
    return effect;
  }
}

/** Weeks before the first contact of all are no base: nothing was connected yet. */
function trimmed(
  counts: number[][],
  { before, decisionWeeks }: FixWeeks,
  { theme, fixed }: { theme: number; fixed: Set<number> },
): Series {
  const width = before.length - 1;
  const totals = Array.from({ length: width }, (_, week) => total(counts.map((row) => row[week]!)));
  const first = totals.findIndex((value) => value > 0);
  const start = first === -1 ? width : first;
  return {
    counts: counts.map((row) => row.slice(start)),
    theme,
    weeksBefore: width - start,
    decisionWeeks: decisionWeeks.map((week) => week - start).filter((week) => week >= 0),
    fixed,
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
