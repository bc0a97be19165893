import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { allows, type Scope } from '../auth/scopes.js';

export interface NavigationEntry {
  label: string;
  /** Absolute path; the entry is current for every address that begins with it. */
  href: string;
  /** Small numbers come first. Product pages use 10 to 90, settings 100 and up. */
  order: number;
  scope: Scope;
  group: 'main' | 'settings';
}

export interface NavigationLink {
  label: string;
  href: string;
  isCurrent: boolean;
}

/** The menu. Each module adds its pages when it starts; each person sees the entries that they may open. */
@Injectable()
export class Navigation {
  private entries: NavigationEntry[] = [];

  add(...entries: NavigationEntry[]): void {
    this.entries = [...this.entries, ...entries].sort((a, b) => a.order - b.order);
  }

  linksFor(caller: Caller, path: string, group: NavigationEntry['group']): NavigationLink[] {
    return this.entries
      .filter((entry) => entry.group === group && allows(caller.scopes, entry.scope))
      .map(({ label, href }) => ({ label, href, isCurrent: isUnder(path, href) }));
  }

  /** The page that somebody sees first, or null when they may see none. */
  home(caller: Caller): string | null {
    return this.entries.find((entry) => allows(caller.scopes, entry.scope))?.href ?? null;
  }
}

function isUnder(path: string, href: string): boolean {
  return path === href || path.startsWith(`${href}/`);
}
