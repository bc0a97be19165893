import { createHash } from 'node:crypto';

const PERMUTATIONS = 64;
/** 16 bands of 4 rows: texts of Jaccard .8 meet in a band with probability 1 - (1 - .8^4)^16 = .9998, of .5 with .64. */
const BAND_ROWS = 4;
const SHINGLE_WORDS = 3;
/** Longer texts are compared by their beginning; a signature over megabytes says nothing more. */
const MAX_WORDS = 2_000;
const NEAR = 0.8;

/** What two messages have in common when only case, spacing, punctuation, numbers and placeholders differ. */
export function comparableText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\[[a-z]+(?:_[a-z]+)*_\d+\]/g, '#')
    .replace(/\p{N}+/gu, '#')
    .replace(/[^\p{L}\p{M}#]+/gu, ' ')
    .trim();
}

/** Equal for messages that say the same in the same words: 32 hex digits of SHA-256; null when no word is left. */
export function duplicateKey(text: string): string | null {
  const comparable = comparableText(text);
  return comparable === '' ? null : createHash('sha256').update(comparable).digest('hex').slice(0, 32);
}

/** MinHash signature over shingles of three words (of single words in shorter texts), 64 unsigned 32-bit numbers. Deterministic. */
export function nearDuplicateSignature(text: string): Uint32Array {
  const signature = new Uint32Array(PERMUTATIONS).fill(0xffffffff);
  for (const shingle of shingles(text)) {
    let hash = fnv1a(shingle);
    for (let i = 0; i < PERMUTATIONS; i++) {
      hash = mix(hash + 0x9e3779b9);
      if (hash < signature[i]!) signature[i] = hash;
    }
  }
  return signature;
}

/** Share of equal positions: an unbiased estimate of the Jaccard similarity of the two sets of shingles (Broder 1997). */
export function estimatedSimilarity(a: Uint32Array, b: Uint32Array): number {
  let equal = 0;
  for (let i = 0; i < PERMUTATIONS; i++) if (a[i] === b[i]) equal++;
  return equal / PERMUTATIONS;
}

/** Band keys for a lookup table: near-duplicates share at least one with high probability. */
export function bandKeys(signature: Uint32Array): string[] {
  const keys: string[] = [];
  for (let band = 0; band * BAND_ROWS < PERMUTATIONS; band++) {
    keys.push(`${band}:${signature.slice(band * BAND_ROWS, (band + 1) * BAND_ROWS).join('.')}`);
  }
  return keys;
}

export interface Repeatable {
  id: string;
  /** One customer; only his own messages are grouped, two customers with one text are two contacts. */
  customer: string;
  text: string;
}

/**
 * The first message of each group of repetitions, by id: messages of one customer that are equal or nearly so (estimated Jaccard
 * at least .8 to the group's first). Every id is a key; a message that repeats nothing maps to itself. Order of input decides who
 * is first. A message is compared with at most the groups that share a band.
 */
export function groupRepetitions(messages: readonly Repeatable[]): Map<string, string> {
  const firstOf = new Map<string, string>();
  const exact = new Map<string, string>();
  const bands = new Map<string, { id: string; signature: Uint32Array }[]>();
  for (const { id, customer, text } of messages) {
    const key = `${customer}\n${duplicateKey(text) ?? id}`;
    const known = exact.get(key);
    if (known !== undefined) {
      firstOf.set(id, known);
      continue;
    }
    const signature = nearDuplicateSignature(text);
    const keys = bandKeys(signature).map((band) => `${customer}\n${band}`);
    const near = comparableText(text) === '' ? undefined : nearest(keys, bands, signature);
    firstOf.set(id, near ?? id);
    exact.set(key, near ?? id);
    if (near !== undefined) continue;
    for (const band of keys) {
      const group = bands.get(band);
      if (group) group.push({ id, signature });
      else bands.set(band, [{ id, signature }]);
    }
  }
  return firstOf;
}

function nearest(
  keys: readonly string[],
  bands: ReadonlyMap<string, { id: string; signature: Uint32Array }[]>,
  signature: Uint32Array,
): string | undefined {
  let best: { id: string; similarity: number } | undefined;
  for (const candidate of keys.flatMap((key) => bands.get(key) ?? [])) {
    const similarity = estimatedSimilarity(candidate.signature, signature);
    if (similarity >= NEAR && (!best || similarity > best.similarity)) best = { id: candidate.id, similarity };
  }
  return best?.id;
}

function* shingles(text: string): Generator<string> {
  const words = comparableText(text).split(' ', MAX_WORDS);
  const size = words.length < SHINGLE_WORDS * 2 ? 1 : SHINGLE_WORDS;
  for (let at = 0; at + size <= words.length; at++) yield words.slice(at, at + size).join(' ');
}

/** FNV-1a over UTF-16 units, 32 bit. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Finaliser of MurmurHash3: spreads every bit over the whole word. */
function mix(value: number): number {
  let hash = value >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
