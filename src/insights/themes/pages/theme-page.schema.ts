import { z } from 'zod';
import { blank, PageFilterQuery } from '../../filters/page-filter.js';
import type { MessageFilter } from '../reading/theme-messages.js';

const value = blank(z.string().trim().min(1).max(300));
const { team: _, ...Shared } = PageFilterQuery;
const Filter = { ...Shared, language: value, stage: value, tag: value };

export const ThemesPageQuery = z.object({ ...Filter, by: blank(z.enum(['contacts', 'area'])) });
export type ThemesPageQuery = z.infer<typeof ThemesPageQuery>;

export const ThemePageQuery = z.object({ ...Filter, cursor: blank(z.string().max(1000)) });
export type ThemePageQuery = z.infer<typeof ThemePageQuery>;

/** The dimensions of messages that a page is narrowed to. */
export function messageFilter(query: ThemesPageQuery | ThemePageQuery): MessageFilter {
  const { product, channel, plan, language, stage, tag } = query;
  return Object.fromEntries(
    Object.entries({ product, channel, plan, language, stage, tag }).filter(([, wanted]) => wanted !== undefined),
  );
}

const LINES = 50;
/** One example a line. */
const examples = z
  .string()
  .max(20_000)
  .default('')
  .transform((text) =>
    text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line.length >= 3)
      .slice(0, LINES)
      .map((line) => line.slice(0, 2000)),
  );

export const DraftForm = z.object({
  label: z.string().trim().min(1).max(120),
  description: z.string().trim().min(3).max(1000),
  examples,
});
export type DraftForm = z.infer<typeof DraftForm>;
