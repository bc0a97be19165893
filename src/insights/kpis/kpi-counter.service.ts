import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Period } from '../../platform/periods.js';
import { type AskedCounts, AskedScores } from '../../platform/scores/asked-scores.js';
import { type BacklogCounts, countBacklog } from './backlog.js';
import type { KpiKey } from './definitions.js';
import type { KpiGroup, KpiQuestion } from './kpi-question.js';
import { type KpiCounts, NOTHING_CREATED, NOTHING_RATED, NOTHING_SOLVED } from './kpis-of.js';
import { NOTHING_SUPPLIED, type SuppliedCounts, suppliedCounts } from './supplied-counts.js';
import {
  countCreated,
  countRated,
  countSolved,
  type CreatedCounts,
  type Grouped,
  type RatedCounts,
  type Reported,
  reportedFields,
  type SolvedCounts,
} from './ticket-counts.js';

export interface Counted {
  groups: { name: string | null; counts: KpiCounts }[];
  reported: Reported;
}

const CREATED: readonly KpiKey[] = [
  'tickets',
  'firstResponse',
  'firstResponseP90',
  'resolutionRate',
  'repeatContact7',
  'repeatContact30',
  'escalation',
  'contactRate',
  'cost',
];
const SOLVED: readonly KpiKey[] = [
  'resolutionTime',
  'resolutionTimeP90',
  'handleTime',
  'firstContactResolution',
  'reopenRate',
  'cost',
];

type Needs = (keys: readonly KpiKey[]) => boolean;

interface Rest {
  solved: Grouped<SolvedCounts>;
  rated: Grouped<RatedCounts>;
  open: Grouped<BacklogCounts>;
  asked: Grouped<AskedCounts>;
  supplied: Grouped<SuppliedCounts>;
}

/** Counts everything that figures are made of. */
@Injectable()
export class KpiCounter {
  constructor(
    private readonly db: DataSource,
    private readonly asked: AskedScores,
  ) {}

  /**
   * All counts, or those that one figure needs. Two statements at a time and no more: a few callers would otherwise take
   * every connection there is.
   */
  async count(question: KpiQuestion, only?: KpiKey): Promise<Counted> {
    const em = this.db.manager;
    const { group } = question;
    const needs: Needs = (keys) => only === undefined || keys.includes(only);
    const reported = await reportedFields(em);
    const [created, { solved, rated, open, asked, supplied }]: [Grouped<CreatedCounts>, Rest] = await Promise.all([
      needs(CREATED) ? countCreated(em, question) : new Map(),
      this.rest(question, reported, needs),
    ]);
    const found = [created, solved, rated, open, asked].flatMap((map) => [...map.keys()]);
    const names = namesOf(group) ?? [...new Set(found)];
    const groups = names.map((name) => {
      const counts = {
        created: created.get(name) ?? NOTHING_CREATED,
        solved: solved.get(name) ?? NOTHING_SOLVED,
        rated: rated.get(name) ?? NOTHING_RATED,
        backlog: group.kind === 'time' ? null : (open.get(name) ?? { open: 0, age: null }),
        asked: asked.get(name) ?? null,
        supplied: supplied.get(name) ?? NOTHING_SUPPLIED,
      };
      return { name, counts };
    });
    return { groups, reported };
  }

  private async rest(question: KpiQuestion, reported: Reported, needs: Needs): Promise<Rest> {
    const em = this.db.manager;
    return {
      solved: needs(SOLVED) ? await countSolved(em, question, reported) : new Map(),
      rated: needs(['csat']) ? await countRated(em, question) : new Map(),
      open: needs(['backlog', 'backlogAge']) ? await countBacklog(em, question) : new Map(),
      asked: needs(['csat', 'ces', 'nps', 'responseRate']) ? await this.askedCounts(question) : new Map(),
      supplied: await this.supplied(question),
    };
  }

  /** They belong to the organisation as a whole and to whole periods. */
  private async supplied({ group, period, filter }: KpiQuestion): Promise<Grouped<SuppliedCounts>> {
    const found: Grouped<SuppliedCounts> = new Map();
    for (const [name, part] of partsOf(group, period))
      found.set(name, await suppliedCounts(this.db.manager, part, filter));
    return found;
  }

  /** Answers to own surveys know no theme and no tag groups: there CSAT is that of the help desk alone. */
  private async askedCounts({ period, filter, group }: KpiQuestion): Promise<Grouped<AskedCounts>> {
    if (filter.themeIds || group.kind === 'tag' || group.kind === 'theme') return new Map();
    if (group.kind === 'dimension' && group.name === 'language') return new Map();
    const { themeIds: _, ...plain } = filter;
    if (group.kind !== 'whole' && group.kind !== 'periods') {
      const counts = await this.asked.read({ period, filter: plain, group: group as never });
      return new Map(counts.map((row) => [row.group, row]));
    }
    const found: Grouped<AskedCounts> = new Map();
    for (const [name, part] of partsOf(group, period)) {
      const [counts] = await this.asked.read({ period: part, filter: plain, group: { kind: 'whole' } });
      if (counts) found.set(name, counts);
    }
    return found;
  }
}

/** The groups that are there even when nothing was counted; null: those that were found. */
function namesOf(group: KpiGroup): (string | null)[] | null {
  if (group.kind === 'whole') return [null];
  return group.kind === 'periods' ? group.bounds.slice(1).map((_, i) => String(i + 1)) : null;
}

/** Groups that are whole periods, with their periods. */
function partsOf(group: KpiGroup, period: Period): [string | null, Period][] {
  if (group.kind === 'whole') return [[null, period]];
  if (group.kind !== 'periods') return [];
  return group.bounds.slice(1).map((to, i) => [String(i + 1), { from: group.bounds[i]!, to }]);
}
