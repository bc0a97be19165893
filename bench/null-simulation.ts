import { advanceAlerts, explainedDays, type Alert } from '../src/insights/trends/alert-life.js';
import { volumeOf, type Series } from '../src/insights/trends/series.js';
import { DAILY, FALLS, findDecreases, findIncreases, WEEKLY } from '../src/insights/trends/theme-tests.js';
import { seededRandom, type Random } from '../src/insights/statistics/random.js';
import { wilsonInterval } from '../src/platform/statistics/wilson.js';

const THEMES = 77;
const HISTORY = 62;
const MEDIAN_WEEKLY = 12;
const WEEKEND = 0.45;

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}

/** Daily counts of themes with lognormal rates (median 12 a week), weekends, weekly totals +-12 %, rates restless by week. */
function simulate(seed: number, days: number, overdispersion: number, rates: readonly number[] = []): Series[] {
  const random = seededRandom(seed);
  const totals = Array.from({ length: Math.ceil(days / 7) }, () => 1 + 0.12 * normal(random));
  return Array.from({ length: THEMES }, (_, theme) => {
    const weekly = rates[theme] ?? MEDIAN_WEEKLY * Math.exp(normal(random));
    let level = 1;
    const counts = Array.from({ length: days }, (_, day) => {
      if (day % 7 === 0) level = overdispersion > 0 ? random.gamma(1 / overdispersion, 1) : 1;
      const share = (day % 7 > 4 ? WEEKEND : 1) / (5 + 2 * WEEKEND);
      return random.poisson(weekly * share * level * totals[Math.floor(day / 7)]!);
    });
    return { id: `t${theme}`, counts };
  });
}

/** Alerts raised over the days from HISTORY on, by the same tests and the same life of alerts as in the product. */
function alertsOf(series: readonly Series[], days: number): Alert[] {
  let alerts: Alert[] = [];
  for (let today = HISTORY; today < days; today++) {
    const cut = series.map(({ id, counts }) => ({ id, counts: counts.slice(0, today + 1) }));
    const counts = { series: cut, volume: volumeOf(cut), today };
    const explained = (id: string) =>
      explainedDays(
        alerts.filter((alert) => alert.id === id),
        today,
      );
    const weekly =
      today % 7 === 6 ? [...findIncreases(counts, WEEKLY, explained), ...findDecreases(counts, FALLS, explained)] : [];
    alerts = advanceAlerts(
      alerts,
      [...findIncreases(counts, DAILY, explained), ...weekly],
      today,
      (alert, finding) => alert.id === finding.id,
    ).alerts;
  }
  return alerts;
}

/** False alerts a week when nothing happens, and how often a theme of 12 a week that doubles or triples for a week is found. */
export function nullSimulation(runs: number): void {
  console.log(`\nNull simulation: ${THEMES} themes, median ${MEDIAN_WEEKLY} a week, ${runs} runs of 9 weeks`);
  for (const [name, overdispersion, bar] of [
    ['Poisson', 0, 0.1],
    ['overdispersed .125', 0.125, 0.7],
    ['overdispersed .25', 0.25, null],
  ] as const) {
    let alerts = 0;
    for (let seed = 0; seed < runs; seed++)
      alerts += alertsOf(simulate(seed, HISTORY + 63, overdispersion), HISTORY + 63).length;
    console.log(
      `  ${name.padEnd(20)} ${(alerts / (runs * 9)).toFixed(3)} false alerts a week${bar === null ? '' : ` (bar ${bar})`}`,
    );
  }
  for (const overdispersion of [0, 0.125]) for (const times of [2, 3]) sensitivity(runs, overdispersion, times);
}

function sensitivity(runs: number, overdispersion: number, times: number): void {
  const days = HISTORY + 36;
  const start = days - 7;
  let found = 0;
  for (let seed = 0; seed < runs; seed++) {
    const series = simulate(1000 + seed, days, overdispersion, [MEDIAN_WEEKLY, MEDIAN_WEEKLY]);
    const extra = simulate(5000 + seed, 7, 0, [MEDIAN_WEEKLY * (times - 1), MEDIAN_WEEKLY * (times - 1)]);
    const raised = series.map((one, i) =>
      i > 1 ? one : { id: one.id, counts: one.counts.map((n, day) => n + (extra[i]!.counts[day - start] ?? 0)) },
    );
    const hits = new Set(
      alertsOf(raised, days)
        .filter(({ raisedOn, kind }) => raisedOn >= start && kind !== 'fall')
        .map(({ id }) => id),
    );
    found += [...hits].filter((id) => id === 't0' || id === 't1').length;
  }
  const n = 2 * runs;
  const { low, high } = wilsonInterval(found, n)!;
  console.log(
    `  ${times}-fold week, spread ${overdispersion}: found ${(found / n).toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}] of ${n}`,
  );
}
