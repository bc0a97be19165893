import { evidenceUrl } from '../filters/filter.schema.js';
import type { AlertRow } from './alert.entity.js';

/** An alert as API, webhooks and pages show it. */
export function alertView(alert: AlertRow) {
  const { id, themeId, measure, kind, title, sentence, observed, expected, usualLow, usualHigh, n, q, owners } = alert;
  const window = { from: alert.windowFrom, to: alert.windowTo };
  return {
    id,
    themeId,
    measure,
    kind,
    title,
    sentence: `${title} ${sentence}`,
    window,
    observed,
    expected,
    usual: { low: usualLow, high: usualHigh },
    unit: measure === 'contacts' ? 'customers' : 'percent',
    n,
    q,
    raisedAt: alert.raisedAt,
    grewAt: alert.grewAt,
    resolvedAt: alert.resolvedAt,
    snoozedUntil: alert.snoozedUntil,
    owners: owners ?? [],
    evidence:
      measure === 'csat'
        ? evidenceUrl('/v1/kpis/csat/tickets', window, { theme: themeId ?? undefined })
        : measure === 'negative'
          ? evidenceUrl(`/v1/themes/${themeId}/feedback`, window)
          : `/v1/alerts/${id}/feedback`,
  };
}
