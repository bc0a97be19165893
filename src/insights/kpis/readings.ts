import type { Kpi } from './kpi.js';

export type ReadKpi =
  | 'firstResponse'
  | 'resolutionTime'
  | 'handleTime'
  | 'firstContactResolution'
  | 'reopenRate'
  | 'repeatContact'
  | 'escalation'
  | 'backlog'
  | 'csat'
  | 'responseRate';

export type Compared = Partial<Record<ReadKpi, { now: Kpi; before: Kpi }>>;
type Direction = 'up' | 'down';

/** A short sentence on two numbers that together say more than each alone, with what it rests on. */
export interface Reading {
  rule: string;
  says: string;
  rests: { kpi: ReadKpi; before: number; now: number; n: number }[];
}

interface Rule {
  name: string;
  first: readonly [ReadKpi, Direction];
  second: readonly [ReadKpi, Direction];
  says: string;
}

/** Each rule fires only when both changes are established: the 95 % intervals of before and now do not touch. */
const RULES: readonly Rule[] = [
  {
    name: 'fast-but-unhappy',
    first: ['handleTime', 'down'],
    second: ['csat', 'down'],
    says: 'Tickets are handled faster, but customers are less satisfied: speed may cost answers.',
  },
  {
    name: 'knowledge-gap',
    first: ['firstContactResolution', 'down'],
    second: ['escalation', 'up'],
    says: 'Fewer tickets are solved at once and more are escalated: agents may lack knowledge, see the article gaps.',
  },
  {
    name: 'acknowledged-not-solved',
    first: ['firstResponse', 'down'],
    second: ['resolutionTime', 'up'],
    says: 'First replies come sooner, solutions later: early replies may only acknowledge.',
  },
  {
    name: 'closed-too-early',
    first: ['resolutionTime', 'down'],
    second: ['reopenRate', 'up'],
    says: 'Tickets are closed sooner and reopened more often: they may be closed too early.',
  },
  {
    name: 'solved-on-paper',
    first: ['firstContactResolution', 'up'],
    second: ['repeatContact', 'up'],
    says: 'More tickets count as solved at once, yet more customers write again about the same.',
  },
  {
    name: 'silent-customers',
    first: ['csat', 'up'],
    second: ['responseRate', 'down'],
    says: 'Satisfaction rose while fewer customers answered: the unhappy may have stopped answering.',
  },
];

type Measured = Pick<Kpi, 'interval' | 'unit'>;

/** The direction of a change that is established: the 95 % intervals of before and now do not touch. */
export function change({ now, before }: { now: Measured; before: Measured }): Direction | null {
  if (!now.interval || !before.interval || now.unit !== before.unit) return null;
  if (now.interval.low > before.interval.high) return 'up';
  return now.interval.high < before.interval.low ? 'down' : null;
}

/** The readings that hold between two periods; none when changes are not established. */
export function readings(compared: Compared): Reading[] {
  const holds = ([kpi, direction]: readonly [ReadKpi, Direction]) =>
    compared[kpi] !== undefined && change(compared[kpi]) === direction;
  return RULES.filter(({ first, second }) => holds(first) && holds(second)).map(({ name, first, second, says }) => ({
    rule: name,
    says,
    rests: [first[0], second[0]].map((kpi) => ({
      kpi,
      before: compared[kpi]!.before.value!,
      now: compared[kpi]!.now.value!,
      n: compared[kpi]!.now.n,
    })),
  }));
}
