import { ascending, quantile } from '../statistics/quantiles.js';
import { seededRandom } from '../statistics/random.js';

/** Contacts that an article could have avoided, a week: tenth, fiftieth and ninetieth percentile, with what was assumed. */
export interface AvoidableContacts {
  p10: number;
  p50: number;
  p90: number;
  assumptions: string[];
}

/** Own experience: contacts that were to be expected after articles were written, and how many of them did not come. */
export interface SelfService {
  avoided: number;
  contacts: number;
}

/** Contacts of a theme and all others, before and after an article. */
interface BeforeAfter {
  before: { contacts: number; others: number };
  after: { contacts: number; others: number };
}

/** Fewer expected contacts than this say nothing about what articles avoid. */
const LEAST_EXPECTED = 20;

/**
 * What articles have avoided: the contacts after them against those to be expected at the share of before. What became more
 * in one theme counts against what became less in another. Null while too little was seen.
 */
export function selfServiceOf(effects: readonly BeforeAfter[]): SelfService | null {
  let expected = 0;
  let came = 0;
  for (const { before, after } of effects) {
    if (before.others === 0) continue;
    expected += (before.contacts * after.others) / before.others;
    came += after.contacts;
  }
  if (expected < LEAST_EXPECTED) return null;
  const contacts = Math.round(expected);
  return { contacts, avoided: Math.min(contacts, Math.max(0, Math.round(expected - came))) };
}

/** What is known about a theme; `weekly` is its rate with the shape of its spread, `gaps` the sum of gap probabilities of n messages. */
export interface AvoidableInput {
  weekly: { mean: number; shape: number };
  gaps: { sum: number; n: number };
  /** Without it an assumption stands in. */
  selfService?: SelfService | null;
  seed?: number;
}

const DRAWS = 20_000;
/** Beta(2, 10), mean .17: published shares of contacts that self-service solves lie mostly between .05 and .35. */
const ASSUMED: [number, number] = [2, 10];

/**
 * D = rate x share without article x share that self-service solves, by 20,000 seeded draws:
 * rate ~ Gamma, share ~ Beta(1 + sum P, 1 + n - sum P), solved ~ Beta(2, 10), or Beta(2 + avoided, 10 + not avoided) once
 * the effect of own articles was measured.
 */
export function avoidableContacts({ weekly, gaps, selfService, seed = 1 }: AvoidableInput): AvoidableContacts {
  const random = seededRandom(seed);
  const [a, b] = ASSUMED;
  const avoided = selfService?.avoided ?? 0;
  const kept = selfService ? selfService.contacts - avoided : 0;
  const draws = Array.from({ length: DRAWS }, () => {
    const rate = random.gamma(weekly.shape, weekly.mean);
    const uncovered = random.beta(1 + gaps.sum, 1 + gaps.n - gaps.sum);
    return rate * uncovered * random.beta(a + avoided, b + kept);
  });
  const sorted = ascending(draws);
  const share = selfService
    ? `after earlier articles of yours ${avoided} of ${selfService.contacts} expected contacts did not come`
    : 'self-service solves 17 % of such contacts (4 to 33 %): an assumption until own articles were measured';
  return {
    p10: quantile(sorted, 0.1)!,
    p50: quantile(sorted, 0.5)!,
    p90: quantile(sorted, 0.9)!,
    assumptions: [share, 'contacts go on at the rate of the last weeks'],
  };
}
