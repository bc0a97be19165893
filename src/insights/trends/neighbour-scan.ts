import { atLeast, type NegativeBinomial } from '../statistics/negative-binomial.js';
import { expectation } from './expectation.js';

/** A message as the scan sees it; `customer` null counts as somebody of their own. */
export interface ScanMessage {
  day: number;
  customer: string | null;
  /** Part of an event that is over: no news any more. */
  isTold?: boolean;
}

/** The nearest messages of one message, itself left out, best first; an index of -1 ends the list. */
export interface NeighbourList {
  index: ArrayLike<number>;
  similarity: ArrayLike<number>;
}

export interface ScanWindow {
  days: number;
  baseline: number;
  /** Fewest customers of a finding, and least observed / expected. */
  least: number;
  ratio: number;
  /** Chance of a false finding a day at which one is kept. A long window sees the same chance for days: it may be larger. */
  alpha: number;
}

export interface ScanRule {
  windows: readonly ScanWindow[];
  /** Cosine below which two messages are not about the same. */
  floor: number;
  /** Windows in which groups of messages are tested, too. */
  groups: readonly ScanWindow[];
}

/**
 * Chosen on generated streams (bench/trends): short windows for bursts, long ones for what is new. p times the centres of a
 * window is honest (null streams: 3 % of days below .03); a chance finding of four weeks stays for about two, one of a day is gone.
 * Groups find most of what is new, so balls may be asked for more than without them.
 */
export const SCAN: ScanRule = {
  windows: [
    { days: 1, baseline: 56, least: 4, ratio: 2, alpha: 0.005 },
    { days: 3, baseline: 56, least: 4, ratio: 2, alpha: 0.004 },
    { days: 7, baseline: 56, least: 5, ratio: 2, alpha: 0.004 },
    { days: 14, baseline: 70, least: 5, ratio: 2, alpha: 0.006 },
    { days: 28, baseline: 56, least: 5, ratio: 2, alpha: 0.015 },
  ],
  floor: 0.65,
  groups: [
    { days: 7, baseline: 70, least: 3, ratio: 2, alpha: 0.02 },
    { days: 14, baseline: 70, least: 3, ratio: 2, alpha: 0.03 },
    { days: 28, baseline: 56, least: 4, ratio: 2, alpha: 0.06 },
  ],
};

/** A hint that something is new or grows slowly, once a week: a line a week is chance. */
export const SLOW_SCAN: ScanRule = {
  windows: [{ days: 28, baseline: 56, least: 8, ratio: 2, alpha: 2 }],
  floor: 0.65,
  groups: [
    { days: 7, baseline: 70, least: 3, ratio: 2, alpha: 0.2 },
    { days: 14, baseline: 70, least: 3, ratio: 2, alpha: 0.3 },
    { days: 28, baseline: 56, least: 4, ratio: 2, alpha: 0.5 },
  ],
};

/** How many neighbours are followed: a ball that held more would be a theme, and is tested as one. */
export const SCAN_REACH = 100;

/** Messages that lie together in meaning and came together in time. */
export interface Burst {
  window: ScanWindow;
  /** Customers in the window; of a ball the centre's left out, since it was chosen for being there; and what is expected of them. */
  observed: number;
  /** All customers in the window. */
  customers: number;
  usual: NegativeBinomial;
  history: number;
  /** p times the number of centres: the chance of a finding like this anywhere in such a window today. */
  q: number;
  members: number[];
}

export interface Scanned {
  messages: readonly ScanMessage[];
  today: number;
  neighboursOf: (centre: number) => NeighbourList;
  /** Relative variance of rates beyond Poisson. */
  overdispersion: number;
}

interface Totals {
  now: number;
  then: number;
}

/** Which days a window and its baseline hold: 'now', 'then' or neither. */
export function sideOf(
  { day, isTold }: ScanMessage,
  today: number,
  { days, baseline }: ScanWindow,
): 'now' | 'then' | null {
  if (day > today || day <= today - days - baseline) return null;
  if (day <= today - days) return 'then';
  return isTold ? null : 'now';
}

