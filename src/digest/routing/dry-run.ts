import type { DigestFacts } from '../facts/digest-facts.js';
import { routableAction, routableAlert, routableGap, routableTheme } from '../facts/team-facts.js';
import { claims, type ItemKind, type RoutableItem, type Rule, routeItem, type Severity } from './routing-filter.js';

export interface DryRunItem {
  kind: ItemKind;
  id: string;
  title: string;
  severity: Severity;
  contacts: number;
  /** Teams that get it by the rules as they stand. */
  now: string[];
  /** Teams that would get it if the tried rule were added. */
  then: string[];
}

export interface DryRunWeek {
  week: string;
  items: number;
  /** Items that no rule claims, so that the default owner (or nobody) gets them. */
  unclaimed: number;
  claimed: DryRunItem[];
}

interface Listed {
  item: RoutableItem;
  id: string;
  title: string;
  contacts: number;
}

/** What a rule would claim of a past week, beside what happens by the rules as they stand. Pure: nothing is stored or sent. */
export function dryRunWeek(facts: DigestFacts, tried: Rule, rules: Rule[], defaultOwner: string | null): DryRunWeek {
  const all = itemsOf(facts);
  const claimed = all.filter(({ item }) => claims(tried.filter, item));
  return {
    week: facts.week.name,
    items: all.length,
    unclaimed: all.filter(({ item }) => !rules.some((rule) => claims(rule.filter, item))).length,
    claimed: claimed.map(({ item, id, title, contacts }) => ({
      kind: item.kind,
      id,
      title,
      severity: item.severity,
      contacts,
      now: routeItem(item, rules, defaultOwner),
      then: routeItem(item, [...rules, tried], defaultOwner),
    })),
  };
}

/** Themes that only lie around are not told, so they are not routed either. */
function itemsOf({ themes, gaps, actions, alerts }: DigestFacts): Listed[] {
  const told = themes.filter(({ contacts, trend }) => contacts > 0 || trend !== null);
  return [
    ...told.map((theme) => ({
      item: routableTheme(theme),
      id: theme.id,
      title: theme.label,
      contacts: theme.contacts,
    })),
    ...gaps.map((gap) => ({ item: routableGap(gap), id: gap.id, title: gap.label, contacts: gap.contacts })),
    ...alerts.map((alert) => ({ item: routableAlert(alert), id: alert.id, title: alert.title, contacts: 0 })),
    ...actions.map((action) => ({
      item: routableAction(action),
      id: action.id,
      title: action.title,
      contacts: action.weekly.at(-1) ?? 0,
    })),
  ];
}
