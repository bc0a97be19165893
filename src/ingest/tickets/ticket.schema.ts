import { z } from 'zod';
import { SourceTime } from '../source-time.js';

const time = SourceTime;
const short = z.string().trim().min(1).max(300);

/** The person who asked for help. Name, address and phone are stored apart and used to mask texts. */
export const Requester = z.object({
  externalId: short,
  name: z.string().max(300).nullish(),
  email: z.string().max(320).nullish(),
  phone: z.string().max(60).nullish(),
  plan: short.nullish(),
  language: short.nullish(),
  timeZone: short.nullish(),
});
export type Requester = z.infer<typeof Requester>;

export const NewMessage = z.object({
  externalId: short.nullish().describe('Position in the ticket when absent.'),
  author: z.enum(['customer', 'agent', 'bot']).default('customer'),
  public: z.boolean().default(true).describe('Internal notes are false and are never stored.'),
  authorName: z.string().max(300).nullish().describe('Used to mask the name; not stored.'),
  createdAt: time.nullish(),
  updatedAt: time.nullish().describe('When the message itself was edited; otherwise the ticket tells.'),
  text: z.string().max(1_000_000).nullish(),
  html: z.string().max(1_000_000).nullish(),
});
export type NewMessage = z.infer<typeof NewMessage>;

export const TicketStatus = z.enum(['open', 'pending', 'solved', 'closed', 'merged', 'spam']);

/** An answer that the help desk itself collected. */
export const TicketCsat = z.object({
  score: z.int().min(0).max(10),
  scale: z.int().min(2).max(11).default(5),
  comment: z.string().max(50_000).nullish(),
  answeredAt: time.nullish(),
});

/**
 * A support case as a help desk knows it. Times are the source's own. A field that is left out keeps its stored value;
 * null clears it. Messages are added to those already known, unless `complete` says that these are all.
 */
export const NewTicket = z.object({
  externalId: short,
  subject: z.string().max(10_000).nullish(),
  url: z.url().max(2000).nullish(),
  createdAt: time,
  updatedAt: time.nullish().describe('Orders repeated deliveries; the creation time when absent.'),
  channel: short.nullish(),
  product: short.nullish(),
  plan: short.nullish(),
  language: short.nullish(),
  stage: short.nullish(),
  tags: z.array(short).max(100).optional(),
  status: TicketStatus.optional().describe('open when never told.'),
  priority: short.nullish(),
  agent: short.nullish(),
  team: short.nullish(),
  requester: Requester.nullish(),
  firstReplyAt: time.nullish(),
  solvedAt: time.nullish(),
  reopenedAt: z.array(time).max(100).optional().describe('Noticed from the status when left out.'),
  escalatedAt: time.nullish(),
  handleSeconds: z.int().min(0).max(100_000_000).nullish(),
  mergedInto: short.nullish(),
  messages: z.array(NewMessage).max(500).default([]),
  complete: z
    .boolean()
    .optional()
    .describe('True when `messages` are all there are: stored ones that are missing are forgotten.'),
  fields: z
    .record(short, z.string().max(1000))
    .optional()
    .describe('Further fields of the source. Read by stage rules, not stored.'),
  csat: TicketCsat.nullish(),
});
export type NewTicket = z.infer<typeof NewTicket>;
