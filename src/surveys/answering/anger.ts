/** Words that people of six languages use when they have had enough. Whole words, lower case, without accents. */
const STRONG_WORDS = new Set(
  `angry furious outrageous unacceptable disgusting disgrace ridiculous useless worst terrible horrible awful scam fraud lawyer lawsuit refund
  cancel cancelling wutend unverschamt unverschamtheit frechheit inakzeptabel katastrophe furchtbar schrecklich betrug anwalt kundigen kundigung
  furieux furieuse scandaleux inacceptable honteux nul horrible arnaque avocat resilier furioso indignante inaceptable verguenza pesimo horrible
  estafa abogado cancelar furioso inaceitavel vergonha pessimo horrivel burla advogado cancelar woedend schandalig onacceptabel belachelijk
  waardeloos vreselijk verschrikkelijk oplichting advocaat opzeggen`
    .split(/\s+/)
    .filter(Boolean),
);
const SHOUTED_LETTERS = 12;

/**
 * Whether a comment should reach a person at once. A rule of thumb that may only bring an alert forward: shouting, rows of
 * exclamation marks, or one of the strong words. Statistics never use it.
 */
export function soundsAngry(comment: string): boolean {
  if (/[!?]{3,}/.test(comment)) return true;
  const letters = comment.replace(/[^\p{L}]/gu, '');
  if (
    letters.length >= SHOUTED_LETTERS &&
    letters === letters.toLocaleUpperCase() &&
    letters !== letters.toLocaleLowerCase()
  )
    return true;
  const plain = comment.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.split(/[^\p{L}]+/u).some((word) => STRONG_WORDS.has(word));
}
