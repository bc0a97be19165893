import { KPI_DEFINITIONS, type KpiKey } from '../definitions.js';
import type { Kpi } from '../kpi.js';
import { kpiText } from './kpi-words.js';
import type { Reading } from '../readings.js';

/** The figure that a reading names. */
export function keyOfRead(kpi: Reading['rests'][number]['kpi']): KpiKey {
  return kpi === 'repeatContact' ? 'repeatContact7' : kpi;
}

/** A reading with the figures it rests on: "…: speed may cost answers (Handle time 12 min, before 18 min, n = 210; CSAT …)." */
export function readingSentence({ says, rests }: Reading, figures: Readonly<Record<KpiKey, Kpi>>): string {
  const numbers = rests.map(({ kpi, before, now, n }) => {
    const key = keyOfRead(kpi);
    const { name } = KPI_DEFINITIONS.find((definition) => definition.key === key)!;
    const { unit } = figures[key];
    return `${name} ${kpiText(now, unit)}, before ${kpiText(before, unit)}, n = ${n}`;
  });
  return `${says.replace(/\.$/, '')} (${numbers.join('; ')}).`;
}
