import { detectAll } from 'tinyld';

/** Fewer letters than this and any guess is a coin toss ("ok merci"). */
const MIN_LETTERS = 12;
const LOOK_AT = 1_000;
/** Placeholders, addresses and quoted code say nothing of the language. */
const NOT_WORDS = /\[[A-Z_]+(?:_\d+)?\]|https?:\/\/\S{1,500}|\S{1,200}@\S{1,200}|\p{N}+/gu;

/** ISO 639-1 code of the language, or null when the text is too short, or the two best guesses are too close, to tell. */
export function detectLanguage(text: string): string | null {
  const words = text.slice(0, LOOK_AT).replace(NOT_WORDS, ' ').trim();
  const letters = words.match(/\p{L}/gu)?.length ?? 0;
  if (
    letters < MIN_LETTERS &&
    !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]{4}/u.test(words)
  )
    return null;
  const [best, second] = detectAll(words);
  if (!best) return null;
  return second && best.accuracy - second.accuracy < 0.05 && letters < 60 ? null : best.lang;
}
