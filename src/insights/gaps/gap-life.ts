export const GAP_STATES = ['proposed', 'accepted', 'written', 'dismissed'] as const;
export type GapState = (typeof GAP_STATES)[number];

export interface GapStanding {
  state: GapState;
  /** Contacts a week when it was decided, and now. */
  stateWeekly: number | null;
  weekly: number;
}

/** A dismissed gap comes back only when it has at least doubled, and by three contacts a week. */
const GROWN_RATIO = 2;
const GROWN_BY = 3;

/** Whether a dismissed gap has grown so much that the decision no longer fits. */
export function hasOutgrown({ state, stateWeekly, weekly }: GapStanding): boolean {
  if (state !== 'dismissed' || stateWeekly === null) return false;
  return weekly >= GROWN_RATIO * stateWeekly && weekly - stateWeekly >= GROWN_BY;
}

/** What people may decide next. A written gap opens again when the article did not help. */
const NEXT: Record<GapState, readonly GapState[]> = {
  proposed: ['accepted', 'written', 'dismissed'],
  accepted: ['proposed', 'written', 'dismissed'],
  written: ['proposed', 'accepted', 'dismissed'],
  dismissed: ['proposed', 'accepted', 'written'],
};

export function mayBecome(from: GapState, to: GapState): boolean {
  return NEXT[from].includes(to);
}
