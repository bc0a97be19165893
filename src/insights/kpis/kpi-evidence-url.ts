import type { Period } from '../../platform/periods.js';
import { evidenceUrl } from '../filters/filter.schema.js';
import { KPI_DEFINITIONS, type KpiKey } from './definitions.js';
import type { KpiFilter } from './kpi-question.js';

/** The address that lists the tickets behind a figure; null when single tickets do not tell it. */
export function kpiEvidence(
  key: KpiKey,
  { period, filter = {} }: { period: Period; filter?: KpiFilter },
): string | null {
  const { themeIds, ...dimensions } = filter;
  const isTold = KPI_DEFINITIONS.find((definition) => definition.key === key)!.by !== null;
  return isTold ? evidenceUrl(`/v1/kpis/${key}/tickets`, period, { ...dimensions, theme: themeIds?.[0] }) : null;
}
