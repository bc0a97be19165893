import { DateTime } from 'luxon';
import type { Matrix } from '../embedding/matrix.js';

/** A message of the past, clean and worth mining. */
export interface PastMessage {
  id: string;
  at: Date;
  customer: string | null;
  /** Personal data masked: names and quotes come from it. */
  text: string;
}

/** Messages by time with their vectors (same order) and the local day of each; day 0 is the Monday before the first. */
export interface History {
  messages: readonly PastMessage[];
  vectors: Matrix;
  day: Int32Array;
  days: number;
  /** The date of a day, `2025-01-06`. */
  dateOf: (day: number) => string;
}

/** Days are counted from a Monday so that weeks are ISO weeks of the zone. Messages must be sorted by time. */
export function layOut(messages: readonly PastMessage[], vectors: Matrix, zone: string): History {
  const dateOf = (at: Date) => DateTime.fromJSDate(at, { zone });
  const monday = dateOf(messages[0]!.at).startOf('week');
  const day = Int32Array.from(messages, ({ at }) =>
    Math.floor(dateOf(at).startOf('day').diff(monday, 'days').days + 0.5),
  );
  return {
    messages,
    vectors,
    day,
    days: day[day.length - 1]! + 1,
    dateOf: (n) => monday.plus({ days: n }).toISODate()!,
  };
}
