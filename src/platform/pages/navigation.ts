import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { allows, type Scope } from '../auth/scopes.js';

/** What a person wants when opening the menu, in this order. */
const GROUPS = {
  week: 'This week',
  understand: 'Find out',
  act: 'Act',
  ask: 'Ask customers',
  settings: 'Settings',
} as const;
export type NavigationGroup = keyof typeof GROUPS;
const ORDERED = Object.keys(GROUPS) as NavigationGroup[];

export interface NavigationEntry {
  label: string;
  /** Absolute path; the entry is current for every address that begins with it. */
  href: string;
  /** Place within the group, small numbers first. */
  order: number;
  scope: Scope;
  group: NavigationGroup;
  /** Tells of all teams together: not for callers of single teams. */
  allTeams?: boolean;
}

export interface NavigationSection {
  title: string;
  links: { label: string; href: string; isCurrent: boolean }[];
}

/** The menu. Each module adds its pages when it starts; each person sees the entries that they may open. */
@Injectable()
export class Navigation {
  private entries: NavigationEntry[] = [];

  add(...entries: NavigationEntry[]): void {
    this.entries = [...this.entries, ...entries].sort(
      (a, b) => ORDERED.indexOf(a.group) - ORDERED.indexOf(b.group) || a.order - b.order,
    );
  }

  /** The groups in which there is anything to open. */
  sectionsFor(caller: Caller, path: string): NavigationSection[] {
    const open = this.openTo(caller);
    return ORDERED.map((group) => ({
      title: GROUPS[group],
      links: open
        .filter((entry) => entry.group === group)
        .map(({ label, href }) => ({ label, href, isCurrent: isUnder(path, href) })),
    })).filter(({ links }) => links.length > 0);
  }

  /** The page that somebody sees first, or null when they may see none. */
  home(caller: Caller): string | null {
    return this.openTo(caller)[0]?.href ?? null;
  }

  private openTo({ scopes, teamIds }: Caller): NavigationEntry[] {
    return this.entries.filter(({ scope, allTeams }) => allows(scopes, scope) && !(allTeams && teamIds.length));
  }
}

function isUnder(path: string, href: string): boolean {
  return path === href || path.startsWith(`${href}/`);
}
