import type { ListedGap } from '../gap-list.service.js';
import type { GapState } from '../gap-life.js';
import type { WrittenEffect } from '../gap-material.service.js';

const NUMBER = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
const DAYS_TO_COMPARE = 7;

export const GAP_TYPES: Record<string, string> = {
  missing: 'Article missing',
  insufficient: 'Article does not help',
  'hard-to-find': 'Hard to find',
  outdated: 'Article outdated',
  'duplicate-articles': 'Articles overlap',
  'not-documentation': 'A defect, not documentation',
};

const STATES: Record<GapState, string> = {
  proposed: 'proposed',
  accepted: 'accepted: somebody writes',
  written: 'written',
  dismissed: 'dismissed',
};

/** A gap as a row of the list and the head of its page. */
export function gapRow(gap: ListedGap) {
  const { verdict, type, avoidable, weekly, probability, state, because } = gap;
  return {
    ...gap,
    typeWords: typeWords(gap),
    isLikely: verdict === 'likely',
    isDefect: type === 'not-documentation',
    band: verdict === 'likely' || verdict === 'possible' ? verdict : null,
    stateWords: STATES[state],
    avoidableWords: avoidable && NUMBER.format(avoidable.p50),
    avoidableRange: avoidable && `${NUMBER.format(avoidable.p10)} to ${NUMBER.format(avoidable.p90)}`,
    weeklyWords: weekly === null ? 'not known' : NUMBER.format(weekly),
    probability,
    // That an article is missing is what the badge says.
    reason: because && type !== 'missing' ? capital(because) : null,
    because: because && capital(because),
  };
}

/** Themes that an article answers, or that cannot be judged, have a page too: links of themes lead there. */
function typeWords({ type, verdict }: Pick<ListedGap, 'type' | 'verdict'>): string {
  if (verdict === 'unknown') return 'Not judged yet';
  const isAnswered = type === 'none' || (type === null && verdict === 'none');
  return isAnswered ? 'Answered by an article' : (GAP_TYPES[type ?? 'missing'] ?? 'Article missing');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What people may do next, given where the gap stands. */
export function decisionsOf(state: GapState) {
  return {
    mayAccept: state === 'proposed',
    mayWrite: state === 'proposed' || state === 'accepted',
    mayDismiss: state !== 'dismissed',
    mayReopen: state !== 'proposed',
  };
}

export interface EffectWords {
  tone: 'good' | 'bad' | 'calm';
  text: string;
  detail: string;
}

/** What happened after an article was written, with its interval, or why nobody can say yet. */
export function effectWords(effect: WrittenEffect | null): EffectWords | null {
  if (!effect) return null;
  const { before, after, ratio } = effect;
  const detail = `${before.contacts} of ${before.contacts + before.others} contacts in the ${before.days} days before, ${after.contacts} of ${after.contacts + after.others} in the ${after.days} days since.`;
  if (!ratio) {
    const text = after.days < DAYS_TO_COMPARE ? 'Too early to tell' : 'Too few contacts to compare';
    return { tone: 'calm', text, detail };
  }
  const range = `${NUMBER.format(ratio.ratio * 100)} % of the share before (95 %: ${NUMBER.format(ratio.low * 100)} to ${NUMBER.format(ratio.high * 100)} %)`;
  if (ratio.high < 1) return { tone: 'good', text: `Fewer contacts: ${range}`, detail };
  if (ratio.low > 1) return { tone: 'bad', text: `More contacts: ${range}`, detail };
  return { tone: 'calm', text: `No clear change yet: ${range}`, detail };
}
