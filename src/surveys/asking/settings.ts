import { IANAZone } from 'luxon';
import { z } from 'zod';

/** What of a ticket (or customer) a rule may look at. */
export const RULE_FIELDS = [
  'tags',
  'channel',
  'product',
  'plan',
  'team',
  'agent',
  'language',
  'stage',
  'priority',
  'source',
] as const;

export const Rule = z.strictObject({
  field: z.enum(RULE_FIELDS),
  is: z.enum(['one-of', 'none-of']),
  values: z.array(z.string().trim().min(1).max(100)).min(1).max(50),
});
export type Rule = z.infer<typeof Rule>;

const days = (max: number) => z.number().int().min(0).max(max);
const hour = z.number().int().min(0).max(24);

export const Trigger = z.discriminatedUnion('on', [
  z.strictObject({
    on: z.literal('solved').describe('A ticket was solved.'),
    delayHours: z.number().min(0).max(720).default(24),
  }),
  z.strictObject({
    on: z.literal('match').describe('A ticket, open or not, meets the rules.'),
    delayHours: z.number().min(0).max(720).default(0),
  }),
  z.strictObject({
    on: z.literal('relationship').describe('Everybody, a portion each day, once in so many days.'),
    everyDays: z.number().int().min(30).max(730).default(90),
  }),
  z.strictObject({ on: z.literal('request').describe('Only by REST, link, QR code or widget.') }),
]);
export type Trigger = z.infer<typeof Trigger>;

export const SendingHours = z
  .strictObject({
    from: hour.default(9),
    to: hour.default(18),
    weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7).default([1, 2, 3, 4, 5]).describe('1 is Monday.'),
  })
  .refine(({ from, to }) => from < to, { message: 'The first hour must lie before the last.' });
export type SendingHours = z.infer<typeof SendingHours>;

export const Alerts = z.strictObject({
  emails: z.array(z.email().max(254)).min(1).max(10),
  band: z.enum(['low', 'middle']).default('low').describe('The best band that still raises an alert.'),
  angryComments: z.boolean().default(true).describe('A comment with strong words raises one, whatever the score.'),
  quiet: z
    .strictObject({
      from: hour,
      to: hour,
      zone: z.string().refine((zone) => IANAZone.isValidZone(zone), { message: 'Not a time zone.' }),
    })
    .nullable()
    .default(null)
    .describe('Hours in which alerts wait.'),
});
export type Alerts = z.infer<typeof Alerts>;

const colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'Six hexadecimal digits, as in #1f6f5c.');

export const Branding = z.strictObject({
  senderName: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .nullable()
    .default(null)
    .describe('Name in the From line; that of MAIL_FROM when null.'),
  colour: colour.default('#1f6f5c'),
  logoUrl: z
    .url({ protocol: /^https$/ })
    .max(500)
    .nullable()
    .default(null),
});
export type Branding = z.infer<typeof Branding>;

/** Who is asked, when, and what happens with answers. Changing it makes no new version: answers do not depend on it. */
export const Settings = z.strictObject({
  trigger: Trigger.default({ on: 'request' }),
  rules: z.array(Rule).max(20).default([]).describe('All must hold.'),
  samplingPercent: z.number().min(0).max(100).default(100),
  coolDownDays: days(730).default(30).describe('Nobody is asked again sooner, by any survey.'),
  sendingHours: SendingHours.nullable().default(null).describe("In the customer's time zone; any hour when null."),
  needsAgentReply: z
    .boolean()
    .default(true)
    .describe('Tickets without an answer by a person are out: spam, auto-closed.'),
  autoClosedTags: z.array(z.string().max(100)).max(50).default(['auto-closed', 'auto_closed', 'closed_by_merge']),
  staffDomains: z
    .array(z.string().toLowerCase().max(253))
    .max(50)
    .default([])
    .describe('Addresses there are never asked.'),
  reminderAfterDays: z
    .union([z.literal(3), z.literal(5), z.literal(7)])
    .nullable()
    .default(null),
  expiresAfterDays: z.number().int().min(1).max(180).default(30),
  editableDays: z.number().int().min(0).max(90).default(14),
  evidence: z.enum(['confirm', 'strict']).default('confirm'),
  alerts: Alerts.nullable().default(null),
  branding: Branding.default(() => Branding.parse({})),
  widgetOrigins: z
    .array(z.url().max(200))
    .max(20)
    .default([])
    .describe('Origins that may show the widget, as in https://app.example.com.'),
});
export type Settings = z.infer<typeof Settings>;
