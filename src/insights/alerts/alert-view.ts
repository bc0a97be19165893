import { evidenceUrl } from '../filters/filter.schema.js';
import type { AlertRow } from './alert.entity.js';

/** The teams that own an alert by name, with the rule that gave it to each; a team that is gone is left out. */
export function teamsOf({ owners, ownerReasons }: AlertRow, names: ReadonlyMap<string, string>) {
  return (owners ?? []).flatMap((id, i) => {
    const name = names.get(id);
    return name === undefined ? [] : [{ id, name, because: ownerReasons?.[i] ?? null }];
  });
}

/** An alert as API, webhooks and pages show it. */
export function alertView(alert: AlertRow, names: ReadonlyMap<string, string>) {
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
    resolvedBy: alert.resolvedBy,
    resolvedReason: alert.resolvedReason,
    snoozedUntil: alert.snoozedUntil,
    owners: owners ?? [],
    teams: teamsOf(alert, names),
    judged: alert.judged,
    evidence:
      measure === 'csat'
        ? evidenceUrl('/v1/kpis/csat/tickets', window, { theme: themeId ?? undefined })
        : measure === 'negative'
          ? evidenceUrl(`/v1/themes/${themeId}/feedback`, window)
          : `/v1/alerts/${id}/feedback`,
  };
}

export type AlertView = ReturnType<typeof alertView>;
