import { seededRandom, type Random } from '../../src/insights/statistics/random.js';

/** A labelled text to draw tickets from; no text is used twice in a stream. */
export interface LabelledText {
  index: number;
  issue: string;
}

export interface StreamOptions {
  seed: number;
  days: number;
  /** Mean contacts of an issue on a weekday; spread over issues by `skew` (0 = all alike). */
  rate: number;
  skew: number;
  /** Relative variance of an issue's weekly rate beyond Poisson. */
  overdispersion: number;
  /** Extra contacts a day and how many days, one spike each. */
  spikes: { extra: number; days: number }[];
  newIssue: boolean;
  slowRamp: boolean;
  decoy: boolean;
}

export interface PlantedEvent {
  type: 'spike' | 'slow_ramp' | 'new_issue' | 'decoy_volume';
  issue: string | null;
  startDay: number;
  days: number;
}

export interface StreamTicket {
  textIndex: number;
  issue: string;
  day: number;
}

const WEEKEND = 0.45;

/** Days 20 to 80 % of the way, a week apart, so that every event has a history and can be told from the next. */
function eventDays(random: Random, count: number, days: number): number[] {
  const chosen: number[] = [];
  for (let guard = 0; chosen.length < count && guard < 10_000; guard++) {
    const day = Math.floor(23 + random.uniform() * (days - 30));
    if (chosen.every((other) => Math.abs(other - day) >= 4)) chosen.push(day);
  }
  return chosen;
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}

function plan(issues: string[], options: StreamOptions, random: Random): PlantedEvent[] {
  const { days, spikes } = options;
  const chosen = shuffled(issues, random);
  const at = eventDays(random, spikes.length + 1, days);
  const events: PlantedEvent[] = spikes.map((spike, i) => ({
    type: 'spike',
    issue: chosen[i]!,
    startDay: at[i]!,
    days: spike.days,
  }));
  const [ramp, fresh] = [chosen[spikes.length]!, chosen[spikes.length + 1]!];
  const late = Math.floor(days * 0.62 + random.uniform() * days * 0.12);
  if (options.slowRamp) events.push({ type: 'slow_ramp', issue: ramp, startDay: days - 30, days: 30 });
  if (options.newIssue) events.push({ type: 'new_issue', issue: fresh, startDay: late, days: days - late });
  if (options.decoy) events.push({ type: 'decoy_volume', issue: null, startDay: at[spikes.length]!, days: 1 });
  return events;
}

function factor(event: PlantedEvent, day: number, issue: string): number {
  const inside = day >= event.startDay && day < event.startDay + event.days;
  if (event.type === 'decoy_volume') return inside ? 2 : 1;
  if (event.issue !== issue) return 1;
  if (event.type === 'new_issue') return inside ? 1 : 0;
  return event.type === 'slow_ramp' && inside ? 1 + (4 * (day - event.startDay + 1)) / event.days : 1;
}

/**
 * A dated stream with planted events and their truth: independent counts per issue and day, fewer at weekends, optional
 * overdispersion by week. Day 0 is a Monday. Everything follows from the seed.
 */
export function generateStream(texts: readonly LabelledText[], options: StreamOptions) {
  const random = seededRandom(options.seed);
  const byIssue = new Map<string, number[]>();
  for (const { index, issue } of shuffled(texts, random)) byIssue.set(issue, [...(byIssue.get(issue) ?? []), index]);
  const issues = [...byIssue.keys()].sort();
  const events = plan(issues, options, random);
  const tickets: StreamTicket[] = [];
  for (const issue of issues) {
    const base =
      options.rate * Math.exp(options.skew * (random.uniform() + random.uniform() + random.uniform() - 1.5) * 2);
    const left = byIssue.get(issue)!;
    let week = 1;
    for (let day = 0; day < options.days; day++) {
      if (day % 7 === 0 && options.overdispersion > 0) week = random.gamma(1 / options.overdispersion, 1);
      const usual =
        base *
        week *
        (day % 7 > 4 ? WEEKEND : 1) *
        events.reduce((product, event) => product * factor(event, day, issue), 1);
      const extra = events.reduce((sum, event, i) => {
        const hit =
          event.type === 'spike' && event.issue === issue && day >= event.startDay && day < event.startDay + event.days;
        return sum + (hit ? options.spikes[i]!.extra : 0);
      }, 0);
      for (let n = random.poisson(usual) + random.poisson(extra); n > 0 && left.length; n--)
        tickets.push({ textIndex: left.pop()!, issue, day });
    }
  }
  return { tickets: tickets.sort((a, b) => a.day - b.day), events };
}
