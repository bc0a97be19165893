import { z } from 'zod';
import { blank } from '../../filters/page-filter.js';
import type { BusinessCalendar } from '../../kpis/business-hours.js';
import { Calendar } from '../settings.schema.js';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
type Weekday = keyof BusinessCalendar['hours'];

type CalendarInput = z.input<typeof Calendar>;

const text = z.string().trim().max(2000).default('');
const line = z.string().trim().max(100).default('');

/** `09:00-12:00, 13:00-17:00`; nothing is closed. What is no time is left for the schema to refuse. */
function openingsOf(given: string): [string, string][] {
  return given
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const [open = '', close = ''] = part.split(/\s*(?:-|–|to)\s*/);
      return [padded(open), padded(close)];
    });
}

const padded = (time: string) => (/^\d:\d\d$/.test(time) ? `0${time}` : time);

/** Business hours as a form sends them; null when all hours count. */
export const CalendarForm = z
  .object({
    count: z.enum(['all', 'business']),
    zone: line,
    hours1: line,
    hours2: line,
    hours3: line,
    hours4: line,
    hours5: line,
    hours6: line,
    hours7: line,
    holidays: text,
  })
  .transform(({ count, zone, holidays, ...form }): CalendarInput | null => {
    if (count === 'all') return null;
    const days = WEEKDAYS.map((_, i) => [i + 1, openingsOf(form[`hours${i + 1}` as 'hours1'])] as const);
    const hours: CalendarInput['hours'] = Object.fromEntries(days.filter(([, openings]) => openings.length > 0));
    return { zone, hours, holidays: holidays.split(/[\s,;]+/).filter(Boolean) };
  })
  .pipe(Calendar.nullable());
export type CalendarForm = z.infer<typeof CalendarForm>;

export const CostForm = z.object({
  hourlyCost: blank(z.coerce.number().min(0).max(100_000)),
  currency: blank(
    z
      .string()
      .trim()
      .regex(/^[A-Za-z]{3}$/, 'three letters, as EUR')
      .transform((code) => code.toUpperCase()),
  ),
});
export type CostForm = z.infer<typeof CostForm>;

export const CustomersForm = z.object({
  customers: z.coerce.number().int().min(0).max(2_000_000_000),
  day: z.iso.date(),
});
export type CustomersForm = z.infer<typeof CustomersForm>;

const weight = z.coerce.number().min(0).max(3);
export const WeightsForm = z.object({ effort: weight, negativity: weight, scoreEffect: weight, trend: weight });
export type WeightsForm = z.infer<typeof WeightsForm>;

/** Weekdays with their openings as the form shows them; office hours while nothing was set. */
export function weekdayRows(calendar: BusinessCalendar | null) {
  return WEEKDAYS.map((name, i) => {
    const day = (i + 1) as Weekday;
    const preset = i < 5 ? '09:00-17:00' : '';
    const known = (calendar?.hours[day] ?? []).map(([open, close]) => `${open}-${close}`).join(', ');
    return { name, field: `hours${day}`, value: calendar ? known : preset };
  });
}
