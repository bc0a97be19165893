import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { openRows, UnreadableFileError } from '../imports/read-rows.js';
import { NewArticle } from './article.schema.js';

export interface ReadArticles {
  articles: NewArticle[];
  /** What could not be read, with the reason. */
  refused: { where: string; reason: string }[];
}

/** Help articles from a folder of Markdown (with or without front matter) or from a JSONL file. */
export async function readArticles(path: string): Promise<ReadArticles> {
  const kind = await stat(path).catch(() => null);
  if (!kind) throw new UnreadableFileError(`There is no file or folder ${path}.`);
  return kind.isDirectory() ? readFolder(path) : readLines(path);
}

async function readFolder(folder: string): Promise<ReadArticles> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(md|markdown)$/i.test(name)).sort();
  if (names.length === 0) throw new UnreadableFileError(`${folder} holds no Markdown file (.md).`);
  const result: ReadArticles = { articles: [], refused: [] };
  for (const name of names) {
    const text = await readFile(join(folder, name), 'utf8');
    collect(result, name, parseMarkdown(relative(folder, join(folder, name)), text));
  }
  return result;
}

/** Front matter of simple `name: value` lines; without a title there, the first heading or the file's name is the title. */
export function parseMarkdown(name: string, text: string): Record<string, unknown> {
  const matter = /^﻿?---\r?\n([\s\S]*?)\r?\n---\r?\n?/.exec(text);
  const body = matter ? text.slice(matter[0].length) : text;
  const fields = Object.fromEntries((matter?.[1] ?? '').split(/\r?\n/).flatMap(parseField));
  const heading = /^#\s+(.+)$/m.exec(body)?.[1];
  const slug = name.replace(/\.(md|markdown)$/i, '').replaceAll('\\', '/');
  return {
    id: fields['id'] ?? fields['slug'] ?? slug,
    ...fields,
    title: fields['title'] ?? heading ?? basename(slug),
    body,
  };
}

function parseField(line: string): [string, string][] {
  const match = /^([\w-]+):\s*(.*)$/.exec(line);
  return match ? [[match[1]!, match[2]!.trim().replace(/^(["'])(.*)\1$/, '$2')]] : [];
}

async function readLines(path: string): Promise<ReadArticles> {
  const result: ReadArticles = { articles: [], refused: [] };
  for await (const { line, row, error } of (await openRows(path)).rows) {
    if (row) collect(result, `line ${line}`, row);
    else result.refused.push({ where: `line ${line}`, reason: error });
  }
  return result;
}

function collect(result: ReadArticles, where: string, fields: Record<string, unknown>): void {
  const parsed = NewArticle.safeParse(toArticle(fields));
  if (parsed.success) result.articles.push(parsed.data);
  else
    result.refused.push({
      where,
      reason: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
    });
}

function toArticle(fields: Record<string, unknown>): Record<string, unknown> {
  const pick = (...names: string[]): unknown =>
    names.map((name) => fields[name]).find((value) => value !== undefined && value !== '');
  return {
    externalId: String(pick('id', 'externalId', 'external_id', 'slug', 'url') ?? ''),
    title: pick('title', 'name'),
    body: pick('body', 'text', 'content', 'markdown') ?? '',
    locale: pick('locale', 'language') ?? null,
    url: pick('url', 'html_url') ?? null,
    publishedAt: toTime(pick('published', 'published_at', 'publishedAt', 'first_published', 'created_at')),
    updatedAt: toTime(pick('updated', 'updated_at', 'updatedAt', 'last_updated')),
  };
}

function toTime(value: unknown): string | null {
  const time = typeof value === 'string' || typeof value === 'number' ? new Date(value) : null;
  return time && !Number.isNaN(time.getTime()) ? time.toISOString() : null;
}
