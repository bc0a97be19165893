import type { MemoryFacts } from '../facts/digest-facts.js';
import { contacts, count, day, number } from '../rendering/words.js';

/** A dismissed item returns when it has grown by half, and by more than chance lets two weeks differ. */
const GROWTH = 1.5;
/** Two standard deviations of the difference of two Poisson counts. */
const DEVIATIONS = 2;
/** However many readers click, an item moves by no more than this factor. */
const MOST_BOOST = 2;

export function hasGrown(level: number, now: number): boolean {
  return now >= GROWTH * level && now - level >= DEVIATIONS * Math.sqrt(now + level);
}

/** Dismissed, and not grown since: stays away. */
export function isAway(memory: MemoryFacts, itemKey: string, contactsNow: number): boolean {
  const dismissed = memory.dismissed[itemKey];
  return dismissed !== undefined && !hasGrown(dismissed.level, contactsNow);
}

/** The factor by which readers' answers move an item among its like: (1 + useful) / (1 + not useful), between 1/2 and 2. */
export function boostOf(memory: MemoryFacts, itemKey: string): number {
  const { useful = 0, notUseful = 0 } = memory.answers[itemKey] ?? {};
  return Math.min(MOST_BOOST, Math.max(1 / MOST_BOOST, (1 + useful) / (1 + notUseful)));
}

/** Why an item stands where it stands, in words; empty when readers said nothing. */
export function standingWords(memory: MemoryFacts, itemKey: string, contactsNow: number, zone: string): string[] {
  const words: string[] = [];
  const dismissed = memory.dismissed[itemKey];
  if (dismissed) {
    const reason = dismissed.reason ? ` (“${dismissed.reason}”)` : '';
    words.push(
      `Dismissed on ${day(dismissed.on, zone)} at ${contacts(dismissed.level)} a week${reason}; shown again since it has grown to ${number(contactsNow)}.`,
    );
  }
  const boost = boostOf(memory, itemKey);
  const { useful = 0, notUseful = 0 } = memory.answers[itemKey] ?? {};
  if (boost > 1) words.push(`Stands higher: ${count(useful, 'reader', 'readers')} found it useful lately.`);
  if (boost < 1) words.push(`Stands lower: ${count(notUseful, 'reader', 'readers')} found it not useful lately.`);
  return words;
}
