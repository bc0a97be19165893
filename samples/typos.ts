import type { Random } from './random.js';

/** Words that carry masked data, numbers or placeholders stay as they are. */
const TOUCHABLE = /^[A-Za-z]{4,}[.,!?]?$/;

function slip(word: string, random: Random): string {
  const at = random.between(1, word.length - 3);
  const kinds = [
    () => word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2),
    () => word.slice(0, at) + word.slice(at + 1),
    () => word.slice(0, at) + word[at] + word.slice(at),
  ];
  return random.pick(kinds)();
}

/** Misspells about one word in `every`: two letters swapped, one lost or one doubled. */
export function addTypos(text: string, every: number, random: Random): string {
  return text
    .split(' ')
    .map((word) => (TOUCHABLE.test(word) && random.chance(1 / every) ? slip(word, random) : word))
    .join(' ');
}

const SHORT_FORMS: [RegExp, string][] = [
  [/\bplease\b/gi, 'pls'],
  [/\byou\b/g, 'u'],
  [/\bbecause\b/gi, 'bc'],
  [/\bthanks\b/gi, 'thx'],
];

/** The way people type on a phone: no capitals, few full stops, short forms. */
export function typeHastily(text: string, random: Random): string {
  let hasty = text.replace(/\b[A-Z][a-z]+/g, (word) => word.toLowerCase()).replace(/\bI\b/g, 'i');
  for (const [full, short] of SHORT_FORMS) if (random.chance(0.35)) hasty = hasty.replace(full, short);
  return random.chance(0.6) ? hasty.replace(/\.$/, '').replace(/'/g, '') : hasty;
}
