import { eld } from 'eld/small';

/** Fewer letters than this and any guess is a coin toss ("ok merci"); scripts without spaces say more per letter. */
const MIN_LETTERS = 12;
/** From here on the best guess is taken even when the runner-up is close: it is then a close relative. */
const MANY_LETTERS = 60;
const CLOSE = 0.02;
const LOOK_AT = 1_000;
/** Placeholders, addresses and numbers say nothing of the language. */
const NOT_WORDS = /\[[A-Z_]+(?:_\d+)?\]|https?:\/\/\S{1,500}|\S{1,200}@\S{1,200}|\p{N}+/gu;
const DENSE_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]{3}/u;

/** ISO 639-1 code of the language, or null when the text is too short or the best guesses are too close to tell. */
export function detectLanguage(text: string): string | null {
  const words = text.slice(0, LOOK_AT).replace(NOT_WORDS, ' ').trim();
  const letters = words.match(/\p{L}/gu)?.length ?? 0;
  if (letters < MIN_LETTERS && !DENSE_SCRIPT.test(words)) return null;
  const result = eld.detect(words);
  if (result.language === '') return null;
  if (letters >= MANY_LETTERS) return result.language;
  const [best = 0, second = 0] = Object.values(result.getScores()).sort((a, b) => b - a);
  return result.isReliable() && best - second >= CLOSE ? result.language : null;
}
