import type { RoutableItem } from '../routing/routing-filter.js';
import type { ActionFacts, AlertFacts, DigestFacts, GapFacts, ThemeFacts } from './digest-facts.js';
import { severityOfAction, severityOfGap, severityOfTheme } from './severity.js';

type Route = (item: RoutableItem) => string[];

export function routableTheme(theme: ThemeFacts): RoutableItem {
  return { kind: 'theme', severity: severityOfTheme(theme), themeId: theme.id, dimensions: theme.dimensions };
}

export function routableGap(gap: GapFacts): RoutableItem {
  return { kind: 'gap', severity: severityOfGap(gap), themeId: gap.themeId, dimensions: gap.dimensions };
}

export function routableAction(action: ActionFacts): RoutableItem {
  return {
    kind: 'action',
    severity: severityOfAction(action),
    themeId: action.themeId,
    dimensions: action.dimensions,
  };
}

export function routableAlert({ kind, themeId, dimensions }: AlertFacts): RoutableItem {
  return { kind: 'alert', severity: kind === 'spike' || kind === 'back' ? 'high' : 'medium', themeId, dimensions };
}

/**
 * The share of the week's facts that one team gets: the items that its rules claim, its own decisions,
 * and the numbers that everybody gets.
 */
export function factsForTeam(facts: DigestFacts, teamId: string, route: Route): DigestFacts {
  const isMine = (item: RoutableItem): boolean => route(item).includes(teamId);
  return {
    ...facts,
    themes: facts.themes.filter((theme) => isMine(routableTheme(theme))),
    gaps: facts.gaps.filter((gap) => isMine(routableGap(gap))),
    actions: facts.actions.filter((action) => action.teamId === teamId),
    alerts: facts.alerts.filter((alert) => isMine(routableAlert(alert))),
  };
}