export function totals({ messages, today }: Omit<Scanned, 'neighboursOf'>, window: ScanWindow): Totals {
  const sum = { now: 0, then: 0 };
  for (const message of messages) {
    const side = sideOf(message, today, window);
    if (side) sum[side]++;
  }
  return sum;
}

/** A ball around one recent message that grows neighbour by neighbour. */
class Ball {
  readonly members: number[];
  private readonly customers: Set<string | number>;
  history = 0;

  constructor(centre: number, customer: string | null) {
    this.members = [centre];
    this.customers = new Set([customer ?? centre]);
  }

  get observed(): number {
    return this.customers.size - 1;
  }

  /** True when the member is a customer not seen in the ball before. */
  add(member: number, customer: string | null): boolean {
    this.members.push(member);
    const before = this.customers.size;
    return this.customers.add(customer ?? member).size > before;
  }
}

function scanCentre(
  scanned: Scanned,
  centre: number,
  window: ScanWindow,
  context: { all: Totals; floor: number },
): (Omit<Burst, 'q'> & { p: number }) | null {
  const { messages, today, overdispersion } = scanned;
  const list = scanned.neighboursOf(centre);
  const ball = new Ball(centre, messages[centre]!.customer);
  let best: (Omit<Burst, 'q'> & { p: number }) | null = null;
  for (let k = 0; k < Math.min(list.index.length, SCAN_REACH); k++) {
    const i = list.index[k]!;
    if (i < 0 || list.similarity[k]! < context.floor) break;
    const side = sideOf(messages[i]!, today, window);
    if (side === 'then') ball.history++;
    if (side !== 'now' || !ball.add(i, messages[i]!.customer) || ball.observed + 1 < window.least) continue;
    const usual = expectation({
      history: ball.history,
      othersNow: Math.max(1, context.all.now - ball.observed),
      othersThen: context.all.then - ball.history,
      spreadNow: overdispersion,
      spreadThen: (overdispersion * 7) / window.baseline,
      prior: 1,
    });
    if (!usual || ball.observed < window.ratio * usual.mean) continue;
    const p = atLeast(ball.observed, usual);
    if (!best || p < best.p)
      best = {
        window,
        observed: ball.observed,
        customers: ball.observed + 1,
        usual,
        history: ball.history,
        p,
        members: [...ball.members],
      };
  }
  return best;
}

/**
 * Looks for bursts around every recent message without asking which theme it belongs to: neighbours are taken in order of
 * cosine, and after each recent one the customers so far are compared with what the same ball held before (a space-time scan
 * in the manner of Kulldorff 2005, with the negative binomial tail of all other trend tests, exact where rates are Poisson). p
 * is multiplied by the number of centres. Strongest first; a finding that shares over 30 % of its messages with a stronger one is left out.
 */
export function scanNeighbours(scanned: Scanned, { windows, floor }: Omit<ScanRule, 'groups'> = SCAN): Burst[] {
  const found: Burst[] = [];
  for (const window of windows) {
    const all = totals(scanned, window);
    const tests = all.now;
    scanned.messages.forEach((message, centre) => {
      if (sideOf(message, scanned.today, window) !== 'now') return;
      const best = scanCentre(scanned, centre, window, { all, floor });
      if (best && best.p * tests <= window.alpha) {
        const { p, ...burst } = best;
        found.push({ ...burst, q: p * tests });
      }
    });
  }
  return withoutOverlap(found);
}

/** Strongest first; one that shares over 30 % of its messages with stronger ones is left out. */
export function withoutOverlap(bursts: readonly Burst[]): Burst[] {
  const kept: Burst[] = [];
  const taken = new Set<number>();
  for (const burst of bursts.toSorted((a, b) => a.q - b.q || a.members[0]! - b.members[0]!)) {
    const shared = burst.members.filter((member) => taken.has(member)).length;
    if (shared > 0.3 * burst.members.length) continue;
    burst.members.forEach((member) => taken.add(member));
    kept.push(burst);
  }
  return kept;
}
