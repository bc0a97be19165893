import type { Appearance, Band } from '../../surveys/question.js';

/** Mouths from very sad to very glad: end points stay, the middle moves. */
const MOUTHS = ['M15 33q9-11 18 0', 'M15 32q9-6 18 0', 'M15 31h18', 'M15 29q9 6 18 0', 'M14 27q10 13 20 0'];
const FACE = 'M24 4a20 20 0 1 0 0 40 20 20 0 0 0 0-40';
const EYES = 'M17 18v4M31 18v4';
const STAR = 'M24 5l5.9 12 13.1 1.9-9.5 9.3 2.3 13.1L24 35.1l-11.8 6.2 2.3-13.1L5 18.9 18.1 17z';
const THUMB = 'M15 42V22l8-17c3 0 5 2 5 5l-1 9h11c3 0 5 2 4 5l-3 14c-1 3-2 4-5 4zM5 22h6v20H5z';

export interface Symbol {
  path: string;
  /** Turned upside down: the thumb that points down. */
  isTurned: boolean;
}

/** The drawing of one option, as a path in a 48 x 48 box; null for numbers and words. */
export function symbolOf(appearance: Appearance, place: number, count: number, band: Band): Symbol | null {
  if (appearance === 'stars') return { path: STAR, isTurned: false };
  if (appearance === 'thumbs') return { path: THUMB, isTurned: band === 'low' };
  if (appearance !== 'smileys') return null;
  const steps: Record<number, number[]> = { 2: [0, 4], 3: [0, 2, 4] };
  const mouth = MOUTHS[steps[count]?.[place] ?? place]!;
  return { path: `${FACE}${EYES}${mouth}`, isTurned: false };
}
