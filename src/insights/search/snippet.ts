const LONGEST = 240;
const BEFORE = 60;

/**
 * A piece of a masked text around the first word of the question that stands in it (by its stem's letters), else its
 * beginning: at most 240 characters, cut between words, on one line.
 */
export function snippet(text: string, stems: readonly string[]): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= LONGEST) return line;
  const lower = line.toLowerCase();
  const places = stems
    .map((stem) => lower.search(new RegExp(`(^|[^\\p{L}\\p{N}])${escaped(stem)}`, 'u')))
    .filter((at) => at >= 0);
  const at = places.length ? Math.min(...places) : 0;
  const from = at <= BEFORE ? 0 : line.indexOf(' ', at - BEFORE) + 1;
  const cut = line.slice(from, from + LONGEST);
  const to = from + LONGEST >= line.length ? cut.length : Math.max(cut.lastIndexOf(' '), LONGEST / 2);
  return `${from > 0 ? '… ' : ''}${cut.slice(0, to)}${from + to < line.length ? ' …' : ''}`;
}

/** Stems end where the letters change (activ-e, activ-ation): y may have become i. */
function escaped(stem: string): string {
  return stem.replace(/i$/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
