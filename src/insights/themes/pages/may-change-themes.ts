import type { Caller } from '../../../platform/auth/caller.js';
import { allows } from '../../../platform/auth/scopes.js';

/** Themes are everybody's: who sees single teams alone may not rename or merge them. */
export function mayChangeThemes({ scopes, teamIds }: Caller): boolean {
  return allows(scopes, 'write') && teamIds.length === 0;
}
