import type { ShareChange } from '../trends/share-changes.js';
import type { Finding } from '../trends/finding.js';
import { wilsonInterval } from '../../platform/statistics/wilson.js';
import type { Measure } from './alert.entity.js';

/** Pages show what is established at 10 %; to be told unasked it must be surer. */
const ALERT_RATE = 0.01;

const percent = (share: number) => `${Math.round(100 * share)} %`;
const points = (share: number) => String(Math.round(100 * share));

/** "turned more negative: 21 of 40 contacts in 14 days (53 %), 20 % of 120 before; 16 to 48 points more". */
export function shareSentence(measure: Exclude<Measure, 'contacts'>, days: number, change: ShareChange): string {
  const { now, before, low, high } = change;
  const thing = measure === 'negative' ? 'contacts' : 'answers';
  const what = measure === 'negative' ? 'turned more negative' : 'satisfies fewer customers';
  const [least, most] = measure === 'negative' ? [low, high] : [-high, -low];
  const more = measure === 'negative' ? 'more' : 'less';
  return `${what}: ${now.yes} of ${now.n} ${thing} in ${days} days (${percent(now.yes / now.n)}), ${percent(before.yes / before.n)} of ${before.n} before; ${points(least)} to ${points(most)} points ${more}`;
}

/** A change for the worse as a finding, in percent; a change for the better is no alarm. Days are positions, `to` excluded. */
export function shareFinding(
  measure: Exclude<Measure, 'contacts'>,
  change: ShareChange,
  window: { from: number; to: number },
): Finding | null {
  const isWorse = measure === 'negative' ? change.difference > 0 : change.difference < 0;
  if (!change.established || !isWorse || change.q > ALERT_RATE) return null;
  const usual = wilsonInterval(change.before.yes, change.before.n)!;
  return {
    id: change.id,
    kind: measure === 'negative' ? 'rise' : 'fall',
    ...window,
    observed: (100 * change.now.yes) / change.now.n,
    expected: (100 * change.before.yes) / change.before.n,
    usual: { low: 100 * usual.low, high: 100 * usual.high },
    history: change.before.n,
    q: change.q,
    members: [],
  };
}
