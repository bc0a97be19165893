/** Dots after these do not end a sentence. */
const ABBREVIATIONS =
  /\b(?:mr|mrs|ms|dr|prof|st|no|nr|vs|etc|e\.g|i\.e|approx|inc|ltd|co|corp|dept|est|fig|ref|tel|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.$/i;
/** Fewer words say too little alone: the fragment is joined to its neighbour. */
const FEWEST_WORDS = 6;

/** Sentences of a text, trimmed. Dots in numbers, addresses and usual abbreviations do not end one; line breaks do. */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  for (const line of text.split(/\r?\n+/)) {
    let start = 0;
    for (const match of line.matchAll(/[.!?…]+["'”’)\]]*(?=\s+|$)|[。！？]/gu)) {
      const end = match.index + match[0].length;
      const piece = line.slice(start, end);
      if (ABBREVIATIONS.test(piece.trimEnd()) && end < line.length) continue;
      sentences.push(piece.trim());
      start = end;
    }
    sentences.push(line.slice(start).trim());
  }
  return sentences.filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

/** Sentences that stand for themselves: fragments under six words are joined to the sentence before them (the first to the one after). */
export function minedSentences(text: string): string[] {
  const joined: string[] = [];
  for (const sentence of splitSentences(text)) {
    const before = joined.at(-1);
    if (before !== undefined && (isFragment(sentence) || isFragment(before)))
      joined[joined.length - 1] = `${before} ${sentence}`;
    else joined.push(sentence);
  }
  return joined;
}

const isFragment = (sentence: string) => sentence.split(/\s+/).length < FEWEST_WORDS;

/** The text up to `limit` characters, cut at a word, with an ellipsis when something is missing. */
export function shorten(text: string, limit = 140): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  if (plain.length <= limit) return plain;
  const cut = plain.slice(0, limit - 1);
  const space = cut.lastIndexOf(' ');
  return `${cut.slice(0, space > limit / 2 ? space : limit - 1).trimEnd()}…`;
}
