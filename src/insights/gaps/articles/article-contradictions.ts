import { stems } from '../stems.js';

/** Two sentences of two articles that say the same of different amounts: "within 5 days", "within 10 days". */
export interface Contradiction {
  one: string;
  other: string;
}

const SENTENCE = /[^.!?\n]+[.!?]?/g;
const NUMBERS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
/** An amount with the word it counts; one word may stand between, as in "5 working days". */
const AMOUNT = new RegExp(
  String.raw`([$€£]?)\b(\d+(?:[.,]\d+)*|${NUMBERS.slice(2).join('|')})\b\s*(%|[\p{L}]+)?(?:[\s-]+([\p{L}]+))?`,
  'giu',
);
const LONGEST = 300;
/** So much of what is said beside the amounts must be the same, and so many words at least. */
const SAME_WORDS = 0.6;
const LEAST_WORDS = 3;

interface Said {
  text: string;
  words: Set<string>;
  /** Amounts by what they count. */
  amounts: Map<string, Set<string>>;
}

/** The pair of sentences that contradict each other most plainly, if any do. Words alone: a hint for a person to check. */
export function contradictionOf(one: string, other: string): Contradiction | null {
  const others = saidIn(other);
  let best: (Contradiction & { likeness: number }) | null = null;
  for (const a of saidIn(one)) {
    for (const b of others) {
      const likeness = likenessOf(a.words, b.words);
      if (likeness > (best?.likeness ?? 0) && differ(a.amounts, b.amounts))
        best = { one: a.text, other: b.text, likeness };
    }
  }
  return best && { one: best.one, other: best.other };
}

function saidIn(text: string): Said[] {
  const sentences = (text.match(SENTENCE) ?? []).map((sentence) => sentence.replace(/\s+/g, ' ').trim());
  return sentences.flatMap((sentence) => {
    if (sentence.length > LONGEST) return [];
    const amounts = amountsIn(sentence);
    if (amounts.size === 0) return [];
    const words = new Set(
      stems(sentence)
        .filter(({ word }) => !/^\d/.test(word) && !NUMBERS.includes(word))
        .map(({ stem }) => stem),
    );
    return [{ text: sentence, words, amounts }];
  });
}

function amountsIn(sentence: string): Map<string, Set<string>> {
  const amounts = new Map<string, Set<string>>();
  for (const [, currency, amount, unit = '', noun = ''] of sentence.matchAll(AMOUNT)) {
    const counted = currency ? [currency] : unit === '%' ? ['%'] : stems(`${unit} ${noun}`).map(({ stem }) => stem);
    const spelt = NUMBERS.indexOf(amount!.toLowerCase());
    const value = spelt >= 0 ? String(spelt) : amount!.replaceAll(',', '');
    for (const what of counted) amounts.set(what, (amounts.get(what) ?? new Set()).add(value));
  }
  return amounts;
}

/** Whether both count the same thing and no amount of it is common to both. */
function differ(a: Said['amounts'], b: Said['amounts']): boolean {
  return [...a].some(([what, values]) => b.has(what) && ![...values].some((value) => b.get(what)!.has(value)));
}

function likenessOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = [...a].filter((word) => b.has(word)).length;
  const likeness = both / (a.size + b.size - both);
  return both >= LEAST_WORDS && likeness >= SAME_WORDS ? likeness : 0;
}
