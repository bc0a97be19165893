import type { DigestFacts } from '../facts/digest-facts.js';
import type { DigestDocument } from '../rendering/document.js';

const WEEK_MS = 7 * 86_400_000;
/** Sections that hold items only when something was established. */
const ESTABLISHED = new Set(['alerts', 'changed', 'new', 'gaps', 'drivers']);

/** Whether a week has nothing that somebody should act on: nothing established, no new reading of a fix, nothing overdue. */
export function isQuiet(facts: DigestFacts, { sections }: DigestDocument, now: Date): boolean {
  if (sections.some(({ key, items }) => ESTABLISHED.has(key) && items.length > 0)) return false;
  const isNews = (readAt: string): boolean => now.getTime() - new Date(readAt).getTime() < WEEK_MS;
  return !facts.actions.some(({ effect, overdue }) => overdue || (effect !== null && isNews(effect.readAt)));
}
