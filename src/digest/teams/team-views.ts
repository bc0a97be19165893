import type { DryRunWeek } from '../routing/dry-run.js';
import { filterWords } from '../routing/filter-words.js';
import { ITEM_KINDS, type RoutingFilter, SEVERITIES } from '../routing/routing-filter.js';
import type { RoutingRule } from '../routing/routing-rule.entity.js';
import type { Team, WhenQuiet } from './team.entity.js';
import { WHEN_QUIET } from './team.entity.js';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const KINDS = { product: 'Product', content: 'Help content', support: 'Support' };
const QUIET: Record<WhenQuiet, string> = {
  send: 'say so, with the counts',
  skip: 'send nothing',
  combine: 'send nothing, and tell it with the next week',
};
const KIND_LABELS = { theme: 'Themes', gap: 'Missing articles', action: 'Actions', alert: 'Alerts' };
const TEXT_FIELDS = {
  areas: 'Areas',
  products: 'Products',
  plans: 'Plans',
  channels: 'Channels',
  stages: 'Journey stages',
  tags: 'Tags',
};

type Timed = Pick<Team, 'timeZone' | 'sendWeekday' | 'sendHour'>;

/** `Mondays at 08:00, Europe/Berlin`. */
export function sendTimeWords({ timeZone, sendWeekday, sendHour }: Timed): string {
  return `${WEEKDAYS[sendWeekday - 1]}s at ${String(sendHour).padStart(2, '0')}:00, ${timeZone}`;
}

export function kindWords(kind: Team['kind']): string {
  return KINDS[kind];
}

/** The choices of the form, with what is chosen. */
export function teamChoices(team: Pick<Team, 'kind' | 'whenQuiet'> & Timed) {
  const hours = Array.from({ length: 19 }, (_, i) => i + 4);
  return {
    kinds: Object.entries(KINDS).map(([value, label]) => ({ value, label, isChosen: value === team.kind })),
    weekdays: WEEKDAYS.map((label, i) => ({ value: i + 1, label, isChosen: i + 1 === team.sendWeekday })),
    hours: hours.map((hour) => ({
      value: hour,
      label: `${String(hour).padStart(2, '0')}:00`,
      isChosen: hour === team.sendHour,
    })),
    quiet: WHEN_QUIET.map((value) => ({ value, label: QUIET[value], isChosen: value === team.whenQuiet })),
  };
}

/** The form of a rule, filled with what was tried. */
export function ruleFields(filter: RoutingFilter) {
  return {
    kinds: ITEM_KINDS.map((value) => ({
      value,
      label: KIND_LABELS[value],
      isChosen: filter.kinds?.includes(value) ?? false,
    })),
    severities: SEVERITIES.map((value) => ({
      value,
      label: value,
      isChosen: filter.severities?.includes(value) ?? false,
    })),
    texts: Object.entries(TEXT_FIELDS).map(([name, label]) => ({
      name,
      label,
      value: (filter[name as keyof typeof TEXT_FIELDS] ?? []).join(', '),
    })),
  };
}

export function ruleViews(rules: RoutingRule[], teamId: string) {
  const own = rules.filter((rule) => rule.teamId === teamId);
  return own.map(({ id, filter }) => ({ id, words: filterWords(filter) }));
}

export interface DryRunView {
  words: string;
  weeks: {
    week: string;
    items: number;
    unclaimed: number;
    count: number;
    claimed: { title: string; kind: string; severity: string; contacts: number; now: string; isNew: boolean }[];
  }[];
}

const MOST_SHOWN = 20;

/** What a tried rule would give, and who gets it today. */
export function dryRunView(filter: RoutingFilter, weeks: DryRunWeek[], teams: Team[], teamId: string): DryRunView {
  const nameOf = new Map(teams.map(({ id, name }) => [id, name]));
  return {
    words: filterWords(filter),
    weeks: weeks.map(({ week, items, unclaimed, claimed }) => ({
      week,
      items,
      unclaimed,
      count: claimed.length,
      claimed: claimed.slice(0, MOST_SHOWN).map(({ title, kind, severity, contacts, now }) => ({
        title,
        kind: KIND_LABELS[kind],
        severity,
        contacts,
        now: now.map((id) => nameOf.get(id) ?? 'a removed team').join(', ') || 'nobody',
        isNew: !now.includes(teamId),
      })),
    })),
  };
}
