import { readFileSync, readdirSync } from 'node:fs';
import { z } from 'zod';
import type { Article } from './company.js';

const lines = z.array(z.string().min(1)).nonempty();

const Issue = z.object({
  id: z.string(),
  name: z.string(),
  product: z.enum(['tallynest', 'rotaplum', 'shared']),
  article: z.string().nullable(),
  stage: z.string(),
  severity: z.number().int().min(1).max(3),
  tags: lines,
  subjects: lines,
  phrasings: lines,
  /** The same matter in plain words: stands before or after a phrasing. */
  gists: lines,
  /** Further circumstances: only make sense after a phrasing. */
  details: lines,
  replies: lines,
  complaints: lines,
});
const Foreign = z.object({ issue: z.string(), language: z.enum(['de', 'fr', 'es']), text: z.string() });

/** What customers say about one problem, in their words, and what agents answer. Severity 3 hurts most. */
export type Issue = z.infer<typeof Issue> & { area: string };
export type Foreign = z.infer<typeof Foreign>;
export type Wording = Record<string, readonly string[]>;

export interface Catalogue {
  issues: Issue[];
  foreign: Foreign[];
  /** Lists of sentences by name: greetings, closings, follow-ups, survey comments, noise. */
  wording: (list: string) => readonly string[];
  articles: Article[];
}

const folder = new URL('./company/', import.meta.url);

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
}

function readIssues(): Issue[] {
  const files = readdirSync(new URL('issues/', folder)).sort();
  return files.flatMap((file) =>
    z
      .array(Issue)
      .parse(readJson(`issues/${file}`))
      .map((issue) => ({ ...issue, area: file.replace('.json', '') })),
  );
}

function readWording(): Map<string, readonly string[]> {
  const lists = ['shared', 'talk', 'csat', 'noise'].map((file) =>
    z.record(z.string(), lines).parse(readJson(`wording/${file}.json`)),
  );
  return new Map(lists.flatMap((record) => Object.entries(record)));
}

function readArticle(file: string): Article {
  const source = readFileSync(new URL(`articles/${file}`, folder), 'utf8');
  const [, head = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(source) ?? [];
  const fields = new Map(head.split('\n').map((line) => [line.split(':')[0] ?? '', line.replace(/^[^:]*:\s*/, '')]));
  const field = (name: string) => {
    const value = fields.get(name);
    if (!value) throw new TypeError(`${file} has no "${name}" in its front matter`);
    return value;
  };
  return {
    slug: file.replace('.md', ''),
    title: field('title'),
    url: field('url'),
    locale: field('locale'),
    published: field('published'),
    updated: field('updated'),
    body: body.trim(),
    source,
  };
}

/** Reads everything that was written by hand. Throws when a file does not have the expected shape. */
export function readCatalogue(): Catalogue {
  const wording = readWording();
  const articles = readdirSync(new URL('articles/', folder)).filter((file) => file.endsWith('.md'));
  return {
    issues: readIssues(),
    foreign: z.array(Foreign).parse(readJson('wording/foreign.json')),
    wording: (list) => {
      const found = wording.get(list);
      if (!found) throw new RangeError(`no wording list "${list}"`);
      return found;
    },
    articles: articles.sort().map(readArticle),
  };
}
