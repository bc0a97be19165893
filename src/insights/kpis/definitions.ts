import type { Kpi } from './kpi.js';

/** What a KPI means, in words that an operator can hold the number to. */
export interface KpiDefinition {
  key: KpiKey;
  name: string;
  definition: string;
  better: 'higher' | 'lower' | null;
  unit: Kpi['unit'];
  /** By what a ticket belongs to the period; null: not told by single tickets. */
  by: 'created' | 'solved' | 'answered' | 'open' | null;
}

export const KPI_KEYS = [
  'tickets',
  'firstResponse',
  'firstResponseP90',
  'resolutionTime',
  'resolutionTimeP90',
  'handleTime',
  'firstContactResolution',
  'resolutionRate',
  'reopenRate',
  'repeatContact7',
  'repeatContact30',
  'escalation',
  'backlog',
  'backlogAge',
  'csat',
  'ces',
  'nps',
  'responseRate',
  'deflection',
  'failedSearches',
  'contactRate',
  'cost',
] as const;
export type KpiKey = (typeof KPI_KEYS)[number];

type Row = [
  name: string,
  unit: Kpi['unit'],
  better: KpiDefinition['better'],
  by: KpiDefinition['by'],
  definition: string,
];

const ROWS: Record<KpiKey, Row> = {
  tickets: [
    'Tickets',
    'count',
    null,
    'created',
    'Tickets created in the period. Merged tickets and spam never count, in any figure.',
  ],
  firstResponse: [
    'First response time, median',
    'minutes',
    'lower',
    'created',
    'First public reply minus creation, of tickets created in the period, in business hours when a calendar is set. Tickets without a reply are left out and told.',
  ],
  firstResponseP90: [
    'First response time, slowest tenth',
    'minutes',
    'lower',
    'created',
    'The first response time that 90 % of the tickets stay below.',
  ],
  resolutionTime: [
    'Full resolution time, median',
    'minutes',
    'lower',
    'solved',
    'Last solution minus creation, of tickets solved in the period, in business hours when a calendar is set.',
  ],
  resolutionTimeP90: [
    'Full resolution time, slowest tenth',
    'minutes',
    'lower',
    'solved',
    'The resolution time that 90 % of the tickets stay below.',
  ],
  handleTime: [
    'Handle time, mean',
    'minutes',
    'lower',
    'solved',
    'Mean recorded handling time of tickets solved in the period; where none is recorded, replies per resolution stand in.',
  ],
  firstContactResolution: [
    'First contact resolution',
    'percent',
    'higher',
    'solved',
    'Inferred: solved with at most one reply, never reopened, and no further contact of the same customer about the same theme in the 7 days after. Tickets solved less than 7 days ago are left out.',
  ],
  resolutionRate: [
    'Resolution rate',
    'percent',
    'higher',
    'created',
    'Share of the tickets created in the period that are solved by now.',
  ],
  reopenRate: [
    'Reopen rate',
    'percent',
    'lower',
    'solved',
    'Share of the tickets solved in the period that had been reopened.',
  ],
  repeatContact7: [
    'Repeat contacts, 7 days',
    'percent',
    'lower',
    'created',
    'Share of contacts whose customer had written about the same theme in the 7 days before; contacts without customer or theme are left out.',
  ],
  repeatContact30: ['Repeat contacts, 30 days', 'percent', 'lower', 'created', 'The same within 30 days.'],
  escalation: [
    'Escalation rate',
    'percent',
    'lower',
    'created',
    'Share of the tickets created in the period that were escalated.',
  ],
  backlog: ['Backlog', 'count', 'lower', 'open', 'Tickets open at the end of the period.'],
  backlogAge: [
    'Age of the backlog, median',
    'minutes',
    'lower',
    'open',
    'Age of the open tickets at the end of the period, all hours.',
  ],
  csat: [
    'CSAT',
    'percent',
    'higher',
    'answered',
    'Share of satisfied answers given in the period: the upper points of each scale (4 and 5 of 5, 3 of 3, thumbs up), of the help desk and of own surveys together.',
  ],
  ces: [
    'Effort: found it easy',
    'percent',
    'higher',
    null,
    'Share of answers to own effort surveys on the easy points of the scale (5 to 7 of 7, 4 and 5 of 5).',
  ],
  nps: [
    'NPS',
    'points',
    'higher',
    null,
    'Share of promoters (9, 10) minus share of detractors (0 to 6) among answers to own surveys.',
  ],
  responseRate: [
    'Survey response rate',
    'percent',
    'higher',
    null,
    'Answered of the survey mails that arrived, by the day of sending.',
  ],
  deflection: [
    'Self-service deflection',
    'percent',
    'higher',
    null,
    'Share of help-centre sessions that were not followed by a contact. Needs supplied sessions.',
  ],
  failedSearches: [
    'Failed help-centre searches',
    'percent',
    'lower',
    null,
    'Share of help-centre searches that found nothing. Needs supplied searches.',
  ],
  contactRate: [
    'Contact rate',
    'per 1,000 customers',
    'lower',
    null,
    'Tickets created in the period per 1,000 customers. Needs a supplied customer count.',
  ],
  cost: [
    'Cost of contacts',
    'money',
    'lower',
    null,
    'Tickets created in the period x mean handling hours x the hourly cost that was set. Needs both.',
  ],
};

export const KPI_DEFINITIONS: readonly KpiDefinition[] = KPI_KEYS.map((key) => {
  const [name, unit, better, by, definition] = ROWS[key];
  return { key, name, definition, better, unit, by };
});
