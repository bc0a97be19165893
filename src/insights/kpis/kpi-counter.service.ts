import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Period } from '../../platform/periods.js';
import { type AskedCounts, type AskedGroup, AskedScores } from '../../platform/scores/asked-scores.js';
import { type BacklogCounts, countBacklog } from './backlog.js';
import type { KpiKey } from './definitions.js';
import type { KpiQuestion, Told } from './kpi-question.js';
import { type KpiCounts, NOTHING_CREATED, NOTHING_RATED, NOTHING_SOLVED } from './kpis-of.js';
import { NOTHING_SUPPLIED, type SuppliedCounts, suppliedCounts } from './supplied-counts.js';
import {
  countCreated,
  countRated,
  countSolved,
  type CreatedCounts,
  type RatedCounts,
  type Reported,
  reportedFields,
  type SolvedCounts,
} from './ticket-counts.js';

export interface Counted {
  /** Of each period, in order. */
  parts: KpiCounts[];
  /** Of each value by which the last period is divided. */
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

interface Counts {
  created: Told<CreatedCounts>;
  solved: Told<SolvedCounts>;
  rated: Told<RatedCounts>;
  open: Told<BacklogCounts>;
  asked: Told<AskedCounts>;
  supplied: Told<SuppliedCounts>;
}

const NOTHING_OPEN: BacklogCounts = { open: 0, age: null };

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
    const needs: Needs = (keys) => only === undefined || keys.includes(only);
    const [some, { reported, ...others }] = await Promise.all([
      this.someCounts(question, needs),
      this.others(question, needs),
    ]);
    const all: Counts = { ...some, ...others };
    const { created, solved, rated, open, asked } = all;
    const found = [created, solved, rated, open, asked].flatMap(({ groups }) => [...groups.keys()]);
    const isOverTime = question.group?.kind === 'time';
    return {
      parts: partsOf(question).map(([part]) => countsOf(all, ({ parts }) => parts.get(part))),
      groups: [...new Set(found)].map((name) => {
        const counts = countsOf(all, ({ groups }) => groups.get(name));
        return { name, counts: isOverTime ? { ...counts, backlog: null } : counts };
      }),
      reported,
    };
  }

  private async someCounts(question: KpiQuestion, needs: Needs) {
    const em = this.db.manager;
    return {
      created: needs(CREATED) ? await countCreated(em, question) : nothingTold<CreatedCounts>(),
      open: needs(['backlog', 'backlogAge']) ? await countBacklog(em, question) : nothingTold<BacklogCounts>(),
      supplied: await this.supplied(question),
    };
  }

  private async others(question: KpiQuestion, needs: Needs) {
    const em = this.db.manager;
    const reported = await reportedFields(em);
    return {
      reported,
      solved: needs(SOLVED) ? await countSolved(em, question, reported) : nothingTold<SolvedCounts>(),
      rated: needs(['csat']) ? await countRated(em, question) : nothingTold<RatedCounts>(),
      asked: needs(['csat', 'ces', 'nps', 'responseRate'])
        ? await this.askedCounts(question)
        : nothingTold<AskedCounts>(),
    };
  }

  /** They belong to the organisation as a whole and to whole periods. */
  private async supplied(question: KpiQuestion): Promise<Told<SuppliedCounts>> {
    const told = nothingTold<SuppliedCounts>();
    for (const [part, period] of partsOf(question))
      told.parts.set(part, await suppliedCounts(this.db.manager, period, question.filter));
    return told;
  }

  /** Answers to own surveys know no theme and no tag groups: there CSAT is that of the help desk alone. */
  private async askedCounts(question: KpiQuestion): Promise<Told<AskedCounts>> {
    const told = nothingTold<AskedCounts>();
    const { group } = question;
    const { themeIds, ...filter } = question.filter;
    if (themeIds) return told;
    const parts = partsOf(question);
    for (const [part, period] of parts) {
      const [counts] = await this.asked.read({ period, filter, group: { kind: 'whole' } });
      if (counts) told.parts.set(part, counts);
    }
    if (!group || group.kind === 'tag' || group.kind === 'theme') return told;
    if (group.kind === 'dimension' && group.name === 'language') return told;
    const [, period] = parts.at(-1)!;
    const counts = await this.asked.read({ period, filter, group: group as AskedGroup });
    return { ...told, groups: new Map(counts.map((row) => [row.group, row])) };
  }
}

function nothingTold<T>(): Told<T> {
  return { parts: new Map(), groups: new Map() };
}

/** The periods of a question by number. */
function partsOf({ bounds }: KpiQuestion): [number, Period][] {
  return bounds.slice(1).map((to, i) => [i + 1, { from: bounds[i]!, to }]);
}

/** What `pick` finds of each kind of counts; nothing was counted where it finds none. */
function countsOf(
  { created, solved, rated, open, asked, supplied }: Counts,
  pick: <T>(told: Told<T>) => T | undefined,
): KpiCounts {
  return {
    created: pick(created) ?? NOTHING_CREATED,
    solved: pick(solved) ?? NOTHING_SOLVED,
    rated: pick(rated) ?? NOTHING_RATED,
    backlog: pick(open) ?? NOTHING_OPEN,
    asked: pick(asked) ?? null,
    supplied: pick(supplied) ?? NOTHING_SUPPLIED,
  };
}
