import type { Finding, TrendKind } from './finding.js';

const CHANGE: Record<TrendKind, string> = {
  spike: 'came all at once',
  rise: 'is up',
  new: 'is new',
  fall: 'is down',
  quiet: 'has gone quiet',
  back: 'is back',
};

function few(value: number): string {
  return value < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
}

/** Why it fired, in one sentence with its numbers: "is up: 23 customers in 14 days where 3 to 11 are usual (6.2 expected)". */
export function whySentence({
  kind,
  from,
  to,
  observed,
  expected,
  usual,
}: Omit<Finding, 'q' | 'members' | 'id' | 'history'>): string {
  const days = to - from === 1 ? 'a day' : `${to - from} days`;
  const people = observed === 1 ? '1 customer' : `${observed} customers`;
  return `${CHANGE[kind]}: ${people} in ${days} where ${usual.low} to ${usual.high} are usual (${few(expected)} expected)`;
}
