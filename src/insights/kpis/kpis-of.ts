import { netScoreInterval } from '../../platform/statistics/net-score.js';
import type { AskedCounts, Bands } from '../../platform/scores/asked-scores.js';
import type { BacklogCounts } from './backlog.js';
import type { KpiKey } from './definitions.js';
import { contactRate, deflection, failedSearchRate, themeCost } from './demand.js';
import { countKpi, type Kpi, meanKpiOf, shareKpi, unknownKpi } from './kpi.js';
import type { SuppliedCounts } from './supplied-counts.js';
import type { CreatedCounts, Minutes, RatedCounts, Reported, SolvedCounts } from './ticket-counts.js';

export type Kpis = Record<KpiKey, Kpi>;

/** Everything counted about one group. */
export interface KpiCounts {
  created: CreatedCounts;
  solved: SolvedCounts;
  rated: RatedCounts;
  backlog: BacklogCounts | null;
  asked: AskedCounts | null;
  supplied: SuppliedCounts;
}

const NO_MINUTES: Minutes = {
  n: 0,
  median: null,
  medianLow: null,
  medianHigh: null,
  p90: null,
  p90Low: null,
  p90High: null,
};
const NO_SUMMARY = { n: 0, value: null, spread: null };
export const NOTHING_CREATED: CreatedCounts = {
  created: 0,
  response: NO_MINUTES,
  solved: 0,
  escalated: 0,
  matters: 0,
  again7: 0,
  again30: 0,
};
export const NOTHING_SOLVED: SolvedCounts = {
  solved: 0,
  resolution: NO_MINUTES,
  handle: NO_SUMMARY,
  replies: NO_SUMMARY,
  reopened: 0,
  settled: 0,
  atOnce: 0,
};
export const NOTHING_RATED: RatedCounts = { rated: 0, satisfied: 0, unknownScale: 0 };

/** All KPIs of one group from its counts. Pure; `hourlyCost` is what the operator set. */
export function kpisOf(counts: KpiCounts, reported: Reported, hourlyCost: number | null): Kpis {
  const handle = handleKpi(counts.solved, reported);
  return {
    ...speed(counts, reported),
    ...outcomes(counts, reported),
    ...asked(counts),
    deflection: deflection(counts.supplied),
    failedSearches: failedSearchRate(counts.supplied),
    contactRate: contactRate(counts.created.created, counts.supplied.customers),
    handleTime: handle,
    cost: themeCost(counts.created.created, handle, hourlyCost),
  };
}

function leftOut(count: number, why: string): string | undefined {
  return count > 0 ? `${count} ${why} left out` : undefined;
}

type Part = 'median' | 'p90';

function minutesKpi(minutes: Minutes, part: Part, about: { fields: string[]; note: string | undefined }): Kpi {
  const [value, low, high] = [minutes[part], minutes[`${part}Low`], minutes[`${part}High`]];
  const { fields, note } = about;
  const interval = low === null || high === null ? null : { low, high };
  return { value, n: minutes.n, interval, unit: 'minutes', fields, ...(note === undefined ? {} : { note }) };
}

function speed({ created, solved }: KpiCounts, reported: Reported) {
  const first = {
    fields: ['created_at', 'first_reply_at'],
    note: reported.firstReply
      ? leftOut(created.created - created.response.n, 'without a first reply')
      : 'first replies are not recorded',
  };
  const full = {
    fields: ['created_at', 'solved_at'],
    note: leftOut(solved.solved - solved.resolution.n, 'solved before they were created'),
  };
  return {
    firstResponse: minutesKpi(created.response, 'median', first),
    firstResponseP90: minutesKpi(created.response, 'p90', first),
    resolutionTime: minutesKpi(solved.resolution, 'median', full),
    resolutionTimeP90: minutesKpi(solved.resolution, 'p90', full),
  };
}

/** Mean handling time, or replies per resolution where no times are recorded. */
export function handleKpi(
  { solved, handle, replies }: Pick<SolvedCounts, 'solved' | 'handle' | 'replies'>,
  reported: Pick<Reported, 'handle' | 'replies'>,
): Kpi {
  if (reported.handle) {
    const note = leftOut(solved - handle.n, 'without a handling time');
    return { ...meanKpiOf(handle, { fields: ['handle_seconds'], note }), unit: 'minutes' };
  }
  if (!reported.replies) return unknownKpi('minutes', { fields: ['handle_seconds', 'reply_times'] });
  return meanKpiOf(replies, {
    fields: ['reply_times'],
    note: 'replies per resolution, since handling times are not recorded',
  });
}

