import { effectOfFix, ratioOf, verdictOf, type FixHistory } from '../src/digest/effects/effect-of-a-fix.js';
import { seededRandom, type Random } from '../src/insights/statistics/random.js';
import { wilsonInterval } from '../src/platform/statistics/wilson.js';

/**
 * npm run bench:effect: 80 themes with drift, restless weeks and common shocks; the theme that a team fixes is one that has just
 * spiked. How often the interval holds the truth, how often "worked" is wrong, how often a real fix is found.
 */

const THEMES = 80;
const BEFORE = 16;
const RUNS = Number(process.argv[2] ?? 400);
const LOOKS = [
  { weeks: 2, skip: 0 },
  { weeks: 4, skip: 0 },
  { weeks: 8, skip: 2 },
];

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}

interface World {
  counts: number[][];
  /** The rate that each theme would have had without a fix. */
  theme: number;
}

/** Weekly counts: log rates drift (sd .07 a week), weeks are restless (gamma, .06), the whole moves together (sd .12). */
function world(seed: number, rate: number, left: number): World {
  const random = seededRandom(seed);
  const weeks = BEFORE + 8;
  const shocks = Array.from({ length: weeks }, () => Math.exp(0.12 * normal(random)));
  const rates = Array.from({ length: THEMES }, (_, theme) => (theme < 8 ? rate : 8 * Math.exp(0.9 * normal(random))));
  const means = rates.map((base) => {
    let drift = 0;
    return shocks.map((shock) => {
      drift += 0.07 * normal(random);
      return base * shock * Math.exp(drift) * random.gamma(1 / 0.06, 1);
    });
  });
  const counts = means.map((row) => row.map((mean) => random.poisson(mean)));
  const theme = mostSpiked(counts);
  for (let week = BEFORE; week < weeks; week++) counts[theme]![week] = random.poisson(means[theme]![week]! * left);
  return { counts, theme };
}

/** Of the eight candidates with the rate asked for, the one whose last four weeks stand out most. */
function mostSpiked(counts: readonly number[][]): number {
  const rise = (row: readonly number[]) => {
    const recent = row.slice(BEFORE - 4, BEFORE).reduce((a, b) => a + b, 0) / 4;
    const before = row.slice(0, BEFORE - 4).reduce((a, b) => a + b, 0) / (BEFORE - 4);
    return (recent - before) / Math.sqrt(before + 1);
  };
  return Array.from({ length: 8 }, (_, i) => i).reduce(
    (best, i) => (rise(counts[i]!) > rise(counts[best]!) ? i : best),
    0,
  );
}

function historyOf({ counts, theme }: World, { weeks, skip }: { weeks: number; skip: number }): FixHistory {
  return {
    counts,
    theme,
    weeksBefore: BEFORE,
    decisionWeeks: [BEFORE - 4, BEFORE - 3, BEFORE - 2, BEFORE - 1],
    skip,
    weeks,
    fixed: new Set(),
  };
}

/** The 90 % interval of the plain ratio of Poisson rates, four weeks before against the weeks after. */
function plainRatio(
  { counts, theme }: World,
  { weeks, skip }: { weeks: number; skip: number },
): { low: number; high: number } {
  const row = counts[theme]!;
  const before = row.slice(BEFORE - 4, BEFORE).reduce((a, b) => a + b, 0);
  const after = row.slice(BEFORE + skip, BEFORE + weeks).reduce((a, b) => a + b, 0);
  const log = Math.log(((after + 0.5) / (weeks - skip)) * (4 / (before + 0.5)));
  const half = 1.645 * Math.sqrt(1 / (after + 0.5) + 1 / (before + 0.5));
  return { low: Math.exp(log - half), high: Math.exp(log + half) };
}

const shown = (yes: number, n: number) => {
  const { low, high } = wilsonInterval(yes, n)!;
  return `${(yes / n).toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
};

function holds({ low, high }: { low: number; high: number }, truth: number): boolean {
  return low <= truth && truth <= high;
}

console.log(
  `${RUNS} simulated fixes a cell; ${THEMES} themes, ${BEFORE} weeks before; the fixed theme is the one of eight that had spiked most\n`,
);
type Look = (typeof LOOKS)[number];

/** Fixes that remove a share of nothing or little: how often the interval holds the truth, and what is said wrongly. */
function honesty(look: Look, left: number) {
  const tally = { ours: 0, plain: 0, fell: 0, worked: 0, n: 0 };
  for (const [cell, rate] of [6, 12, 30].entries()) {
    for (let run = 0; run < RUNS; run++) {
      const one = world(cell * 100_000 + run, rate, left);
      const effect = effectOfFix(historyOf(one, look));
      const verdict = verdictOf(effect, look.weeks);
      tally.n++;
      tally.ours += Number(holds(ratioOf(effect), left));
      tally.plain += Number(holds(plainRatio(one, look), left));
      tally.fell += Number(verdict === 'worked' || verdict === 'partly' || verdict === 'early sign');
      tally.worked += Number(verdict === 'worked');
    }
  }
  return tally;
}

for (const look of LOOKS) {
  console.log(`week ${look.weeks}${look.skip ? ` (first ${look.skip} left out)` : ''}`);
  const none = honesty(look, 1);
  console.log(
    `  no effect: 90 % interval holds the truth ${shown(none.ours, none.n)}, plain before/after ratio ${shown(none.plain, none.n)}; a fall claimed ${shown(none.fell, none.n)}`,
  );
  const little = honesty(look, 0.8);
  console.log(
    `  removes a fifth: holds the truth ${shown(little.ours, little.n)}, plain ${shown(little.plain, little.n)}; "worked" claimed ${shown(little.worked, little.n)}`,
  );
}
console.log('\nPower at week 4 ("worked" or "partly"), fix that removes 70 % / 50 % of contacts');
for (const rate of [3, 6, 12, 30]) {
  const found = [0.3, 0.5].map((left) => {
    let hits = 0;
    for (let run = 0; run < RUNS; run++) {
      const effect = effectOfFix(historyOf(world(700_000 + run, rate, left), LOOKS[1]!));
      if (['worked', 'partly'].includes(verdictOf(effect, 4))) hits++;
    }
    return shown(hits, RUNS);
  });
  console.log(`  ${String(rate).padStart(2)} a week: ${found.join('  /  ')}`);
}
