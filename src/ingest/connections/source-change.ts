import type { NewArticle } from '../articles/article.schema.js';
import type { NewTicket } from '../tickets/ticket.schema.js';

/** What a payload of a help desk means for us. Times are the source's own, ISO 8601. */
export type SourceChange =
  | { kind: 'ticket'; ticket: NewTicket }
  | { kind: 'ticket-deleted'; externalId: string; at: string }
  | { kind: 'message-deleted'; ticketId: string; messageId: string; at: string }
  | { kind: 'article'; article: NewArticle }
  | { kind: 'article-deleted'; externalId: string; at: string }
  /** The payload says only that the ticket changed: ask the source for it. */
  | { kind: 'refresh'; externalId: string };

/** A delivery as it came over HTTP. Header names are lower case. */
export interface Delivery {
  headers: Record<string, string>;
  /** The bytes that were signed. */
  raw: Buffer;
  /** The secret of the address, for senders that cannot sign. */
  pathSecret: string | null;
  /** Address of the sender, as far as trusted proxies tell it. */
  ip: string;
}
