import type { EntityManager } from 'typeorm';
import type { Period } from '../../../platform/periods.js';
import type { SentimentShares } from '../../sentiment/sentiment-shares.js';
import { boundsWithBefore } from './periods-before.js';
import { type Quote, quotesOfThemes } from './theme-quotes.js';
import { sentimentOfThemes } from './theme-sentiment.js';
import {
  COUNTED_ROWS,
  countSegments,
  countThemesAndAll,
  type Dimension,
  type MessageFilter,
  rowsWithin,
  type ThemeCount,
} from './theme-messages.js';

export interface ThemeFacts {
  id: string;
  label: string;
  subtitle: string | null;
  keywords: string[];
  summary: string | null;
  area: { id: string; label: string } | null;
  state: 'emerging' | 'active' | 'dormant' | 'retired';
  namedBy: 'engine' | 'model' | 'tag' | 'person';
  pinned: boolean;
  createdAt: Date;
  firstSeen: Date | null;
  lastSeen: Date | null;
}

export interface PeriodCount {
  from: Date;
  to: Date;
  contacts: number;
  customers: number;
}

/** How well the help centre answers a theme; null while that has not been looked at. */
export interface ThemeAnswer {
  verdict: 'likely' | 'possible' | 'none' | 'unknown';
  probability: number | null;
  article: { id: string; title: string; url: string | null; cosine: number } | null;
  missingWords: string[];
  messages: number;
}

export interface ThemeOfPeriod extends ThemeFacts {
  /** Distinct tickets (and feedback outside tickets) with a message of the theme in the period, half-open. */
  contacts: number;
  /** Distinct customers; a contact of nobody known counts as one. */
  customers: number;
  messages: number;
  /** The same two numbers in each of the periods before, oldest first, all of the same length. */
  before: PeriodCount[];
  segments: { dimension: Dimension; value: string; contacts: number }[];
  sentiment: SentimentShares | null;
  quotes: Quote[];
  coverage: ThemeAnswer | null;
}

export interface PeriodThemes {
  period: Period;
  /** All contacts and customers of the period, in a theme or not, under the same filter; and of the periods before. */
  total: PeriodCount;
  before: PeriodCount[];
  segments: { dimension: Dimension; value: string; contacts: number }[];
  /** Most contacts first. Themes that people marked as no issue are left out. */
  themes: ThemeOfPeriod[];
}

export interface PeriodThemesQuestion {
  period: Period;
  zone: string;
  /** Periods before, for comparison. */
  before?: number;
  filter?: MessageFilter;
  /** Quotes a theme, each from another customer. */
  quotes?: number;
  /** Whether contacts are also divided by every dimension; true when absent. */
  segments?: boolean;
  /** `present`: with a contact in the period and not marked as no issue (a digest); `listed` and `silenced`: all of them. */
  which?: 'present' | 'listed' | 'silenced';
}

/** The themes of a period with everything a digest tells about them. One set-based query per kind of fact, whatever the number of themes. */
export async function themesOf(em: EntityManager, question: PeriodThemesQuestion): Promise<PeriodThemes> {
  const { period, zone, before = 8, filter = {}, quotes = 5, segments: divided = true, which = 'present' } = question;
  const bounds = boundsWithBefore(period, before, zone);
  const [{ counts, totals, facts, said, answers }, { segments, sentiment }] = await Promise.all([
    presentThemes(em, { ...question, before, filter, quotes, which }, bounds),
    besides(em, { period, filter, divided }),
  ]);
  const countsOf = grouped(counts, ({ themeId }) => themeId);
  const segmentsOf = grouped(segments, ({ themeId }) => themeId ?? '');
  const themes = facts.map(({ notAnIssue: _, ...theme }) => ({
    ...theme,
    ...numbersOf(countsOf.get(theme.id) ?? [], bounds),
    segments: (segmentsOf.get(theme.id) ?? []).map(withoutTheme),
    sentiment: sentiment.get(theme.id) ?? null,
    quotes: said.get(theme.id) ?? [],
    coverage: answers.get(theme.id) ?? null,
  }));
  themes.sort(
    (a, b) =>
      b.contacts - a.contacts ||
      b.customers - a.customers ||
      (a.label === b.label ? 0 : a.label < b.label ? -1 : 1) ||
      (a.id < b.id ? -1 : 1),
  );
  return {
    period,
    total: totals.at(-1)!,
    before: totals.slice(0, -1),
    segments: (segmentsOf.get('') ?? []).map(withoutTheme),
    themes,
  };
}

