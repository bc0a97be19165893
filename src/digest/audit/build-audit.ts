import type { MinedMessages } from '../../insights/themes/mine-messages.js';
import { volumeOf } from '../../insights/trends/series.js';
import { DAILY, findDecreases, findIncreases, WEEKLY } from '../../insights/trends/theme-tests.js';
import type { Finding } from '../../insights/trends/finding.js';
import { type Period, weekOf, weeksIn } from '../../platform/periods.js';
import { shareFacts } from '../facts/theme-facts.js';
import { type Coverage, gapsOf } from './audit-gaps.js';
import { kpisOf } from './audit-kpis.js';
import { qualityOf } from './audit-quality.js';
import type { AuditChange, AuditReport, AuditTheme } from './audit-report.js';
import { concentratesOn, DIMENSIONS } from './audit-segments.js';
import { dayIndex, type Days, daysOf } from './audit-days.js';
import { firstSteps } from './first-steps.js';
import type { AuditInput, AuditTicket } from './read-audit-tickets.js';

export interface AuditGround {
  file: string;
  input: AuditInput;
  mined: MinedMessages;
  /** Per theme, in their order; null when no help articles were given. */
  coverage: Coverage[] | null;
  zone: string;
  seed: number;
}

const MOST_VALUES = 8;
const MOST_THEMES = 25;
const QUOTES = 3;
/** Days before the end on which a spike is still news. */
const SPIKE_DAYS = 28;

/** Everything the page says, computed from what was read and mined. Pure: the same file and seed give the same report. */
export function buildAudit(ground: AuditGround): AuditReport {
  const { input, mined, file, seed } = ground;
  const days = input.hasDates ? daysOf(input.tickets, ground.zone) : null;
  const themes = mined.themes.map((_, index) => themeOf(ground, index, days));
  const changes = days ? changesOf(ground, days) : [];
  const gaps = ground.coverage ? gapsOf(ground.coverage, themes, (index) => membersOf(ground, index)) : null;
  const report: AuditReport = {
    file,
    period: days
      ? {
          from: days.period.from.toISOString(),
          to: days.period.to.toISOString(),
          weeks: weeksIn(days.period, ground.zone).length,
          zone: ground.zone,
        }
      : null,
    totals: {
      tickets: input.tickets.length,
      customers: customersOf(input.tickets),
      themes: themes.length,
      refusedLines: input.refused.length,
    },
    weekly: days ? weeklyOf(input.tickets, days.period, ground.zone) : null,
    volumes: DIMENSIONS.flatMap((dimension) => volumeBy(input.tickets, dimension) ?? []),
    kpis: days ? kpisOf(input.tickets, themesOfTickets(mined), days.period) : [],
    themes: themes.slice(0, MOST_THEMES),
    changes,
    gaps,
    quality: qualityOf(input, mined),
    firstSteps: [],
    provenance: {
      model: `${mined.model.name} ${mined.model.fingerprint}`,
      threshold: mined.threshold,
      seed,
      version: '1',
    },
  };
  return { ...report, firstSteps: firstSteps(report) };
}

function membersOf({ input, mined }: AuditGround, theme: number): AuditTicket[] {
  return input.tickets.filter((_, index) => mined.messages[index]!.theme === theme);
}

function themeOf(ground: AuditGround, index: number, days: Days | null): AuditTheme {
  const { input, mined } = ground;
  const { label, keywords, quotes } = mined.themes[index]!;
  const members = membersOf(ground, index);
  const mine = new Set(members);
  return {
    id: `t${index + 1}`,
    label,
    keywords,
    tickets: members.length,
    customers: customersOf(members),
    share: shareFacts(members.length, input.tickets.length),
    negative: negativeOf(ground, index),
    weekly: days ? weeklyOf(members, days.period, ground.zone).map(({ tickets }) => tickets) : null,
    segments: concentratesOn(input.tickets, mine),
    quotes: quotes.slice(0, QUOTES).map((at) => input.tickets[at]!.masked),
  };
}

function negativeOf({ mined }: AuditGround, theme: number): AuditTheme['negative'] {
  const read = mined.messages.flatMap(({ theme: own, reading }) =>
    own === theme && reading?.sentiment ? [reading.sentiment] : [],
  );
  if (read.length === 0) return null;
  return shareFacts(
    read.filter(({ negative, neutral, positive }) => negative >= neutral && negative >= positive).length,
    read.length,
  );
}

function customersOf(tickets: AuditTicket[]): number | null {
  const known = tickets.flatMap(({ customer }) => customer ?? []);
  return known.length ? new Set(known).size : null;
}

function weeklyOf(tickets: AuditTicket[], period: Period, zone: string): NonNullable<AuditReport['weekly']> {
  const weeks = weeksIn(period, zone).map(({ name, from }) => ({ week: name, from: from.toISOString(), tickets: 0 }));
  const byName = new Map(weeks.map((week) => [week.week, week]));
  for (const { ticket } of tickets) byName.get(weekOf(new Date(ticket.createdAt), zone).name)!.tickets++;
  return weeks;
}

function volumeBy(
  tickets: AuditTicket[],
  dimension: (typeof DIMENSIONS)[number],
): AuditReport['volumes'][number] | null {
  const groups = Map.groupBy(
    tickets,
    ({ ticket, language }) => (dimension === 'language' ? language : ticket[dimension]) ?? '',
  );
  groups.delete('');
  if (groups.size < 2) return null;
  const values = [...groups].map(([value, list]) => ({
    value,
    tickets: list.length,
    share: list.length / tickets.length,
  }));
  values.sort((a, b) => b.tickets - a.tickets || a.value.localeCompare(b.value));
  return { dimension, values: values.slice(0, MOST_VALUES) };
}

function themesOfTickets(mined: MinedMessages): string[][] {
  return mined.messages.map(({ theme }) => (theme >= 0 ? [`t${theme + 1}`] : []));
}

/** The same tests as the service's, on the last day of the file, and on each of the last four weeks for spikes. */
function changesOf(ground: AuditGround, days: Days): AuditChange[] {
  const rest = new Array<number>(days.count).fill(0);
  const rows = ground.mined.themes.map(() => new Array<number>(days.count).fill(0));
  ground.input.tickets.forEach(({ ticket }, index) => {
    const row = rows[ground.mined.messages[index]!.theme] ?? rest;
    row[dayIndex(days, new Date(ticket.createdAt))]!++;
  });
  const series = rows.map((counts, index) => ({ id: String(index), counts }));
  const counts = { series, volume: volumeOf(series, rest), today: days.count - 1 };
  const spikes = Array.from({ length: Math.min(SPIKE_DAYS, days.count) }, (_, back) =>
    findIncreases({ ...counts, today: counts.today - back }, DAILY),
  );
  const found = [...findIncreases(counts, WEEKLY), ...findDecreases(counts), ...spikes.flat()];
  const strongest = new Map<string, Finding>();
  for (const finding of found) {
    const known = strongest.get(finding.id!);
    if (!known || finding.q < known.q) strongest.set(finding.id!, finding);
  }
  return [...strongest.values()].sort((a, b) => a.q - b.q).map((finding) => toChange(finding, ground, days));
}

function toChange(
  { id, kind, from, to, observed, expected, usual, q }: Finding,
  { mined }: AuditGround,
  days: Days,
): AuditChange {
  const theme = Number(id);
  const day = days.bounds[to - 1]!.toISOString();
  return {
    themeId: `t${theme + 1}`,
    label: mined.themes[theme]!.label,
    kind,
    day,
    windowDays: to - from,
    observed,
    expected,
    low: usual.low,
    high: usual.high,
    q,
  };
}
