import type { Severity } from '../routing/routing-filter.js';
import type { ActionFacts, GapFacts, ThemeFacts, TrendKind } from './digest-facts.js';

const URGENT = new Set<TrendKind>(['spike', 'back']);
const GROWING = new Set<TrendKind>(['rise', 'new']);

export function severityOfTheme({ trend, state }: Pick<ThemeFacts, 'trend' | 'state'>): Severity {
  if (trend && URGENT.has(trend.kind)) return 'high';
  return (trend && GROWING.has(trend.kind)) || state === 'emerging' ? 'medium' : 'low';
}

export function severityOfGap({ band }: Pick<GapFacts, 'band'>): Severity {
  return band === 'likely' ? 'medium' : 'low';
}

export function severityOfAction({ effect, overdue }: Pick<ActionFacts, 'effect' | 'overdue'>): Severity {
  if (effect?.verdict === 'came back' || effect?.verdict === 'did not halve') return 'high';
  return overdue ? 'medium' : 'low';
}
