import type { Period } from '../../platform/periods.js';
import { evidenceUrl } from '../filters/filter.schema.js';
import { KPI_DEFINITIONS, type KpiKey } from './definitions.js';
import type { KpiFilter } from './kpi-question.js';

/** Figures over what people answered, and the addresses that list these answers or mails. */
const ANSWERED: Partial<Record<KpiKey, [path: string, query: Record<string, string>]>> = {
  ces: ['/v1/survey-answers', { kind: 'ces' }],
  nps: ['/v1/survey-answers', { kind: 'nps' }],
  responseRate: ['/v1/survey-mails', {}],
};

/** The address that lists the tickets, answers or mails behind a figure; null when single ones do not tell it. */
export function kpiEvidence(
  key: KpiKey,
  { period, filter = {} }: { period: Period; filter?: KpiFilter },
): string | null {
  const { themeIds, ...dimensions } = filter;
  const [path, query] = ANSWERED[key] ?? [];
  if (path) return themeIds ? null : evidenceUrl(path, period, { ...query, ...dimensions });
  const isTold = KPI_DEFINITIONS.find((definition) => definition.key === key)!.by !== null;
  return isTold ? evidenceUrl(`/v1/kpis/${key}/tickets`, period, { ...dimensions, theme: themeIds?.[0] }) : null;
}
