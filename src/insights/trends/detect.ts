import { negativeBinomialQuantile } from '../statistics/negative-binomial.js';
import { isUpward, type Finding } from './finding.js';
import {
  scanNeighbours,
  SCAN,
  SLOW_SCAN,
  withoutOverlap,
  type Burst,
  type NeighbourList,
  type ScanRule,
} from './neighbour-scan.js';
import { overdispersion } from './overdispersion.js';
import { scanGroups } from './scan/group-scan.js';
import type { MessageGroups } from './scan/message-groups.js';
import { volumeOf, type Series } from './series.js';
import {
  DAILY,
  FALLS,
  findDecreases,
  findIncreases,
  SLOW,
  WEEKLY,
  WEEKLY_AGAIN,
  type Counts,
  type Explained,
} from './theme-tests.js';

/** A message on a day, as trends see it. */
export interface DatedMessage {
  id: string;
  day: number;
  customer: string | null;
  /** The theme it is in today; null: none. */
  theme: string | null;
}

export interface Day {
  /** All messages of the last 18 weeks up to today, oldest first; `day` counts from the first of them or earlier. */
  messages: readonly DatedMessage[];
  today: number;
  /** Weekly tests are due: the day after a refit, once a week. */
  isWeekEnd: boolean;
  /** Messages that are scanned for bursts, with the neighbours of those of the last 14 days (28 at the end of a week), by position; null: no scan. */
  scan: {
    messages: readonly DatedMessage[];
    neighboursOf: (position: number) => NeighbourList;
    /** Groups that these messages form, by position. */
    groups: MessageGroups | null;
  } | null;
  explained: Explained;
  /** Messages of events that are over: a long window would find them again. */
  told?: ReadonlySet<string>;
  /** Daily customers near the middle of a theme whatever theme they are in today; absent: rises and falls over weeks are not checked. */
  recount?: (theme: string) => readonly number[];
}

