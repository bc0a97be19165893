import type { RoutableItem } from '../routing/routing-filter.js';
import type { DigestFacts } from './digest-facts.js';

/**
 * The share of the week's facts that one team gets: the items that its rules claim, and the numbers that everybody gets.
 * A content team without gap rules of its own still sees only what is routed to it.
 */
export function factsForTeam(facts: DigestFacts, teamId: string, route: (item: RoutableItem) => string[]): DigestFacts {
  const isMine = (item: RoutableItem): boolean => route(item).includes(teamId);
  return {
    ...facts,
    themes: facts.themes.filter(({ id, dimensions }) => isMine({ kind: 'theme', themeId: id, dimensions })),
    gaps: facts.gaps.filter(({ themeId, dimensions }) => isMine({ kind: 'gap', themeId, dimensions })),
    actions: facts.actions.filter((action) => action.teamId === teamId),
  };
}
