import type { Interval } from '../../platform/statistics/interval.js';
import { clusterBootstrap } from '../statistics/bootstrap.js';
import { byCustomer, type ScoredContact } from './answers.js';

/** How far a theme pulls the score: the mean of all answers minus the mean without the theme's (share x gap). */
export interface Pull {
  effect: number;
  interval: Interval | null;
  n: number;
}

function pullOf(contacts: readonly ScoredContact[], theme: string): number | null {
  let sum = 0;
  let without = 0;
  let count = 0;
  for (const { score, themes } of contacts) {
    sum += score;
    if (themes.includes(theme)) continue;
    without += score;
    count++;
  }
  return count && contacts.length ? sum / contacts.length - without / count : null;
}

/** Leave-one-out effect with a bootstrap interval over customers (1,000 seeded draws); null when all answers carry the theme. */
export function leaveOneOut(contacts: readonly ScoredContact[], theme: string, seed = 1): Pull | null {
  const effect = pullOf(contacts, theme);
  if (effect === null) return null;
  const n = contacts.filter(({ themes }) => themes.includes(theme)).length;
  return { effect, n, interval: clusterBootstrap(byCustomer(contacts), (rows) => pullOf(rows, theme), { seed }) };
}