function outcomes({ created, solved, backlog }: KpiCounts, reported: Reported) {
  const silent = (verb: string) => `no ticket was ever ${verb}, or the source does not say`;
  const when = (isKnown: boolean, kpi: () => Kpi, fields: string[], note?: string): Kpi =>
    isKnown ? kpi() : unknownKpi('percent', { fields, note });
  const again = (yes: number, days: number) =>
    shareKpi(yes, created.matters, {
      fields: ['customer_id', 'created_at', 'theme'],
      note: `same customer and theme within ${days} days`,
    });
  const open = ['created_at', 'solved_at', 'status'];
  return {
    tickets: countKpi(created.created, { fields: ['created_at'] }),
    firstContactResolution: when(reported.solved, () => atOnceKpi(solved, reported), ['solved_at']),
    resolutionRate: when(
      reported.solved,
      () => shareKpi(created.solved, created.created, { fields: ['status', 'solved_at'] }),
      ['status', 'solved_at'],
    ),
    reopenRate: when(
      reported.reopened,
      () => shareKpi(solved.reopened, solved.solved, { fields: ['solved_at', 'reopened_times'] }),
      ['solved_at', 'reopened_times'],
      silent('reopened'),
    ),
    escalation: when(
      reported.escalated,
      () => shareKpi(created.escalated, created.created, { fields: ['escalated_at'] }),
      ['escalated_at'],
      silent('escalated'),
    ),
    repeatContact7: again(created.again7, 7),
    repeatContact30: again(created.again30, 30),
    backlog: backlog
      ? countKpi(backlog.open, { fields: open })
      : unknownKpi('count', { fields: open, note: 'ask by `to`' }),
    backlogAge: {
      value: backlog?.age ?? null,
      n: backlog?.open ?? 0,
      interval: null,
      unit: 'minutes',
      fields: open,
    } as Kpi,
  };
}

function atOnceKpi({ solved, settled, atOnce }: SolvedCounts, { replies }: Reported): Kpi {
  const how = replies
    ? 'at most one reply, not reopened, no new contact in 7 days'
    : 'not reopened, no new contact in 7 days; replies are not recorded';
  const late = solved - settled;
  return shareKpi(atOnce, settled, {
    fields: ['reply_times', 'solved_at', 'reopened_times', 'customer_id', 'theme'],
    note: late ? `${how}; ${late} solved too recently left out` : how,
  });
}

const total = ({ high, middle, low }: Bands): number => high + middle + low;
const NO_BANDS: Bands = { high: 0, middle: 0, low: 0 };

function asked({ asked: counts, rated }: KpiCounts) {
  const { csat, ces, nps } = counts ?? { csat: NO_BANDS, ces: NO_BANDS, nps: NO_BANDS };
  const own = total(csat);
  const notes = [
    ...(own && rated.rated ? [`${rated.rated} answers from the help desk, ${own} to own surveys`] : []),
    ...(rated.unknownScale ? [`${rated.unknownScale} on unknown scales left out`] : []),
  ];
  const n = total(nps);
  const net = netScoreInterval(nps.high, nps.low, n);
  return {
    csat: shareKpi(rated.satisfied + csat.high, rated.rated + own, {
      fields: ['csat_score', 'csat_scale', 'survey answers'],
      note: notes.length ? notes.join('; ') : undefined,
    }),
    ces: shareKpi(ces.high, total(ces), { fields: ['survey answers'] }),
    nps: {
      value: n ? (100 * (nps.high - nps.low)) / n : null,
      n,
      interval: net && { low: 100 * net.low, high: 100 * net.high },
      unit: 'points',
      fields: ['survey answers'],
    } as Kpi,
    responseRate: shareKpi(counts?.answered ?? 0, counts?.delivered ?? 0, {
      fields: ['survey mails', 'survey answers'],
    }),
  };
}
