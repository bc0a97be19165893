import type { EntityManager } from 'typeorm';
import type { Period } from '../../../platform/periods.js';
import { groupSums, normalise, row, type Matrix } from '../../embedding/matrix.js';
import { fromBytes } from '../../embedding/vector-bytes.js';
import { SENTIMENT_OF_READING, type Sentiment } from '../../sentiment/sentiment-shares.js';
import { pickQuotes } from '../naming/quotes.js';
import { shorten } from '../naming/sentences.js';
import { CONTACT, type MessageFilter, messagesWithin, PERSON, THEME_MESSAGES } from './theme-messages.js';

/** A customer's words, masked and shortened, with where they come from. */
export interface Quote {
  text: string;
  feedbackId: string;
  contactId: string;
  occurredAt: Date;
  sentiment: Sentiment | null;
}

interface Candidate extends Quote {
  themeId: string;
  person: string;
  vector: Buffer;
}

/** Nearest messages a theme that quotes are chosen from: enough for five customers who say different things. */
const CANDIDATES = 40;
const LONGEST = 280;

/**
 * Up to five quotes of every theme from the messages of a period: typical, unlike each other, each from another customer.
 * Read in one query; a theme without messages in the period has no entry.
 */
export async function quotesOfThemes(
  em: EntityManager,
  { period, filter = {}, count = 5 }: { period: Period; filter?: MessageFilter; count?: number },
): Promise<Map<string, Quote[]>> {
  if (count === 0) return new Map();
  const parameters: unknown[] = [];
  const where = messagesWithin(parameters, period, filter);
  const rows = await em.query<Candidate[]>(
    `WITH member AS (SELECT leaf.root_id, a.similarity, s.id, f.id AS feedback_id, ${CONTACT} AS contact, ${PERSON} AS person,
         f.occurred_at, CASE WHEN s.position = 0 THEN f.masked ELSE s.text END AS text
       FROM ${THEME_MESSAGES} WHERE ${where}),
     nearest AS (SELECT DISTINCT ON (root_id, person) * FROM member ORDER BY root_id, person, similarity DESC NULLS LAST, occurred_at DESC, id),
     ranked AS (SELECT *, row_number() OVER (PARTITION BY root_id ORDER BY similarity DESC NULLS LAST, occurred_at DESC, id) AS rank FROM nearest)
     SELECT m.root_id AS "themeId", m.person, m.text, m.feedback_id AS "feedbackId", m.contact AS "contactId", m.occurred_at AS "occurredAt",
       ${SENTIMENT_OF_READING} AS sentiment, e.vector
     FROM ranked m JOIN encoder c ON c.state = 'serving' JOIN embedding e ON e.statement_id = m.id AND e.encoder_id = c.id
     LEFT JOIN statement_reading r ON r.statement_id = m.id WHERE m.rank <= ${CANDIDATES} ORDER BY m.root_id, m.rank`,
    parameters,
  );
  const groups = Map.groupBy(rows, ({ themeId }) => themeId);
  return new Map([...groups].map(([id, candidates]) => [id, chosen(candidates).slice(0, count)]));
}

function chosen(candidates: Candidate[]): Quote[] {
  const vectors = stacked(candidates);
  const centre = normalise(row(groupSums(vectors, new Int32Array(vectors.rows), 1).sums, 0));
  const members = candidates.map(({ text, person }, member) => ({ member, text, customer: person }));
  return pickQuotes(vectors, centre, members).map((i) => {
    const { text, feedbackId, contactId, occurredAt, sentiment } = candidates[i]!;
    return { text: shorten(text, LONGEST), feedbackId, contactId, occurredAt, sentiment };
  });
}

function stacked(candidates: Candidate[]): Matrix {
  return fromBytes(Buffer.concat(candidates.map(({ vector }) => vector)), candidates[0]!.vector.length / 4);
}
