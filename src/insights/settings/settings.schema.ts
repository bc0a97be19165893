import { IANAZone } from 'luxon';
import { z } from 'zod';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'HH:mm');
const opening = z.tuple([clock, clock]).refine(([open, close]) => open < close, 'opens before it closes');
const weekday = z.array(opening).max(6).optional();

/** Times must be apart and in order, or an hour would count twice. */
function apart(hours: Record<string, [string, string][] | undefined>): boolean {
  return Object.values(hours).every((day = []) => day.every(([open], i) => i === 0 || day[i - 1]![1] <= open));
}

export const Calendar = z.object({
  zone: z.string().refine((zone) => IANAZone.isValidZone(zone), 'an IANA time zone'),
  hours: z
    .object({ 1: weekday, 2: weekday, 3: weekday, 4: weekday, 5: weekday, 6: weekday, 7: weekday })
    .refine(apart, 'openings of a day in order and apart')
    .describe('Openings by ISO weekday (1 is Monday); a missing day is closed.'),
  holidays: z.array(z.iso.date()).max(500).default([]).describe('Days on which nobody works.'),
});

const weight = z.number().min(0).max(3).default(1);
export const Weights = z.object({ effort: weight, negativity: weight, scoreEffect: weight, trend: weight });

export const SettingsBody = z.object({
  calendar: Calendar.nullable().optional().describe('Business hours; null: all hours count.'),
  hourlyCost: z.number().min(0).max(100_000).nullable().optional().describe('Cost of an hour of handling.'),
  currency: z.string().length(3).nullable().optional().describe('ISO 4217, shown beside costs.'),
  priorityWeights: Weights.nullable().optional().describe('How strongly each part of a priority counts; null: all 1.'),
  quietHours: z
    .object({ from: clock, to: clock })
    .nullable()
    .optional()
    .describe('Local times between which nobody is told of an alert; it is told afterwards.'),
});
export type SettingsBody = z.infer<typeof SettingsBody>;

export const SuppliedBody = z.object({
  counts: z
    .array(
      z.object({
        kind: z
          .enum(['customers', 'sessions', 'sessions-with-contact'])
          .describe('Customers on that day; help-centre sessions of that day; those followed by a contact.'),
        day: z.iso.date(),
        value: z.int().min(0).max(2_000_000_000),
      }),
    )
    .min(1)
    .max(2000),
});
export type SuppliedBody = z.infer<typeof SuppliedBody>;