/** Customers per theme and day; a customer who writes twice on a day counts once. `rest` is what is in no theme. */
export function countDays(messages: readonly DatedMessage[], days: number): { series: Series[]; rest: number[] } {
  const counts = new Map<string, number[]>();
  const rest = new Array<number>(days).fill(0);
  const seen = new Set<string>();
  for (const { id, day, customer, theme } of messages) {
    const key = `${theme}\n${day}\n${customer ?? `message ${id}`}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (theme !== null && !counts.has(theme)) counts.set(theme, new Array<number>(days).fill(0));
    const row = theme === null ? rest : counts.get(theme)!;
    row[day]!++;
  }
  return { series: [...counts].map(([id, row]) => ({ id, counts: row })), rest };
}

const QUIET_DAYS = 28;
const LEAST_BEFORE_BREAK = 5;

/** A theme that had contacts, then none for four weeks, and now has them again is back, not new. */
function comesBack(finding: Finding, counts: readonly number[]): boolean {
  const quiet = counts.slice(Math.max(0, finding.from - QUIET_DAYS), finding.from);
  const before = counts.slice(0, Math.max(0, finding.from - QUIET_DAYS)).reduce((sum, count) => sum + count, 0);
  return quiet.length === QUIET_DAYS && quiet.every((count) => count === 0) && before >= LEAST_BEFORE_BREAK;
}

function membersOf({ messages }: Day, { id, from, to }: Finding): string[] {
  return messages.filter(({ theme, day }) => theme === id && day >= from && day < to).map((message) => message.id);
}

function themeOf(members: readonly DatedMessage[]): string | null {
  const votes = new Map<string | null, number>();
  for (const { theme } of members) votes.set(theme, (votes.get(theme) ?? 0) + 1);
  const [theme, count] = [...votes].sort((a, b) => b[1] - a[1])[0]!;
  return count > members.length / 2 ? theme : null;
}

/** A burst as a finding; the centre of a ball was not tested, but counts as a customer who wrote. */
function burstFinding(burst: Burst, messages: readonly DatedMessage[], today: number): Finding {
  const { window, usual, history, q } = burst;
  const members = burst.members.map((i) => messages[i]!);
  return {
    id: themeOf(members),
    kind: window.days < 7 ? 'spike' : history <= 1 ? 'new' : 'rise',
    from: today + 1 - window.days,
    to: today + 1,
    observed: burst.customers,
    expected: usual.mean,
    usual: { low: negativeBinomialQuantile(0.05, usual), high: negativeBinomialQuantile(0.95, usual) },
    history,
    q,
    members: members.map(({ id }) => id),
  };
}

/** The counts of a day, ready for the tests. */
export function countsOf({ messages, today }: Pick<Day, 'messages' | 'today'>): Counts {
  const { series, rest } = countDays(messages, today + 1);
  return { series, volume: volumeOf(series, rest), today };
}

/**
 * Themes move their bounds: one that only took messages from a neighbour, or lost them to it, has not changed. What is found
 * over weeks must be found, too, among the messages near the middle of the theme, whatever theme they are in.
 */
function withoutMoves(
  { recount }: Day,
  counts: Counts,
  found: readonly Finding[],
  again: (counts: Counts) => readonly Finding[],
): Finding[] {
  if (!recount || !found.length) return [...found];
  const doubted = new Set(found.map(({ id }) => id));
  const series = counts.series.map((one) => (doubted.has(one.id) ? { id: one.id, counts: recount(one.id) } : one));
  const confirmed = new Set(again({ ...counts, series }).map(({ id }) => id));
  return found.filter(({ id }) => confirmed.has(id));
}

function overWeeks(day: Day, counts: Counts): Finding[] {
  const { explained } = day;
  const up = findIncreases(counts, WEEKLY, explained);
  const down = findDecreases(counts, FALLS, explained);
  return [
    ...withoutMoves(day, counts, up, (recounted) => findIncreases(recounted, WEEKLY_AGAIN, explained)),
    ...withoutMoves(day, counts, down, (recounted) => findDecreases(recounted, FALLS, explained)),
  ];
}

function byTheme(day: Day): Finding[] {
  const counts = countsOf(day);
  const found = [...findIncreases(counts, DAILY, day.explained), ...(day.isWeekEnd ? overWeeks(day, counts) : [])];
  return found.map((finding) => {
    const own = counts.series.find(({ id }) => id === finding.id)!.counts;
    const kind = isUpward(finding.kind) && comesBack(finding, own) ? 'back' : finding.kind;
    return { ...finding, kind, members: membersOf(day, finding) };
  });
}

function bursts(day: Day, rule: ScanRule): Finding[] {
  const { scan, today, told } = day;
  if (!scan) return [];
  const { series, volume } = countsOf(day);
  const spread = overdispersion(series, volume, today).week;
  const messages = scan.messages.map((message) => ({ ...message, isTold: told?.has(message.id) ?? false }));
  const scanned = { ...scan, messages, today, overdispersion: spread };
  const inGroups = scan.groups ? scanGroups(scanned, scan.groups, rule.groups) : [];
  return withoutOverlap([...scanNeighbours(scanned, rule), ...inGroups]).map((burst) =>
    burstFinding(burst, scan.messages, today),
  );
}

/** Everything that is established today, theme tests before bursts; several findings may be about one event. */
export function detect(day: Day, rule: ScanRule = SCAN): Finding[] {
  return [...byTheme(day), ...bursts(day, rule)];
}

/** What may be new or growing slowly: too weak for an alert, worth a line that says so. Needs neighbours of 28 days. */
export function slowGrowth(day: Day): Finding[] {
  const themes = findIncreases(countsOf(day), SLOW, day.explained).map((finding) => ({
    ...finding,
    members: membersOf(day, finding),
  }));
  const seen = new Set(themes.map(({ id }) => id));
  return [...themes, ...bursts(day, SLOW_SCAN).filter(({ id }) => id === null || !seen.has(id))];
}
