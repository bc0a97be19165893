import type { MiningRun } from '../tables/mining-run.entity.js';
import { DISCOVERY } from '../parameters.js';

/** What the decision to fit looks at. Counts are statements in the window. */
export interface FitSituation {
  /** Embedded and worth mining. */
  ready: number;
  /** Not embedded yet. */
  waiting: number;
  /** The last fit that was finished; null before the first. */
  last: { isThisWeek: boolean; encoderId: number; discoveredAmong: number } | null;
  encoderId: number;
}

/** While more than this share is still being embedded (a large import), themes found now would be thrown away soon. */
const MOST_WAITING = 0.1;
/** Another encoder takes over when it has read nearly everything. */
const MOST_WAITING_CHANGE = 0.01;
/** Themes found among a third of today's messages, before any correction could settle, are looked for anew. */
const GROWTH = 3;

/** Which fit is due, if any: the first one, one for a new encoder, a new search after strong growth, or the weekly one. */
export function fitDue({ ready, waiting, last, encoderId }: FitSituation): MiningRun['kind'] | null {
  if (ready < DISCOVERY.minRows || waiting > MOST_WAITING * ready) return null;
  if (!last) return 'first';
  if (last.encoderId !== encoderId) return waiting > MOST_WAITING_CHANGE * ready ? null : 'encoder';
  if (ready >= GROWTH * last.discoveredAmong) return 'grown';
  return last.isThisWeek ? null : 'weekly';
}
