import { shareFinding } from '../src/insights/alerts/alert-words.js';
import { seededRandom, type Random } from '../src/insights/statistics/random.js';
import { advanceAlerts, type Alert } from '../src/insights/trends/alert-life.js';
import { shareChanges, type ShareCounts } from '../src/insights/trends/share-changes.js';
import { wilsonInterval } from '../src/platform/statistics/wilson.js';

const THEMES = 77;
const WEEKS = 30;
/** Two weeks against the eight before, looked at once a week, as in the product. */
const NOW = 2;
const BEFORE = 8;

interface Week {
  yes: number;
  n: number;
}

interface World {
  /** Median answers a week and theme; themes spread lognormally. */
  weekly: number;
  share: number;
  /** Correlation of the answers of one theme in one week beyond chance (beta-binomial). */
  restless: number;
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}

function themeWeeks(random: Random, { weekly, share, restless }: World, weeks: number): Week[] {
  const volume = weekly * Math.exp(normal(random));
  const own = random.beta(8 * share, 8 * (1 - share));
  const size = restless > 0 ? 1 / restless - 1 : 0;
  return Array.from({ length: weeks }, () => {
    const n = random.poisson(volume);
    const now = restless > 0 ? random.beta(size * own + 1e-3, size * (1 - own) + 1e-3) : own;
    let yes = 0;
    for (let i = 0; i < n; i++) if (random.uniform() < now) yes++;
    return { yes, n };
  });
}

function summed(weeks: readonly Week[]): Week {
  return weeks.reduce((a, b) => ({ yes: a.yes + b.yes, n: a.n + b.n }), { yes: 0, n: 0 });
}

/** Alerts about a share that got worse, by the tests and the life of alerts of the product. */
function alertsOf(themes: readonly Week[][], measure: 'negative' | 'csat'): Alert[] {
  let alerts: Alert[] = [];
  for (let week = NOW + BEFORE; week <= themes[0]!.length; week++) {
    const counts: ShareCounts[] = themes.map((weeks, i) => ({
      id: `t${i}`,
      now: summed(weeks.slice(week - NOW, week)),
      before: summed(weeks.slice(week - NOW - BEFORE, week - NOW)),
    }));
    const window = { from: 7 * (week - NOW), to: 7 * week };
    const findings = shareChanges(counts).flatMap((change) => shareFinding(measure, change, window) ?? []);
    alerts = advanceAlerts(alerts, findings, 7 * week, (alert, finding) => alert.id === finding.id).alerts;
  }
  return alerts;
}

function sensitivity(world: World, measure: 'negative' | 'csat', runs: number): string {
  let found = 0;
  for (let run = 0; run < runs; run++) {
    const random = seededRandom(9000 + run);
    const themes = Array.from({ length: THEMES }, () => themeWeeks(random, world, NOW + BEFORE));
    const worse = measure === 'negative' ? 0.3 : -0.3;
    const usual = themeWeeks(random, { ...world, weekly: 20 }, BEFORE);
    const share = summed(usual).yes / Math.max(1, summed(usual).n);
    const after = Array.from({ length: NOW }, () => {
      const n = random.poisson(20);
      let yes = 0;
      for (let i = 0; i < n; i++) if (random.uniform() < share + worse) yes++;
      return { yes, n };
    });
    themes[0] = [...usual, ...after];
    if (alertsOf(themes, measure).some(({ id }) => id === 't0')) found++;
  }
  const { low, high } = wilsonInterval(found, runs)!;
  return `${(found / runs).toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}] of ${runs}`;
}

/** False alerts a week about sentiment and satisfaction of themes when nothing happens, and how often a fall of 30 points is told. */
export function shareNull(runs: number): void {
  console.log(`\nShares of ${THEMES} themes when nothing happens, ${runs} runs of ${WEEKS - NOW - BEFORE + 1} looks`);
  for (const [measure, weekly, share] of [
    ['negative', 12, 0.35],
    ['csat', 5, 0.85],
  ] as const) {
    for (const [name, restless] of [
      ['by chance', 0],
      ['restless .05', 0.05],
      ['restless .15', 0.15],
    ] as const) {
      const world = { weekly, share, restless };
      let alerts = 0;
      for (let run = 0; run < runs; run++) {
        const random = seededRandom(100 + run);
        alerts += alertsOf(
          Array.from({ length: THEMES }, () => themeWeeks(random, world, WEEKS)),
          measure,
        ).length;
      }
      const rate = alerts / (runs * (WEEKS - NOW - BEFORE + 1));
      console.log(
        `  ${measure.padEnd(8)} ${name.padEnd(13)} ${rate.toFixed(3)} false alerts a week; 30 points worse at 20 a week told ${sensitivity(world, measure, 40)}`,
      );
    }
  }
}
