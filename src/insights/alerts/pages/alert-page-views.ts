import { type TrendItem, trendPicture } from '../../trends/trend-picture.js';
import type { AlertLoudness } from '../alert-loudness.service.js';
import type { AlertRow } from '../alert.entity.js';
import type { Moment } from '../alert-moments.js';
import type { AlertView } from '../alert-view.js';

export const KINDS: Record<AlertRow['kind'], string> = {
  spike: 'Spike',
  rise: 'Rising',
  new: 'New',
  fall: 'Falling',
  quiet: 'Gone quiet',
  back: 'Came back',
};
const MEASURES: Record<AlertRow['measure'], string> = {
  contacts: 'contacts',
  negative: 'sentiment',
  csat: 'CSAT',
};
/** Nobody snoozes for longer on purpose: it is silenced until it is over. */
const SNOOZED_AT_MOST_MS = 366 * 86_400_000;
const NUMBER = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

/** An alert as the pages show it, from its row and what the API says of it. */
export function alertCard(
  { row: alert, view }: { row: AlertRow; view: AlertView },
  trend: TrendItem | undefined,
  zone: string,
  now: Date,
) {
  const { snoozedUntil, resolvedAt, judged, kind, measure, grewAt, raisedAt } = alert;
  const isSnoozed = !resolvedAt && snoozedUntil !== null && snoozedUntil > now;
  const isSilenced = isSnoozed && snoozedUntil.getTime() - now.getTime() > SNOOZED_AT_MOST_MS;
  return {
    ...view,
    heading: alert.title,
    kindWords: measure === 'contacts' ? KINDS[kind] : MEASURES[measure],
    isGood: kind === 'fall' && measure === 'contacts',
    hasGrown: grewAt.getTime() - raisedAt.getTime() > 3_600_000,
    isSnoozed,
    isSilenced,
    snoozedBy: alert.snoozedBy,
    isUseful: judged === 'useful',
    isNotUseful: judged === 'not useful',
    judged,
    judgedBy: alert.judgedBy,
    isOpen: !resolvedAt,
    isEndedByHand: resolvedAt !== null && alert.resolvedBy !== null,
    owners: view.teams,
    isUnowned: view.teams.length === 0,
    chart: measure === 'contacts' && trend ? trendPicture(`${alert.title}, contacts by day`, trend.points, zone) : null,
  };
}

const MOMENTS: Record<Moment['what'], string> = {
  raised: 'Raised',
  grew: 'Grew by half or more',
  told: 'Told to',
  snoozed: 'Snoozed',
  woken: 'Woken',
  judged: 'Judged',
  resolved: 'Resolved',
  reopened: 'Opened again',
};

/** The life of an alert as lines: when, what, by whom, and the numbers or words of it. */
export function lifeLines(life: readonly Moment[]) {
  return life.map(({ at, what, by, note }) => ({
    at,
    words: what === 'resolved' && by === null ? 'Resolved by itself: two weeks had added nothing' : MOMENTS[what],
    by,
    note,
  }));
}

/** "18 alerts in 12 weeks, 1.5 a week; of 10 judged, 8 were useful." */
export function loudnessWords({ days, raised, useful, notUseful }: AlertLoudness): string {
  const weeks = days / 7;
  const judged = useful + notUseful;
  const rate = `${raised} ${raised === 1 ? 'alert' : 'alerts'} in ${weeks} weeks, ${NUMBER.format(raised / weeks)} a week`;
  return judged
    ? `${rate}; of ${judged} that people judged, ${useful} ${useful === 1 ? 'was' : 'were'} useful.`
    : `${rate}; nobody has judged one yet.`;
}
