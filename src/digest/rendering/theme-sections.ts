import type { ActionFacts, AlertFacts, DigestFacts, ThemeFacts } from '../facts/digest-facts.js';
import { boostOf, isAway, standingWords } from '../memory/standing.js';
import type { Item, Section } from './document.js';
import { plainItem, section } from './section.js';
import { scoreWords, themeItem } from './theme-items.js';
import { contacts, count, day } from './words.js';

const URGENCY = ['back', 'spike', 'rise', 'slow', 'quiet', 'fall'];

const RANKED_BY = 'In the order of customers, growth, effort for support, tone and effect on satisfaction together.';

/** What begins to gather is told when so many customers wrote about it in the week: one voice is no issue yet. */
const FEWEST_CUSTOMERS = 3;

const keyOf = ({ id }: ThemeFacts): string => `theme:${id}`;

/** Themes of the week that the team has not dismissed, or that have grown since. */
export function shownThemes({ themes, memory }: DigestFacts): ThemeFacts[] {
  return themes.filter((theme) => !isAway(memory, keyOf(theme), theme.contacts));
}

export function changedSection(facts: DigestFacts): Section {
  const { themes, week } = facts;
  if (themes.length === 0) return section('changed', 'What changed', []);
  const changed = shownThemes(facts).filter(({ trend }) => trend !== null && trend.kind !== 'new');
  const rank = (theme: ThemeFacts): number => URGENCY.indexOf(theme.trend!.kind);
  changed.sort((a, b) => rank(a) - rank(b) || byReach(facts)(a, b));
  const empty = `Nothing changed beyond chance: ${count(themes.length, 'theme', 'themes')} and ${contacts(week.contacts)} were compared with the weeks before.`;
  return section('changed', 'What changed', themeItems(changed, facts), { empty });
}

export function newSection(facts: DigestFacts): Section {
  const fresh = shownThemes(facts).filter(
    ({ trend, state, customers }) =>
      trend?.kind === 'new' || (state === 'emerging' && !trend && customers >= FEWEST_CUSTOMERS),
  );
  fresh.sort(byReach(facts));
  return section('new', 'New issues', themeItems(fresh, facts), { empty: 'No new issue this week.' });
}

/** The rest by priority: what is told above is not told twice, and what was shipped stands among the decisions. */
export function unresolvedSection(facts: DigestFacts): Section {
  const { actions, memory } = facts;
  const settled = new Set(actions.filter((action) => isSettled(action, facts)).map(({ themeId }) => themeId));
  const open = shownThemes(facts).filter(
    ({ id, trend, state, contacts: n }) => trend === null && state === 'active' && n > 0 && !settled.has(id),
  );
  const weight = (theme: ThemeFacts): number => (theme.priority?.value ?? 0) * boostOf(memory, keyOf(theme));
  open.sort((a, b) => weight(b) - weight(a) || byReach(facts)(a, b));
  return section('unresolved', 'Top unresolved', themeItems(open, facts), { note: RANKED_BY });
}

/** Themes whose tickets are established to get lower answers. */
export function driverSection(facts: DigestFacts): Section {
  const driving = shownThemes(facts).filter(({ scoreEffect }) => scoreEffect !== null && scoreEffect.high < 0);
  driving.sort((a, b) => a.scoreEffect!.points * a.scoreEffect!.n - b.scoreEffect!.points * b.scoreEffect!.n);
  const items = driving.map((theme) => ({
    ...plainItem(`driver:${theme.id}`, theme.label, scoreWords(theme.scoreEffect!)),
    links: [{ label: 'Evidence', path: `/themes/${theme.id}` }],
  }));
  return section('drivers', 'What lowers satisfaction', items);
}

/** Alerts of the week, but for those that the themes above tell already. */
export function alertSection(facts: DigestFacts): Section {
  const told = new Set(facts.themes.filter(({ trend }) => trend !== null).map(({ id }) => id));
  const isTold = ({ themeId, measure }: AlertFacts): boolean => measure === 'contacts' && told.has(themeId ?? '');
  const items = facts.alerts.filter((alert) => !isTold(alert)).map((alert) => alertItem(alert, facts.week.zone));
  return section('alerts', 'Alerts', items);
}

function alertItem({ id, themeId, title, sentence, raisedOn, resolved }: AlertFacts, zone: string): Item {
  return {
    ...plainItem(`alert:${id}`, title, sentence),
    subject: { kind: 'alert', id },
    badge: resolved ? { text: 'Over', tone: 'calm' } : { text: 'Alert', tone: 'alarm' },
    status: `Raised on ${day(raisedOn, zone)}`,
    links: themeId ? [{ label: 'Evidence', path: `/themes/${themeId}` }] : [],
  };
}

/** Shipped stands among the decisions. Declined is settled until it has grown, which brings it back. */
function isSettled({ status, themeId }: ActionFacts, { memory }: DigestFacts): boolean {
  if (status === 'shipped') return true;
  return status === 'declined' && memory.dismissed[`theme:${themeId}`] === undefined;
}

/** Distinct customers, moved by what readers found useful. */
function byReach({ memory }: DigestFacts): (a: ThemeFacts, b: ThemeFacts) => number {
  const reach = (theme: ThemeFacts): number => theme.customers * boostOf(memory, keyOf(theme));
  return (a, b) => reach(b) - reach(a) || a.label.localeCompare(b.label) || (a.id < b.id ? -1 : 1);
}

function themeItems(themes: ThemeFacts[], { actions, memory, week }: DigestFacts): Item[] {
  return themes.map((theme) => {
    const newest = actions.find(({ themeId }) => themeId === theme.id);
    const item = themeItem(theme, week.zone, statusOf(newest));
    const standing = standingWords(memory, item.key, theme.contacts, week.zone);
    return { ...item, details: [...item.details, ...standing] };
  });
}

/** What was decided about an item last: `Decided: in progress, Odile Renner`. */
export function statusOf(action: ActionFacts | undefined): string | null {
  return action ? `Decided: ${[action.status.replace('_', ' '), action.owner].filter(Boolean).join(', ')}` : null;
}
