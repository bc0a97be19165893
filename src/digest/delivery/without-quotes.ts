/** Whether a quote was taken from one of these texts, whole or cut short. */
export function isQuoteOf(texts: readonly string[]): (quote: string) => boolean {
  const whole = texts.map(plain);
  return (quote) => {
    const words = plain(quote).replace(/(?:\s*…)+$/, '');
    return words !== '' && whole.some((text) => text.includes(words));
  };
}

/** A copy of frozen facts or of a frozen document in which no list holds a quote that `isTheirs`; null when there was none. */
export function withoutQuotes<T>(frozen: T, isTheirs: (quote: string) => boolean): T | null {
  let removed = 0;
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      const kept = value.filter((item) => !(isQuote(item) && isTheirs(item.text)));
      removed += value.length - kept.length;
      return kept.map(copy);
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)]));
  };
  const result = copy(frozen) as T;
  return removed > 0 ? result : null;
}

/** Facts keep a quote with its time, documents with where it is from. */
function isQuote(item: unknown): item is { text: string } {
  if (typeof item !== 'object' || item === null) return false;
  const { text, at, from } = item as Record<string, unknown>;
  return typeof text === 'string' && (typeof at === 'string' || typeof from === 'string');
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
