/** Weeks that are looked at for a return, and how fast older weeks fade from the level it is compared with. */
const LAST_WEEKS = 3;
const FADE = 0.98;
const LEAST_CONTACTS = 3;
const Z_RETURN = 2;
/** Spread of weekly rates beyond Poisson when nothing better is known, and of the level itself. */
const WEEKLY_SPREAD = 0.075;
const LEVEL_SPREAD = 0.03;
const FIRST_WEEK_OF_LEVEL = 2;
const WEEKS_OF_LEVEL = 6;

export interface AfterFix {
  /** Contacts a week since shipping, and everything else that came in, in the units of `levelBefore`. */
  counts: readonly number[];
  exposure: readonly number[];
  /** Contacts per unit before the fix. */
  levelBefore: number;
}

/**
 * Whether an issue that a fix had ended comes back: the last three weeks against the weeks since the third after shipping
 * (z > 2), at least three contacts, and at least half the way back (geometric mean of the two levels). Never before week 9.
 */
export function hasReturned({ counts, exposure, levelBefore }: AfterFix): boolean {
  const weeks = counts.length;
  if (weeks < FIRST_WEEK_OF_LEVEL + WEEKS_OF_LEVEL + 1) return false;
  let contacts = 0;
  let units = 0;
  for (
    let week = FIRST_WEEK_OF_LEVEL;
    week < Math.max(weeks - LAST_WEEKS, FIRST_WEEK_OF_LEVEL + WEEKS_OF_LEVEL);
    week++
  ) {
    contacts = FADE * contacts + counts[week]!;
    units = FADE * units + exposure[week]!;
  }
  const last = (values: readonly number[]): number => values.slice(-LAST_WEEKS).reduce((sum, value) => sum + value, 0);
  const observed = last(counts);
  const now = last(exposure);
  const level = Math.max(contacts, 0.5) / units;
  const expected = level * now;
  const variance =
    1 / (expected + 0.5) +
    1 / Math.max(contacts, 1) +
    WEEKLY_SPREAD * (1 / LAST_WEEKS + 1 / WEEKS_OF_LEVEL) +
    LEVEL_SPREAD;
  const z = Math.log((observed + 0.5) / expected) / Math.sqrt(variance);
  return z > Z_RETURN && observed >= LEAST_CONTACTS && observed / now >= Math.sqrt(level * levelBefore);
}
