interface Counted {
  /** Contacts in the periods before, oldest first. */
  before: readonly { contacts: number }[];
}

/** Fewer contacts in the periods before are no level to compare with. */
const LEAST_BEFORE = 4;

/**
 * Periods before that are known as a whole. Those before the first contact of any theme are left out, and the one in which
 * contacts began unless it is the only one: nothing was connected yet, which is not the same as nobody asking, and would make
 * every theme look as if it were growing.
 */
export function knownPeriods(themes: readonly Counted[]): number {
  const lengths = themes.map(({ before }) => {
    const first = before.findIndex(({ contacts }) => contacts > 0);
    return first < 0 ? 0 : before.length - first;
  });
  const known = Math.max(0, ...lengths);
  const hasBegun = themes.some(({ before }) => before.length > known);
  return hasBegun && known > 1 ? known - 1 : known;
}

/** Mean contacts of a theme over the known periods; null when they are too few to say. */
export function usualLevel({ before }: Counted, known: number): number | null {
  const earlier = before.slice(before.length - known).reduce((sum, { contacts }) => sum + contacts, 0);
  return known > 0 && earlier >= LEAST_BEFORE ? earlier / known : null;
}
