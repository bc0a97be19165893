import { SENTIMENT_OF_READING } from '../sentiment/sentiment-shares.js';
import { bind, COUNTED, COUNTED_MESSAGES, DIMENSIONS } from '../themes/reading/theme-messages.js';
import type { SearchQuery } from './search.schema.js';

/** Messages that can be found, with their theme (leaf, root) and reading. */
export const FOUND = `${COUNTED_MESSAGES} LEFT JOIN theme_assignment a ON a.statement_id = s.id
  LEFT JOIN theme leaf ON leaf.id = a.theme_id LEFT JOIN theme root ON root.id = leaf.root_id
  LEFT JOIN statement_reading r ON r.statement_id = s.id`;

type Filter = Omit<SearchQuery, 'limit' | 'q' | 'likeTheme'>;

/** The conditions of a search over FOUND; placeholders go on after those already in `parameters`. */
export function searchConditions(parameters: unknown[], filter: Filter): string {
  const clauses = [COUNTED, 's.position = 0'];
  for (const dimension of DIMENSIONS) {
    const wanted = filter[dimension];
    if (wanted !== undefined) clauses.push(`f.${dimension} = ${bind(parameters, wanted)}`);
  }
  if (filter.tag !== undefined) clauses.push(`${bind(parameters, filter.tag)} = ANY (f.tags)`);
  if (filter.from !== undefined) clauses.push(`f.occurred_at >= ${bind(parameters, filter.from)}`);
  if (filter.to !== undefined) clauses.push(`f.occurred_at < ${bind(parameters, filter.to)}`);
  if (filter.theme !== undefined)
    clauses.push(`leaf.root_id = (SELECT root_id FROM theme WHERE id = ${bind(parameters, filter.theme)})`);
  // Nothing is like itself.
  if (filter.likeFeedback !== undefined) clauses.push(`f.id <> ${bind(parameters, filter.likeFeedback)}`);
  if (filter.likeTicket !== undefined)
    clauses.push(`f.ticket_id IS DISTINCT FROM ${bind(parameters, filter.likeTicket)}`);
  if (filter.assigned !== undefined) clauses.push(`leaf.id IS ${filter.assigned === 'true' ? 'NOT NULL' : 'NULL'}`);
  if (filter.sentiment !== undefined) clauses.push(`${SENTIMENT_OF_READING} = ${bind(parameters, filter.sentiment)}`);
  return clauses.join(' AND ');
}

const NARROWING = [...DIMENSIONS, 'tag', 'from', 'to', 'theme', 'assigned', 'sentiment'] as const;

/** Whether the search narrows at all; without it every message that still exists fits. */
export function narrows(filter: Filter): boolean {
  return NARROWING.some((name) => filter[name] !== undefined);
}
