import type { ActionFacts, DigestFacts, GapFacts, ThemeFacts } from '../facts/digest-facts.js';
import { actionItem } from './action-items.js';
import type { DigestDocument, Item, Provenance, Section, TeamKind } from './document.js';
import { gapItem } from './gap-items.js';
import { dataSection, goalSection, kpiSection } from './score-items.js';
import { themeItem } from './theme-items.js';
import { leadOf, tilesOf } from './summary.js';
import { contacts, count, number } from './words.js';

/** Most items of a section: what fits on one screen. */
const MOST_ITEMS = 5;

export interface DigestContext {
  organisation: string;
  team: { id: string; name: string; kind: TeamKind };
  provenance: Provenance;
}

type SectionKey = 'changed' | 'new' | 'unresolved' | 'gaps' | 'loop' | 'kpis' | 'goals' | 'data';

/** Each audience reads first what it can act on. */
const ORDER: Record<TeamKind, SectionKey[]> = {
  product: ['changed', 'new', 'unresolved', 'loop', 'goals', 'data'],
  content: ['gaps', 'changed', 'loop', 'goals', 'data'],
  support: ['kpis', 'goals', 'changed', 'unresolved', 'loop', 'data'],
};

/** Facts in, words out: the whole digest of one team. Pure, so that the same facts always read the same. */
export function composeDigest(facts: DigestFacts, context: DigestContext): DigestDocument {
  const { name, from, to, zone } = facts.week;
  const label = weekLabel(name, from, to, zone);
  const builders: Record<SectionKey, () => Section> = {
    changed: () => changedSection(facts),
    new: () => newSection(facts),
    unresolved: () => unresolvedSection(facts),
    gaps: () => gapSection(facts.gaps, zone),
    loop: () => loopSection(facts.actions, zone),
    kpis: () => kpiSection(facts),
    goals: () => goalSection(facts.goals),
    data: () => dataSection(facts.data),
  };
  const sections = ORDER[context.team.kind]
    .map((key) => builders[key]())
    .filter((section) => section.items.length > 0 || section.empty !== null);
  return {
    format: 1,
    organisation: context.organisation,
    team: context.team,
    title: `What customers struggled with: ${label}`,
    lead: leadOf(facts, context.team.kind),
    period: { name, from, to, zone, label },
    tiles: tilesOf(facts),
    sections,
    provenance: context.provenance,
  };
}

function changedSection({ themes, week, actions }: DigestFacts): Section {
  const changed = themes.filter((theme) => theme.trend !== null && theme.trend.kind !== 'new').sort(byUrgency);
  if (themes.length === 0) return section('changed', 'What changed', [], null);
  const empty = `Nothing changed beyond chance: ${count(themes.length, 'theme', 'themes')} and ${contacts(week.contacts)} were compared with the weeks before.`;
  return section('changed', 'What changed', themeItems(changed, actions, week.zone), empty);
}

function newSection({ themes, week, actions }: DigestFacts): Section {
  const fresh = themes.filter((theme) => theme.trend?.kind === 'new' || (theme.state === 'emerging' && !theme.trend));
  fresh.sort((a, b) => b.customers - a.customers || a.label.localeCompare(b.label));
  return section('new', 'New issues', themeItems(fresh, actions, week.zone), 'No new issue this week.');
}

/** The rest by priority: what is told above is not told twice. */
function unresolvedSection({ themes, actions, week }: DigestFacts): Section {
  const settled = new Set(
    actions.filter((action) => ['shipped', 'declined'].includes(action.status)).map((action) => action.themeId),
  );
  const open = themes.filter(
    (theme) => theme.trend === null && theme.state === 'active' && theme.contacts > 0 && !settled.has(theme.id),
  );
  open.sort(
    (a, b) =>
      (b.priority?.value ?? 0) - (a.priority?.value ?? 0) ||
      b.customers - a.customers ||
      a.label.localeCompare(b.label),
  );
  return section('unresolved', 'Top unresolved', themeItems(open, actions, week.zone), null);
}

function gapSection(gaps: GapFacts[], zone: string): Section {
  const ranked = [...gaps].sort(
    (a, b) =>
      bandRank(a) - bandRank(b) || (b.avoidable?.median ?? 0) - (a.avoidable?.median ?? 0) || b.contacts - a.contacts,
  );
  const items = ranked.map((gap) => gapItem(gap, zone));
  return section(
    'gaps',
    'What to write',
    items,
    'No missing article could be established this week: every theme with enough contacts is near an article.',
  );
}

function bandRank(gap: GapFacts): number {
  return gap.band === 'likely' ? 0 : 1;
}

function loopSection(actions: ActionFacts[], zone: string): Section {
  const told = actions.filter((action) => action.status !== 'declined');
  told.sort(
    (a, b) =>
      Number(b.effect !== null) - Number(a.effect !== null) ||
      (b.shippedAt ?? '').localeCompare(a.shippedAt ?? '') ||
      a.title.localeCompare(b.title),
  );
  return section(
    'loop',
    'What you decided, and whether it worked',
    told.map((action) => actionItem(action, zone)),
    null,
  );
}

const URGENCY = ['back', 'spike', 'rise', 'slow', 'quiet', 'fall'];

function byUrgency(a: ThemeFacts, b: ThemeFacts): number {
  const rank = (theme: ThemeFacts): number => URGENCY.indexOf(theme.trend!.kind);
  return rank(a) - rank(b) || b.customers - a.customers || a.label.localeCompare(b.label);
}

function themeItems(themes: ThemeFacts[], actions: ActionFacts[], zone: string): Item[] {
  const statusOf = new Map(actions.filter((action) => action.themeId).map((action) => [action.themeId, action]));
  return themes.map((theme) => {
    const action = statusOf.get(theme.id);
    return themeItem(
      theme,
      zone,
      action ? [action.status.replace('_', ' '), action.owner].filter(Boolean).join(', ') : null,
    );
  });
}

function section(key: SectionKey, title: string, items: Item[], empty: string | null): Section {
  return {
    key,
    title,
    items: items.slice(0, MOST_ITEMS),
    empty: items.length ? null : empty,
    more: Math.max(0, items.length - MOST_ITEMS),
  };
}

/** `week 47, 16 to 22 November 2026`. */
export function weekLabel(name: string, from: string, to: string, zone: string): string {
  const last = new Date(new Date(to).getTime() - 1);
  const format = (time: Date, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone }).format(time);
  const sameMonth = format(new Date(from), { month: 'long' }) === format(last, { month: 'long' });
  const first = format(new Date(from), sameMonth ? { day: 'numeric' } : { day: 'numeric', month: 'long' });
  return `week ${number(Number(name.slice(-2)))}, ${first} to ${format(last, { day: 'numeric', month: 'long', year: 'numeric' })}`;
}
