import { convert } from 'html-to-text';
import { lexer, type Token, type Tokens } from 'marked';

/** A help article as plain values; `text` is Markdown (plain text is Markdown without marks). */
export interface Article {
  id: string;
  title: string;
  text: string;
}

/** A piece of an article that is embedded on its own; position 0 is the title alone. */
export interface Chunk {
  articleId: string;
  position: number;
  /** Headings above the piece, outermost first. */
  path: string[];
  text: string;
}

interface Section {
  path: string[];
  words: string[];
}

/** About what the encoder reads at once (256 tokens) when the prefix is counted; the overlap keeps a cut sentence whole once. */
const CHUNK_WORDS = 160;
const OVERLAP_WORDS = 30;

function childrenOf(token: Token): Token[] {
  if (token.type === 'list') return (token as Tokens.List).items;
  if (token.type === 'table') {
    const { header, rows } = token as Tokens.Table;
    return [...header, ...rows.flat()].flatMap((cell) => cell.tokens);
  }
  return 'tokens' in token && token.tokens ? token.tokens : [];
}

function plain(token: Token): string {
  if (token.type === 'image' || token.type === 'space' || token.type === 'def') return '';
  if (token.type === 'html')
    return convert(token.raw, { wordwrap: false, selectors: [{ selector: 'img', format: 'skip' }] });
  const children = childrenOf(token);
  if (children.length) return children.map(plain).join(token.type === 'paragraph' || token.type === 'text' ? '' : ' ');
  return 'text' in token ? String(token.text) : '';
}

function words(text: string): string[] {
  return text.split(/\s+/u).filter(Boolean);
}

/** Divides Markdown at its headings; a `#` inside a code block is no heading. */
function sections(markdown: string): Section[] {
  const found: Section[] = [{ path: [], words: [] }];
  const above: string[] = [];
  for (const token of lexer(markdown)) {
    if (token.type === 'heading') {
      above.length = Math.min(above.length, token.depth - 1);
      above[token.depth - 1] = words(plain(token)).join(' ');
      found.push({ path: above.filter(Boolean), words: [] });
    } else found.at(-1)!.words.push(...words(plain(token)));
  }
  return found.filter((section) => section.words.length || section.path.length);
}

function windows(list: readonly string[]): string[][] {
  if (list.length <= CHUNK_WORDS) return [[...list]];
  const step = CHUNK_WORDS - OVERLAP_WORDS;
  const count = Math.ceil((list.length - OVERLAP_WORDS) / step);
  return Array.from({ length: count }, (_, i) => list.slice(i * step, i * step + CHUNK_WORDS));
}

/**
 * Pieces of an article for search: the title alone, then each section in windows of 160 words that overlap by 30, every one
 * prefixed with title and heading path so that "Click Save" is read in its context.
 */
export function chunkArticle({ id, title, text }: Article): Chunk[] {
  const pieces = sections(text).flatMap(({ path, words: list }) =>
    windows(list).map((window) => ({ path, text: [[title, ...path].join(' > '), window.join(' ')].join('\n').trim() })),
  );
  return [{ path: [], text: title }, ...pieces].map((piece, position) => ({ articleId: id, position, ...piece }));
}
