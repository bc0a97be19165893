import { stems } from '../../gaps/stems.js';

export interface TextPart {
  text: string;
  isHit: boolean;
}

const WORDS = /([\p{L}\p{N}]+)/u;

/** A text in pieces, those marked whose stem stands in the question. */
export function highlighted(text: string, question: string): TextPart[] {
  const wanted = new Set(stems(question).map(({ stem }) => stem));
  const isHit = (word: string) => stems(word).some(({ stem }) => wanted.has(stem));
  const parts: TextPart[] = [];
  for (const piece of text.split(WORDS).filter(Boolean)) {
    const hit = wanted.size > 0 && isHit(piece);
    const last = parts.at(-1);
    if (last && last.isHit === hit && !hit) last.text += piece;
    else parts.push({ text: piece, isHit: hit });
  }
  return parts;
}
