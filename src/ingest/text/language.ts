import { eld } from 'eld/small';

/** Fewer letters than this and any guess is a coin toss ("ok merci"); scripts without spaces say more per letter. */
const MIN_LETTERS = 12;
/** Of a script that is not Latin: whatever it is, it is not English. */
const FEWEST_LETTERS = 4;
/** From here on the best guess is taken even when the runner-up is close: it is then a close relative. */
const MANY_LETTERS = 60;
const CLOSE = 0.02;
/** So far behind the best, English is out of the question, and the close runner-up is a relative of the best. */
const FAR = 0.1;
const FAIR_LETTERS = 20;
/** Two sentences are enough to tell, and each letter costs. */
const LOOK_AT = 200;
/** Placeholders, addresses and numbers say nothing of the language. */
const NOT_WORDS = /\[[A-Z_]+(?:_\d+)?\]|https?:\/\/\S{1,500}|\S{1,200}@\S{1,200}|\p{N}+/gu;
const DENSE_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]{3}/u;
/** Words of English alone (or nearly): a short text that holds one is not called anything else. */
const ENGLISH_WORD =
  /(?<![\p{L}\p{M}])(?:the|my|how|what|why|where|please|with|and|you|your|this|from|haven['’]t|don['’]t|can['’]t|let['’]s)(?![\p{L}\p{M}])/iu;
const LATIN = /\p{Script=Latin}/u;

/** ISO 639-1 code of the language, or null when the text is too short or the best guesses are too close to tell. */
export function detectLanguage(text: string): string | null {
  const head = text.slice(0, LOOK_AT);
  const words = (/[\p{N}@[]|:\/\//u.test(head) ? head.replace(NOT_WORDS, ' ') : head).trim();
  const letters = words.match(/\p{L}/gu)?.length ?? 0;
  const isLatin = LATIN.test(words);
  if (letters < (isLatin ? MIN_LETTERS : FEWEST_LETTERS) && !DENSE_SCRIPT.test(words)) return null;
  const result = eld.detect(words);
  if (result.language === '') return null;
  return letters >= MANY_LETTERS || !isLatin || isTold(words, letters, result) ? result.language : null;
}

/** Whether the best guess for a short text stands out, or at least is certainly not English. */
function isTold(words: string, letters: number, result: ReturnType<typeof eld.detect>): boolean {
  if (result.language !== 'en' && ENGLISH_WORD.test(words)) return false;
  const scores = result.getScores();
  const [best = 0, second = 0] = Object.values(scores).sort((a, b) => b - a);
  if (result.isReliable() && best - second >= CLOSE) return true;
  return letters >= FAIR_LETTERS && best - (scores.en ?? 0) >= FAR;
}
