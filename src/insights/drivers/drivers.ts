import { benjaminiHochberg } from '../statistics/benjamini-hochberg.js';
import { adjustedEffects, type Adjusted } from './adjusted.js';
import type { ScoredContact } from './answers.js';
import { leaveEachOut, type Pull } from './leave-one-out.js';

/** What a theme does to a score, or that nobody can say yet. */
export type Driver =
  | {
      theme: string;
      n: number;
      verdict: 'established' | 'not established';
      pull: Pull;
      adjusted: Omit<Adjusted, 'theme'>;
      q: number;
    }
  | { theme: string; n: number; verdict: 'not enough data'; needed: number };

/** Fewer answers give intervals as wide as the scale. */
export const LEAST_ANSWERS = 30;
const DISCOVERY_RATE = 0.1;

/**
 * Drivers of a score among themes, strongest pull first: leave-one-out effect (what the score would gain without it) beside the
 * effect adjusted for segments and other themes, false discovery rate held over all themes tested. "Established" needs q <= .1
 * and both intervals off zero on the same side.
 */
export function drivers(contacts: readonly ScoredContact[], { seed = 1 } = {}): Driver[] {
  const counts = new Map<string, number>();
  for (const { themes } of contacts)
    for (const theme of new Set(themes)) counts.set(theme, (counts.get(theme) ?? 0) + 1);
  const known = [...counts]
    .filter(([, n]) => n >= LEAST_ANSWERS && contacts.length - n >= LEAST_ANSWERS)
    .map(([theme]) => theme)
    .sort();
  const adjusted = known.length ? adjustedEffects(contacts, known) : [];
  const pulls = leaveEachOut(contacts, known, seed);
  const q = benjaminiHochberg(adjusted.map(({ p }) => p));
  const tested = adjusted.map(({ theme, ...effect }, i): Driver => {
    const pull = pulls[i]!;
    const sure =
      q[i]! <= DISCOVERY_RATE && sideOf(pull.interval) !== 0 && sideOf(pull.interval) === sideOf(effect.interval);
    return {
      theme,
      n: counts.get(theme)!,
      verdict: sure ? 'established' : 'not established',
      pull,
      adjusted: effect,
      q: q[i]!,
    };
  });
  const unknown = [...counts]
    .filter(([theme]) => !known.includes(theme))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return [
    ...tested.sort((a, b) => strength(b) - strength(a)),
    ...unknown.map(([theme, n]): Driver => ({ theme, n, verdict: 'not enough data', needed: LEAST_ANSWERS })),
  ];
}

function sideOf(interval: { low: number; high: number } | null): -1 | 0 | 1 {
  if (!interval || (interval.low <= 0 && interval.high >= 0)) return 0;
  return interval.low > 0 ? 1 : -1;
}

function strength(driver: Driver): number {
  return driver.verdict === 'not enough data' ? 0 : Math.abs(driver.pull.effect);
}
