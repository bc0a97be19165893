import type { ConnectionSettings, Credentials } from '../connection.schema.js';
import type { SourceChange } from '../source-change.js';
import type { ApiClient } from './api-client.js';

/** How far a stream was read. What it means is the business of the stream alone. */
export type Cursor = Record<string, string | number | null>;

export interface Page {
  changes: SourceChange[];
  /** Where the next page begins. Stored together with the changes. */
  cursor: Cursor;
  /** Nothing more for now. */
  isLast: boolean;
}

export interface PullContext {
  api: ApiClient;
  settings: ConnectionSettings;
  /** The first load goes back to here. */
  since: Date;
  now: Date;
  /** Those of the tickets whose stored version is older than the listed one: the others need not be asked for again. */
  outdated(listed: { externalId: string; updatedAt: string }[]): Promise<Set<string>>;
}

/** A listing of a help desk that can be read page by page, again and again, from wherever it was left. */
export interface PullStream {
  name: 'tickets' | 'articles' | 'mailbox';
  /** Every pass lists all there is, so what a whole pass did not show is gone. */
  listsAll?: boolean;
  next(cursor: Cursor | null, context: PullContext): Promise<Page>;
  /** One ticket as it is now, or null when it is gone. */
  one?(externalId: string, context: PullContext): Promise<SourceChange | null>;
}

/** How a help desk is reached and what can be read from it. */
export interface PullableDesk {
  baseUrl(settings: ConnectionSettings): string | null;
  /** Headers that prove who we are; asked once a run. */
  authorize(credentials: Credentials, baseUrl: string, post: Post): Promise<Record<string, string>>;
  /** A cheap call that tells whether the credentials work. */
  check: string;
  streams(settings: ConnectionSettings): PullStream[];
}

export type Post = (
  url: string,
  body: string,
  headers: Record<string, string>,
) => Promise<{ status: number; body: string }>;

/** Windows overlap a little, since clocks of large services differ; what is known already is passed over. */
export const OVERLAP_SECONDS = 120;
