import type { Period } from '../../platform/periods.js';
import { countInterval, shareKpi, unknownKpi, type Kpi } from './kpi.js';
import { SATISFIED_FROM } from './rated-facts.js';
import type { SuppliedCounts } from './supplied-counts.js';
import { isCounted, type TicketFacts } from './ticket-facts.js';

/** Contacts per 1,000 customers; null without a customer count. */
export function contactRate(n: number, customers: number | null): Kpi {
  const fields = ['created_at', 'customer count'];
  if (!customers) return unknownKpi('per 1,000 customers', { fields, note: 'no customer count was given' });
  const { low, high } = countInterval(n);
  const scale = 1000 / customers;
  return {
    value: n * scale,
    n,
    interval: { low: low * scale, high: high * scale },
    unit: 'per 1,000 customers',
    fields,
  };
}

/** Share of help-centre sessions that were not followed by a contact; null when nobody supplies sessions. */
export function deflection({
  sessions,
  sessionsWithContact,
}: Pick<SuppliedCounts, 'sessions' | 'sessionsWithContact'>): Kpi {
  const fields = ['help-centre sessions'];
  if (!sessions || sessionsWithContact === null)
    return unknownKpi('percent', { fields, note: 'no help-centre sessions were supplied' });
  return shareKpi(Math.max(0, sessions - sessionsWithContact), sessions, {
    fields,
    note: 'a session without a contact need not have helped',
  });
}

/** Share of searches that found nothing; null when they are not supplied. */
export function failedSearchRate({
  searches,
  failedSearches,
}: Pick<SuppliedCounts, 'searches' | 'failedSearches'>): Kpi {
  const fields = ['help-centre searches'];
  if (!searches || failedSearches === null) return unknownKpi('percent', { fields, note: 'no searches were supplied' });
  return shareKpi(failedSearches, searches, { fields });
}

/** Share of satisfied customers among the answers given on tickets in the period; scales that are not known are left out. */
export function satisfaction(tickets: readonly TicketFacts[], period: Period): Kpi {
  const answers = tickets.flatMap(({ csat, status }) =>
    csat && isCounted({ status }) && csat.at >= period.from && csat.at < period.to ? [csat] : [],
  );
  const known = answers.filter(({ scale }) => SATISFIED_FROM[scale] !== undefined);
  const satisfied = known.filter(({ score, scale }) => score >= SATISFIED_FROM[scale]!);
  const unknown = answers.length - known.length;
  return shareKpi(satisfied.length, known.length, {
    fields: ['csat_score', 'csat_scale'],
    note: unknown ? `${unknown} on unknown scales left out` : undefined,
  });
}

/** What the contacts of a theme cost: contacts x mean handling hours x the hourly cost that the operator sets; null without either. */
export function themeCost(contacts: number, handleMinutes: Kpi, hourlyCost: number | null): Kpi {
  const fields = ['handle_seconds', 'hourly cost'];
  if (handleMinutes.unit !== 'minutes' || handleMinutes.value === null || hourlyCost === null)
    return unknownKpi('money', { fields, note: 'needs handling times and an hourly cost' });
  const scale = (contacts * hourlyCost) / 60;
  const { value, interval } = handleMinutes;
  return {
    value: value * scale,
    n: contacts,
    interval: interval && { low: interval.low * scale, high: interval.high * scale },
    unit: 'money',
    fields,
  };
}