/** Counts first: they say which themes there are to tell more of. */
async function presentThemes(
  em: EntityManager,
  {
    period,
    before,
    filter,
    quotes,
    which,
  }: Required<Pick<PeriodThemesQuestion, 'before' | 'filter' | 'quotes' | 'which' | 'period'>>,
  bounds: readonly Date[],
) {
  const { themes: counts, total } = await countThemesAndAll(em, bounds, withoutThemes(filter));
  const totals = total.map((count, i) => ({ from: bounds[i]!, to: bounds[i + 1]!, ...count }));
  const present = new Set(counts.filter(({ index }) => index === before).map(({ themeId }) => themeId));
  const { themeIds } = filter;
  const wanted = which === 'present' ? [...present].filter((id) => themeIds?.includes(id) ?? true) : (themeIds ?? null);
  const facts = (await themeFacts(em, wanted)).filter((theme) => theme.notAnIssue === (which === 'silenced'));
  const ids = facts.map(({ id }) => id);
  const said = await quotesOfThemes(em, { period, filter: { ...filter, themeIds: ids }, count: quotes });
  return { counts, totals, facts, said, answers: await answersOfThemes(em, ids) };
}

/** What needs no list of themes is read at the same time, on a second connection. */
async function besides(
  em: EntityManager,
  { period, filter, divided }: { period: Period; filter: MessageFilter; divided: boolean },
) {
  const segments = divided ? await countSegments(em, period, filter) : [];
  return { segments, sentiment: await sentimentOfThemes(em, period, filter) };
}

/** Facts of root themes, in no order; of all that have not ended when `ids` is null. */
export async function themeFacts(
  em: EntityManager,
  ids: readonly string[] | null,
): Promise<(ThemeFacts & { notAnIssue: boolean })[]> {
  return em.query(
    `SELECT t.id, t.label, t.subtitle, t.keywords, t.summary, t.state, t.named_by AS "namedBy", t.pinned, t.not_an_issue AS "notAnIssue",
       t.created_at AS "createdAt", seen.first AS "firstSeen", seen.last AS "lastSeen",
       CASE WHEN a.id IS NULL THEN NULL ELSE json_build_object('id', a.id, 'label', a.label) END AS area
     FROM theme t LEFT JOIN theme_area a ON a.id = t.area_id
     LEFT JOIN LATERAL (SELECT min(first_seen) AS first, max(last_seen) AS last FROM theme leaf WHERE leaf.root_id = t.id) seen ON true
     WHERE t.root_id = t.id AND (t.id = ANY ($1) OR ($1::uuid[] IS NULL AND t.state <> 'retired'))`,
    [ids],
  );
}

/** How the help centre answers each theme, by theme id. */
export async function answersOfThemes(em: EntityManager, ids: readonly string[]): Promise<Map<string, ThemeAnswer>> {
  const rows = await em.query<(ThemeAnswer & { themeId: string })[]>(
    `SELECT g.theme_id AS "themeId", g.verdict, g.probability, g.missing_words AS "missingWords", g.messages,
       CASE WHEN k.id IS NULL THEN NULL
         ELSE json_build_object('id', k.id, 'title', k.title, 'url', k.url, 'cosine', g.article_cosine) END AS article
     FROM kb_gap g LEFT JOIN kb_article k ON k.id = g.article_id AND k.deleted_at IS NULL WHERE g.theme_id = ANY ($1)`,
    [ids],
  );
  return new Map(rows.map(({ themeId, ...answer }) => [themeId, answer]));
}

/** All contacts and customers of each period between the bounds, in a theme or not. */
export async function countAll(
  em: EntityManager,
  bounds: readonly Date[],
  filter: MessageFilter = {},
): Promise<PeriodCount[]> {
  const parameters: unknown[] = [bounds];
  const where = rowsWithin(parameters, { from: bounds[0]!, to: bounds.at(-1)! }, withoutThemes(filter));
  const rows = await em.query<{ bucket: number; contacts: number; customers: number }[]>(
    `SELECT bucket, count(DISTINCT contact)::int AS contacts, count(DISTINCT person)::int AS customers
     FROM (SELECT width_bucket(m.occurred_at, $1::timestamptz[]) AS bucket, m.contact, m.person
       FROM ${COUNTED_ROWS} WHERE m.position = 0 AND ${where}) m GROUP BY bucket`,
    parameters,
  );
  const found = new Map(rows.map((row) => [row.bucket - 1, row]));
  return bounds.slice(1).map((to, i) => {
    const { contacts = 0, customers = 0 } = found.get(i) ?? {};
    return { from: bounds[i]!, to, contacts, customers };
  });
}

function numbersOf(counts: readonly ThemeCount[], bounds: readonly Date[]) {
  const byIndex = new Map(counts.map((count) => [count.index, count]));
  const all = bounds.slice(1).map((to, i) => {
    const { contacts = 0, customers = 0, messages = 0 } = byIndex.get(i) ?? {};
    return { from: bounds[i]!, to, contacts, customers, messages };
  });
  const { contacts, customers, messages } = all.at(-1)!;
  return { contacts, customers, messages, before: all.slice(0, -1).map(({ messages: _, ...count }) => count) };
}

export function withoutThemes({ themeIds: _, ...filter }: MessageFilter): Omit<MessageFilter, 'themeIds'> {
  return filter;
}

function withoutTheme<T extends { themeId: unknown }>({ themeId: _, ...rest }: T): Omit<T, 'themeId'> {
  return rest;
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
