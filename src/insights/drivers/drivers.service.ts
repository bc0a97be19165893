import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Period } from '../../platform/periods.js';
import { AskedScores } from '../../platform/scores/asked-scores.js';
import type { KpiFilter } from '../kpis/kpi-question.js';
import { concentrations, type Segment, type SegmentFinding } from '../statistics/segments.js';
import type { ScoredContact } from './answers.js';
import { type Driver, drivers } from './drivers.js';
import { type Driven, scoredAnswers, scoredTickets } from './scored-contacts.js';

export interface ScoreDrivers {
  driven: Driven;
  /** Scores it rests on, and their mean: a share of satisfied answers, or replies a ticket. */
  n: number;
  mean: number | null;
  drivers: Driver[];
  /** Where unsatisfied answers concentrate; only for satisfaction. */
  segments: SegmentFinding[];
}

/** Beyond so many answers a sample says the same, and the whole would take seconds. */
const MOST = 20_000;

/** What moves satisfaction and effort: read anew each time. */
@Injectable()
export class DriversService {
  constructor(
    private readonly db: DataSource,
    private readonly asked: AskedScores,
  ) {}

  /** Drivers among themes, and segments with more unsatisfied answers than elsewhere. Correlation, not cause. */
  async of(driven: Driven, period: Period, filter: KpiFilter = {}): Promise<ScoreDrivers> {
    const contacts = sampled(await this.contacts(driven, period, filter));
    const n = contacts.length;
    const mean = n ? contacts.reduce((sum, { score }) => sum + score, 0) / n : null;
    const segments = driven === 'csat' ? concentrations(unsatisfied(contacts)) : [];
    return { driven, n, mean, drivers: drivers(contacts), segments };
  }

  private async contacts(driven: Driven, period: Period, filter: KpiFilter): Promise<ScoredContact[]> {
    const em = this.db.manager;
    const tickets = await scoredTickets(em, driven, period, filter);
    if (driven !== 'csat') return tickets;
    const { themeIds, ...plain } = filter;
    const own = await scoredAnswers(em, await this.asked.answers({ period, filter: plain }));
    const fits = ({ themes }: ScoredContact) => !themeIds || themes.some((theme) => themeIds.includes(theme));
    return [...tickets, ...own.filter(fits)];
  }
}

/** Every k-th in the order of random ids. */
function sampled(contacts: ScoredContact[]): ScoredContact[] {
  const step = Math.ceil(contacts.length / MOST);
  return step > 1 ? contacts.filter((_, i) => i % step === 0) : contacts;
}

function unsatisfied(contacts: readonly ScoredContact[]): Segment[] {
  const counts = new Map<string, Segment>();
  for (const { score, segments } of contacts)
    for (const [dimension, value] of Object.entries(segments)) {
      const known = counts.get(`${dimension}\n${value}`) ?? { dimension, value, yes: 0, n: 0 };
      counts.set(`${dimension}\n${value}`, { ...known, yes: known.yes + (score ? 0 : 1), n: known.n + 1 });
    }
  return [...counts.values()];
}
