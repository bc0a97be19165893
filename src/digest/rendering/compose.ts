import type { ActionFacts, DigestFacts, GapFacts } from '../facts/digest-facts.js';
import { boostOf, isAway, standingWords } from '../memory/standing.js';
import { actionItem } from './action-items.js';
import type { DigestDocument, Provenance, Section, TeamKind } from './document.js';
import { gapItem } from './gap-items.js';
import { dataSection, goalSection, kpiSection } from './score-items.js';
import { plainItem, section } from './section.js';
import { leadOf, tilesOf } from './summary.js';
import {
  alertSection,
  changedSection,
  driverSection,
  newSection,
  shownThemes,
  statusOf,
  unresolvedSection,
} from './theme-sections.js';
import { number } from './words.js';

export interface DigestContext {
  organisation: string;
  team: { id: string; name: string; kind: TeamKind };
  provenance: Provenance;
}

type SectionKey =
  'changed' | 'new' | 'alerts' | 'unresolved' | 'drivers' | 'gaps' | 'loop' | 'kpis' | 'goals' | 'held' | 'data';

const GAPS_RANKED_BY = 'Likely ones first, then by the contacts that an article could save';

/** Each audience reads first what it can act on. */
const ORDER: Record<TeamKind, SectionKey[]> = {
  product: ['changed', 'new', 'alerts', 'unresolved', 'drivers', 'loop', 'goals', 'held', 'data'],
  content: ['gaps', 'changed', 'loop', 'goals', 'held', 'data'],
  support: ['kpis', 'goals', 'changed', 'alerts', 'unresolved', 'loop', 'held', 'data'],
};

/** Facts in, words out: the whole digest of one team. Pure, so that the same facts always read the same. */
export function composeDigest(facts: DigestFacts, context: DigestContext): DigestDocument {
  const { name, from, to, zone } = facts.week;
  const label = weekLabel(name, from, to, zone);
  const builders: Record<SectionKey, () => Section> = {
    changed: () => changedSection(facts),
    new: () => newSection(facts),
    alerts: () => alertSection(facts),
    unresolved: () => unresolvedSection(facts),
    drivers: () => driverSection(facts),
    gaps: () => gapSection(facts),
    loop: () => loopSection(facts.actions, zone),
    kpis: () => kpiSection(facts),
    goals: () => goalSection(facts.goals),
    held: () => heldSection(facts),
    data: () => dataSection(facts),
  };
  const sections = ORDER[context.team.kind]
    .map((key) => builders[key]())
    .filter((candidate) => candidate.items.length > 0 || candidate.empty !== null);
  const shown = { ...facts, themes: shownThemes(facts), gaps: rankedGaps(facts) };
  return {
    format: 1,
    organisation: context.organisation,
    team: context.team,
    title: `What customers struggled with: ${label}`,
    lead: leadOf(shown, context.team.kind),
    period: { name, from, to, zone, label },
    tiles: tilesOf(facts),
    sections,
    provenance: context.provenance,
  };
}

/** What was dismissed stays away; what was written stands among the decisions, with its effect. */
function shownGaps({ gaps, actions, memory }: DigestFacts): GapFacts[] {
  const written = new Set(actions.flatMap(({ gapId, status }) => (status === 'shipped' && gapId ? [gapId] : [])));
  return gaps.filter((gap) => !written.has(gap.id) && !isAway(memory, `gap:${gap.id}`, gap.contacts));
}

function rankedGaps(facts: DigestFacts): GapFacts[] {
  const { memory } = facts;
  const boost = (gap: GapFacts): number => boostOf(memory, `gap:${gap.id}`);
  return shownGaps(facts).sort(
    (a, b) =>
      bandRank(a) - bandRank(b) ||
      (b.avoidable?.median ?? 0) * boost(b) - (a.avoidable?.median ?? 0) * boost(a) ||
      b.contacts * boost(b) - a.contacts * boost(a) ||
      a.label.localeCompare(b.label),
  );
}

function gapSection(facts: DigestFacts): Section {
  const { actions, memory, week } = facts;
  const ranked = rankedGaps(facts);
  const assumes = ranked.find(({ avoidable }) => avoidable?.assumes)?.avoidable?.assumes;
  const note = assumes ? `${GAPS_RANKED_BY}; ${assumes}.` : `${GAPS_RANKED_BY}.`;
  const items = ranked.map((gap) => {
    const item = gapItem(gap, week.zone, statusOf(actions.find(({ gapId }) => gapId === gap.id)));
    return { ...item, details: [...item.details, ...standingWords(memory, item.key, gap.contacts, week.zone)] };
  });
  const empty =
    'No missing article could be established this week: every theme with enough contacts is near an article.';
  return section('gaps', 'What to write', items, { empty, note });
}

/** What rises at once may be broken rather than unexplained: it follows the others that are likely. */
function bandRank({ band, isRising }: GapFacts): number {
  return band === 'likely' ? Number(isRising) : 2;
}

function loopSection(actions: ActionFacts[], zone: string): Section {
  const told = actions.filter((action) => action.status !== 'declined');
  const isBack = ({ effect }: ActionFacts): number => Number(effect?.verdict === 'came back');
  told.sort(
    (a, b) =>
      isBack(b) - isBack(a) ||
      (b.effect?.readAt ?? '').localeCompare(a.effect?.readAt ?? '') ||
      (b.shippedAt ?? '').localeCompare(a.shippedAt ?? '') ||
      a.title.localeCompare(b.title),
  );
  const items = told.map((action) => actionItem(action, zone));
  return section('loop', 'What you decided, and whether it worked', items);
}

/** Quiet weeks that had no digest of their own. */
function heldSection({ memory }: DigestFacts): Section {
  const items = memory.heldOver.map(({ week, label, lead }) => {
    return plainItem(`held:${week}`, `${label[0]!.toUpperCase()}${label.slice(1)}`, lead);
  });
  return section('held', 'Quiet weeks before', items);
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
