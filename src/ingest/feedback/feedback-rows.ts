import { createHash, randomUUID } from 'node:crypto';
import { type CleanMessage, cleanMessage } from '../text/clean-message.js';
import type { NewFeedback } from './feedback.schema.js';

/** What the caller knows beside the text itself. */
export interface FeedbackContext {
  ticketId: string | null;
  customerId: string | null;
  /** Names that must be masked wherever they stand: the requester's own. */
  knownNames: string[];
  /** The text as it was cleaned before, when somebody did. */
  cleaned?: CleanMessage | undefined;
}

export type FeedbackItem = NewFeedback & FeedbackContext;

export interface FeedbackRow {
  id: string;
  externalId: string;
  kind: string;
  ticketId: string | null;
  customerId: string | null;
  occurredAt: string;
  channel: string | null;
  product: string | null;
  plan: string | null;
  language: string | null;
  stage: string | null;
  tags: string[];
  score: number | null;
  scoreScale: number | null;
  original: string;
  masked: string;
  mined: string;
  contentHash: string;
  sourceUpdatedAt: string;
}

/**
 * A feedback as it is stored: cleaned, masked, with the language found and a hash of what is left. Null when the
 * customer wrote nothing visible (a mail that only quotes, an empty comment).
 */
export function toFeedbackRow(item: FeedbackItem): FeedbackRow | null {
  const { text, html, knownNames } = item;
  const cleaned = item.cleaned ?? cleanMessage({ text: text ?? undefined, html: html ?? undefined, knownNames });
  if (cleaned.masked.trim() === '') return null;
  return {
    ...labelsOf(item),
    id: randomUUID(),
    externalId: item.externalId,
    kind: item.kind,
    ticketId: item.ticketId,
    customerId: item.customerId,
    occurredAt: item.occurredAt,
    language: item.language ?? cleaned.language,
    tags: item.tags,
    original: (text ?? html ?? '').replaceAll('\0', ''),
    masked: cleaned.masked,
    mined: cleaned.mined,
    contentHash: contentHash(cleaned.masked),
    sourceUpdatedAt: item.updatedAt ?? item.occurredAt,
  };
}

function labelsOf({
  channel = null,
  product = null,
  plan = null,
  stage = null,
  score = null,
  scoreScale = null,
}: FeedbackItem) {
  return { channel, product, plan, stage, score, scoreScale };
}

/** Equal for texts that differ only in case, spaces or punctuation. */
export function contentHash(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return createHash('sha256').update(plain).digest('hex').slice(0, 32);
}

/** Of several versions of one item, the newest by the source's clock; of equals, the last. */
export function newestVersions<T extends { externalId: string; sourceUpdatedAt: string }>(rows: T[]): T[] {
  const newest = new Map<string, T>();
  for (const row of rows) {
    const known = newest.get(row.externalId);
    if (!known || Date.parse(row.sourceUpdatedAt) >= Date.parse(known.sourceUpdatedAt)) newest.set(row.externalId, row);
  }
  return [...newest.values()].sort((a, b) => (a.externalId < b.externalId ? -1 : 1));
}
