import type { MemoryFacts } from '../facts/digest-facts.js';

/** One reader's click in a digest of the last weeks. */
export interface GivenAnswer {
  itemKey: string;
  reader: string;
  answer: string;
}

/** A theme or gap that the team decided not to act on. */
export interface Dismissal {
  itemKey: string;
  themeId: string;
  at: Date;
  reason: string | null;
}

/** A digest that the team got before, or that was held back. */
export interface EarlierDigest {
  week: string;
  label: string;
  lead: string;
  contacts: number;
  held: 'skipped' | 'combined' | null;
}

/** Contacts of a week as they are counted now. */
export interface CountedWeek {
  name: string;
  to: Date;
  contacts: number;
}

/** Each reader counts once an item and kind of answer, however often and in how many weeks they clicked. */
export function answersByItem(answers: readonly GivenAnswer[]): MemoryFacts['answers'] {
  const seen = new Set<string>();
  const counts: MemoryFacts['answers'] = {};
  for (const { itemKey, reader, answer } of answers) {
    const key = `${itemKey}\n${reader}\n${answer}`;
    if (seen.has(key) || (answer !== 'useful' && answer !== 'not-useful')) continue;
    seen.add(key);
    const item = (counts[itemKey] ??= { useful: 0, notUseful: 0 });
    if (answer === 'useful') item.useful++;
    else item.notUseful++;
  }
  return counts;
}

/**
 * The newest dismissal of each item, with the contacts of the last complete week before it; null-safe for themes whose weeks
 * reach less far back: then the earliest known week stands for the level.
 */
export function dismissalsByItem(
  dismissals: readonly Dismissal[],
  weekly: ReadonlyMap<string, readonly number[]>,
  weeks: readonly CountedWeek[],
): MemoryFacts['dismissed'] {
  const newestFirst = [...dismissals].sort((a, b) => b.at.getTime() - a.at.getTime());
  const items: MemoryFacts['dismissed'] = {};
  for (const { itemKey, themeId, at, reason } of newestFirst) {
    if (items[itemKey]) continue;
    const values = weekly.get(themeId) ?? [];
    const since = weeks.filter(({ to }) => to > at).length;
    const level = values.at(-1 - since) ?? values[0] ?? 0;
    items[itemKey] = { on: at.toISOString(), level, reason };
  }
  return items;
}

/** Earlier weeks that count otherwise now: messages came late, or were deleted. Oldest first. */
export function restatedWeeks(
  digests: readonly EarlierDigest[],
  weeks: readonly CountedWeek[],
): MemoryFacts['restated'] {
  const told = new Map(digests.map(({ week, contacts }) => [week, contacts]));
  return weeks.flatMap(({ name, contacts }) => {
    const before = told.get(name);
    return before === undefined || before === contacts ? [] : [{ week: name, told: before, now: contacts }];
  });
}

/** Weeks between the newest earlier digest and this one without a digest: the service was away, or the team paused. */
export function missedWeeks(digests: readonly EarlierDigest[], weeks: readonly CountedWeek[], week: string): string[] {
  const known = new Set(digests.map((digest) => digest.week));
  const names = weeks.map(({ name }) => name).filter((name) => name < week);
  const last = names.findLastIndex((name) => known.has(name));
  return last === -1 ? [] : names.slice(last + 1);
}

/** Quiet weeks since the last digest that was sent, oldest first. */
export function heldOver(digests: readonly EarlierDigest[], week: string): MemoryFacts['heldOver'] {
  const before = digests.filter((digest) => digest.week < week).sort((a, b) => (a.week < b.week ? 1 : -1));
  const sent = before.findIndex(({ held }) => held === null);
  const since = sent === -1 ? before : before.slice(0, sent);
  return since
    .filter(({ held }) => held === 'combined')
    .map(({ week: name, label, lead }) => ({ week: name, label, lead }))
    .reverse();
}
