import type { Replay } from '../../src/insights/backtest/replay.js';
import { isUpward } from '../../src/insights/trends/finding.js';
import type { PlantedEvent } from './generate.js';

export interface StreamTruth {
  events: readonly PlantedEvent[];
  /** Issue of each message, by id. */
  issueOf: ReadonlyMap<string, string>;
  days: number;
}

/** What was said, and whether it was about something planted. */
export interface StreamScore {
  /** Delay in days of each planted event; null = missed. A ramp may also be found as a hint. */
  delays: { type: PlantedEvent['type']; delay: number | null; hint: number | null }[];
  falseAlarms: string[];
  decoys: number;
  weeks: number;
}

const AFTERMATH_DAYS = 21;
const FIRST_DAY = 21;

function mainIssue(members: readonly string[], truth: StreamTruth): { issue: string; share: number } {
  const votes = new Map<string, number>();
  for (const id of members) votes.set(truth.issueOf.get(id)!, (votes.get(truth.issueOf.get(id)!) ?? 0) + 1);
  const [issue, count] = [...votes].sort((a, b) => b[1] - a[1])[0] ?? ['', 0];
  return { issue, share: members.length ? count / members.length : 0 };
}

/**
 * An alarm is right when at least half of its messages carry the planted issue and it is raised from the first day of the
 * event until three weeks after its last; a spike is found only until the day after its last. Everything else is false.
 */
export function scoreReplay({ events, weeks }: Replay, truth: StreamTruth): StreamScore {
  const said = events.map((event) => ({ ...event, ...mainIssue(event.members, truth) }));
  const planted = truth.events.filter((event) => event.type !== 'decoy_volume');
  const lastDay = (event: PlantedEvent) => event.startDay + event.days - (event.type === 'spike' ? 0 : 1);
  const isAbout = (one: { issue: string; share: number }, event: PlantedEvent) =>
    one.issue === event.issue && one.share >= 0.5;
  const first = (days: number[]) => (days.length ? Math.min(...days) : null);
  const delays = planted.map((event) => ({
    type: event.type,
    delay: first(
      said
        .filter(
          (one) => isUpward(one.kind) && isAbout(one, event) && one.day >= event.startDay && one.day <= lastDay(event),
        )
        .map((one) => one.day - event.startDay),
    ),
    hint: first(
      weeks
        .filter(
          (week) =>
            week.from + 6 >= event.startDay &&
            week.hints.some((hint) => isAbout(mainIssue(hint.members, truth), event)),
        )
        .map((week) => week.from + 6 - event.startDay),
    ),
  }));
  const wrong = said.filter(
    (one) =>
      !planted.some(
        (event) =>
          one.issue === event.issue &&
          one.day >= event.startDay &&
          one.day < event.startDay + event.days + AFTERMATH_DAYS,
      ),
  );
  const decoy = truth.events.find((event) => event.type === 'decoy_volume');
  return {
    delays,
    falseAlarms: wrong.map(
      (one) =>
        `day ${one.day} ${one.kind} over ${one.to - one.from}: ${one.observed} for ${one.expected.toFixed(1)}, ${one.issue} ${one.share.toFixed(2)}`,
    ),
    decoys: decoy ? wrong.filter((one) => one.day === decoy.startDay).length : 0,
    weeks: (truth.days - FIRST_DAY) / 7,
  };
}
