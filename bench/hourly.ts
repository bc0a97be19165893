import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hourlySpikes } from '../src/insights/trends/hourly.js';
import { wilsonInterval } from '../src/platform/statistics/wilson.js';
import { DATA, isThere, readJson } from './data.js';

interface HourlySeries {
  counts: number[];
  /** Labelled anomalies in hours from the start. */
  windows: [number, number][];
}

const WARM_UP = 168;
const HOUR_MS = 3_600_000;
const time = (text: string) => Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`);

function readSeries(file: string, windows: [string, string][]): HourlySeries {
  const rows = readFileSync(join(DATA, 'nab_volume_spikes', file), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  const start = time(rows[0]!);
  const counts: number[] = [];
  for (const row of rows) {
    const [at, value] = row.split(',') as [string, string];
    const hour = Math.floor((time(at) - start) / HOUR_MS);
    while (counts.length <= hour) counts.push(0);
    counts[hour]! += Number(value);
  }
  return {
    counts,
    windows: windows.map(([from, to]) => [Math.floor((time(from) - start) / HOUR_MS), (time(to) - start) / HOUR_MS]),
  };
}

/** The usual robust z-score: more than 3.5 scaled MADs above the median of two weeks; the same silence after an alarm. */
function robustZ(counts: readonly number[], coolDown: number): number[] {
  const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;
  const alarms: number[] = [];
  let silentUntil = WARM_UP;
  for (let hour = WARM_UP; hour < counts.length; hour++) {
    const past = counts.slice(Math.max(0, hour - 336), hour);
    const middle = median(past);
    const z = (counts[hour]! - middle) / (1.4826 * median(past.map((count) => Math.abs(count - middle))) || 1);
    if (z <= 3.5) continue;
    if (hour >= silentUntil) alarms.push(hour);
    silentUntil = hour + coolDown;
  }
  return alarms;
}

function print(name: string, series: readonly HourlySeries[], detect: (counts: readonly number[]) => number[]): void {
  let found = 0;
  let labelled = 0;
  let wrong = 0;
  let hours = 0;
  for (const { counts, windows } of series) {
    const alarms = detect(counts);
    const testable = windows.filter(([, to]) => to >= WARM_UP);
    labelled += testable.length;
    found += testable.filter(([from, to]) => alarms.some((alarm) => alarm >= from && alarm <= to)).length;
    wrong += alarms.filter((alarm) => !windows.some(([from, to]) => alarm >= from && alarm <= to)).length;
    hours += counts.length - WARM_UP;
  }
  const { low, high } = wilsonInterval(found, labelled)!;
  const weekly = wrong / (hours / 168);
  console.log(
    `  ${name.padEnd(34)} recall ${found}/${labelled} [${low.toFixed(2)}, ${high.toFixed(2)}], false ${wrong} (${weekly.toFixed(2)} a series-week)`,
  );
}

/** Recall and false alarms on real hourly volumes beside a robust z-score. */
export function realSpikes(): void {
  if (!isThere('nab_volume_spikes/labels_dev.json')) return;
  const labels = readJson<Record<string, { windows: [string, string][] }>>('nab_volume_spikes/labels_dev.json');
  const series = Object.entries(labels).map(([file, { windows }]) => readSeries(file, windows));
  console.log('\nReal tweet volumes by hour (labels by Numenta, some disputed)');
  print('ours', series, (counts) => hourlySpikes(counts).map(({ hour }) => hour));
  print('robust z > 3.5, silent for 24 h', series, (counts) => robustZ(counts, 24));
  print('robust z > 3.5, silent for 36 h', series, (counts) => robustZ(counts, 36));
}
