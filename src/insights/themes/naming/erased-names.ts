import type { EntityManager } from 'typeorm';

/** Shorter ones stand in other words. */
const SHORTEST_TERM = 4;

/** SQL: whether a text holds one of the terms of parameter $1. */
const holds = (text: string) =>
  `EXISTS (SELECT FROM unnest($1::text[]) AS term WHERE strpos(lower(${text}), term) > 0)`;
const without = (words: string) =>
  `(SELECT coalesce(array_agg(word ORDER BY place), '{}') FROM unnest(${words}) WITH ORDINALITY AS w (word, place) WHERE NOT ${holds('word')})`;

/**
 * Takes words that only an erased customer used out of what themes, areas, histories and gaps are called. Names are made of
 * customers' words, so a rare one may tell of him; names that colleagues gave are theirs and stay. Returns how many rows changed.
 */
export async function eraseFromNames(em: EntityManager, words: readonly string[]): Promise<number> {
  const terms = words.filter((word) => word.length >= SHORTEST_TERM);
  if (terms.length === 0) return 0;
  let changed = 0;
  for (const statement of STATEMENTS) {
    const rows = await em.query<unknown[]>(`WITH changed AS (${statement} RETURNING 1) SELECT * FROM changed`, [terms]);
    changed += rows.length;
  }
  return changed;
}

const STATEMENTS = [
  `UPDATE theme SET keywords = ${without('keywords')},
     label = CASE WHEN named_by <> 'person' AND ${holds('label')}
       THEN coalesce(nullif(array_to_string((${without('keywords')})[1:3], ', '), ''), 'Unnamed theme') ELSE label END,
     subtitle = CASE WHEN ${holds('subtitle')} THEN NULL ELSE subtitle END,
     suggested_label = CASE WHEN ${holds('suggested_label')} THEN NULL ELSE suggested_label END,
     summary = CASE WHEN ${holds('summary')} THEN NULL ELSE summary END
   WHERE ${holds(`concat_ws(' ', label, subtitle, suggested_label, summary, array_to_string(keywords, ' '))`)}`,
  `UPDATE theme_area SET label = 'Unnamed area' WHERE named_by <> 'person' AND ${holds('label')}`,
  `UPDATE theme_event SET detail = (SELECT jsonb_object_agg(key, CASE WHEN jsonb_typeof(value) = 'string' AND ${holds(`value #>> '{}'`)}
     THEN '"[erased]"'::jsonb ELSE value END) FROM jsonb_each(detail)) WHERE ${holds('detail::text')}`,
  `UPDATE kb_gap SET missing_words = ${without('missing_words')}, because = CASE WHEN ${holds('because')} THEN NULL ELSE because END
   WHERE ${holds(`concat_ws(' ', because, array_to_string(missing_words, ' '))`)}`,
];
