import type { DatedMessage, Day } from './detect.js';
import type { NearbyOutput } from './nearby.js';

const BACK_DAYS = 84;
/** Days whose messages may begin a burst: as long as the longest window. */
const SCANNED_DAYS = 28;
/** With more messages than this the scan begins bursts on fewer days: what is so frequent is a theme, and tested as one. */
const MOST_RECENT = 12_000;
/** Above this the scan looks at every second, third... message of the baseline. */
const MOST_BASELINE = 6_000;

/** What a scan of a day compares: messages that may begin a burst, and those before; both oldest first. */
export interface ScanParts<T> {
  before: T[];
  recent: T[];
}

/** Divides messages (oldest first) for the scan of a day. */
export function scanParts<T extends DatedMessage>(messages: readonly T[], today: number): ScanParts<T> {
  const within = messages.filter(({ day }) => day > today - BACK_DAYS && day <= today);
  let days = SCANNED_DAYS;
  const recentOf = (span: number) => within.filter(({ day }) => day > today - span);
  while (days > 1 && recentOf(days).length > MOST_RECENT) days--;
  const recent = recentOf(days);
  const before = within.slice(0, within.length - recent.length);
  const stride = Math.max(1, Math.ceil(before.length / MOST_BASELINE));
  return { before: before.filter((_, i) => i % stride === 0), recent };
}

const NO_NEIGHBOURS = { index: [], similarity: [] };

/** What the scan reads, from the neighbours found for the recent messages. */
export function scanOf({ before, recent }: ScanParts<DatedMessage>, found: NearbyOutput): Day['scan'] {
  const { index, similarity, each, groups } = found;
  const neighboursOf = (position: number) => {
    const at = (position - before.length) * each;
    if (at < 0) return NO_NEIGHBOURS;
    return { index: index.subarray(at, at + each), similarity: similarity.subarray(at, at + each) };
  };
  return { messages: [...before, ...recent], neighboursOf, groups };
}
