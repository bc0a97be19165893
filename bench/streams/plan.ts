import type { StreamOptions } from './generate.js';

/** A stream to be generated: from which labelled messages, and how. */
export interface StreamPlan {
  name: string;
  file: string;
  options: StreamOptions;
}

/** Spikes of every stream, from what can hardly be seen to what cannot be missed. */
export const SPIKES = [
  { extra: 4, days: 1 },
  { extra: 6, days: 1 },
  { extra: 5, days: 2 },
  { extra: 9, days: 2 },
  { extra: 14, days: 2 },
];

const BANKING = 'banking77/train.csv';
const FILES = [BANKING, BANKING, BANKING, 'clinc150/train.csv', BANKING, BANKING, BANKING, 'hwu64/train.csv'];
const RATES = [0.5, 0.25, 0.5, 0.5, 0.35];

/** Stream i of a series of seeds: three in four of banking questions, rates of .25 to .5 contacts an issue and weekday, every third skewed. */
export function streamPlan(firstSeed: number, i: number): StreamPlan {
  const file = FILES[i % FILES.length]!;
  const rate = file.startsWith('clinc') ? 0.25 : RATES[i % RATES.length]!;
  const options = {
    seed: firstSeed + i,
    days: 90,
    rate,
    skew: i % 3 === 1 ? 0.5 : 0,
    overdispersion: 0,
    spikes: SPIKES,
    newIssue: true,
    slowRamp: true,
    decoy: true,
  };
  return { name: `seed ${firstSeed + i}, ${file.split('/')[0]}, ${rate} a weekday`, file, options };
}
