import { z } from 'zod';
import { isAddressRange } from './address-range.js';
import { isJsonPath } from './json-path.js';

export const CONNECTION_KINDS = [
  'zendesk',
  'intercom',
  'freshdesk',
  'helpscout',
  'chatwoot',
  'generic',
  'imap',
] as const;
export type ConnectionKind = (typeof CONNECTION_KINDS)[number];

const short = z.string().trim().min(1).max(300);
const path = z.string().trim().max(500).refine(isJsonPath, 'Not a JSONPath (RFC 9535), such as $.ticket.id');

/** Where the generic webhook finds what we need in a body of any shape. JSONPath, RFC 9535. */
export const GenericMapping = z.object({
  items: path.optional().describe('One body may hold several tickets: their place. The whole body when absent.'),
  externalId: path,
  text: path.optional(),
  html: path.optional(),
  messageId: path.optional(),
  author: path.optional().describe('A value of customer, agent or bot. Customer when absent.'),
  public: path.optional(),
  subject: path.optional(),
  createdAt: path.optional(),
  updatedAt: path.optional(),
  status: path.optional(),
  tags: path.optional(),
  channel: path.optional(),
  product: path.optional(),
  plan: path.optional(),
  language: path.optional(),
  stage: path.optional(),
  agent: path.optional(),
  team: path.optional(),
  priority: path.optional(),
  requesterId: path.optional(),
  requesterName: path.optional(),
  requesterEmail: path.optional(),
  score: path.optional(),
  scoreScale: path.optional(),
  deleted: path.optional().describe('A true value means that the ticket was deleted.'),
});
export type GenericMapping = z.infer<typeof GenericMapping>;

/** What is not secret about a connection. */
export const ConnectionSettings = z.object({
  subdomain: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Only the first part of the address: "acme" of acme.zendesk.com')
    .optional(),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .optional()
    .describe('Address of the API when it is not the usual one.'),
  allowedAddresses: z
    .array(z.string().trim().max(50).refine(isAddressRange, 'Not an address or CIDR range'))
    .max(100)
    .optional()
    .describe('CIDR ranges that webhooks may come from; all when empty.'),
  mapping: GenericMapping.optional(),
  pullSince: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('How far back the first load goes; 90 days when absent.'),
  pullArticles: z.boolean().optional(),
  product: short.optional().describe('Given to every ticket of this connection that names no product.'),
  imap: z
    .object({
      host: short,
      port: z.int().min(1).max(65535).default(993),
      secure: z.boolean().default(true),
      user: short,
      mailboxes: z.array(short).min(1).max(20).default(['INBOX']),
      ownAddresses: z
        .array(z.string().trim().toLowerCase().max(320))
        .max(50)
        .default([])
        .describe('Addresses of your team: their mails are replies.'),
    })
    .optional(),
});
export type ConnectionSettings = z.infer<typeof ConnectionSettings>;

/** What proves us to the API of the help desk. Stored sealed, never shown again. */
export const Credentials = z.object({
  email: z.string().max(320).optional().describe('Zendesk: the address that the token belongs to.'),
  token: z.string().min(1).max(2000).optional().describe('Zendesk and Intercom token, Freshdesk key.'),
  appId: z.string().max(300).optional().describe('Help Scout application.'),
  appSecret: z.string().max(300).optional(),
  password: z.string().max(1000).optional().describe('IMAP.'),
});
export type Credentials = z.infer<typeof Credentials>;

export const LEGAL_BASES = ['contract', 'legitimate interests', 'consent', 'legal obligation'] as const;

const Common = z.object({
  name: short,
  settings: ConnectionSettings.default({}),
  credentials: Credentials.optional(),
  legalBasis: z.enum(LEGAL_BASES).nullish().describe('Article 6 GDPR: why these texts may be processed.'),
  consentNote: z.string().max(2000).nullish().describe('Where consent or the balance of interests is written down.'),
  enabled: z.boolean().default(true),
});

export const NewConnection = Common.extend({
  kind: z.enum(CONNECTION_KINDS),
  source: z
    .string()
    .trim()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'Small letters, digits, dots and dashes')
    .optional()
    .describe('Name of the source in tickets; the kind when absent.'),
  webhookSecret: z
    .string()
    .min(8)
    .max(500)
    .optional()
    .describe('The secret that the help desk shows; one is made when absent.'),
}).strict();
export type NewConnection = z.infer<typeof NewConnection>;

export const ChangedConnection = Common.partial().strict();
export type ChangedConnection = z.infer<typeof ChangedConnection>;

export const RotatedSecret = z
  .object({
    webhookSecret: z
      .string()
      .min(8)
      .max(500)
      .optional()
      .describe('The new secret of the help desk; one is made when absent.'),
    overlapHours: z.int().min(0).max(168).default(24).describe('How long the old secret stays valid.'),
  })
  .strict();
export type RotatedSecret = z.infer<typeof RotatedSecret>;
