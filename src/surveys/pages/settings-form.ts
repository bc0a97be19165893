import { z } from 'zod';
import { Alerts, Branding, Settings } from '../asking/settings.js';
import { Content } from '../surveys/content.js';
import type { SurveyWithContent } from '../surveys/surveys.service.js';
import { LOCALE, resolveTexts } from '../surveys/texts.js';
import { linesOf, rulesOf } from './rule-lines.js';

const number = z.coerce.number();
const words = z.string().max(2000).default('');

/** The settings page as a form: everything is text. */
export const SettingsForm = z.object({
  name: z.string().trim().min(1).max(120),
  defaultLocale: z.string().regex(LOCALE),
  question: z.string().trim().max(500).default(''),
  trigger: z.enum(['solved', 'match', 'relationship', 'request']),
  delayHours: number,
  everyDays: number,
  rules: words,
  samplingPercent: number,
  coolDownDays: number,
  fromHour: number,
  toHour: number,
  reminder: z.enum(['', '3', '5', '7']).default(''),
  staffDomains: words,
  needsAgentReply: z.string().optional(),
  editableDays: number,
  expiresAfterDays: number,
  isStrict: z.string().optional(),
  alertEmails: words,
  senderName: z.string().trim().max(60).default(''),
  colour: z.string().max(20),
  logoUrl: z.string().max(500).default(''),
  widgetOrigins: words,
});
export type SettingsForm = z.infer<typeof SettingsForm>;

const TRIGGER_LABELS = {
  solved: 'a ticket was solved',
  match: 'a ticket, open or not, meets the rules',
  relationship: 'it is somebody’s turn: everybody, a portion each day',
  request: 'a program, link, QR code or widget asks',
};

/** What a form makes of a survey. What the page does not show (further texts) stays. Throws ZodError or RuleLineError for what is refused. */
export function applyForm(
  survey: SurveyWithContent,
  form: SettingsForm,
): { name: string; content: Content; settings: Settings } {
  const { content, settings } = survey;
  const settled = Settings.parse({
    ...settings,
    trigger: triggerOf(form),
    rules: rulesOf(form.rules),
    samplingPercent: form.samplingPercent,
    coolDownDays: form.coolDownDays,
    sendingHours:
      form.fromHour === 0 && form.toHour === 24
        ? null
        : { ...(settings.sendingHours ?? {}), from: form.fromHour, to: form.toHour },
    reminderAfterDays: form.reminder ? Number(form.reminder) : null,
    staffDomains: listOf(form.staffDomains),
    needsAgentReply: form.needsAgentReply !== undefined,
    editableDays: form.editableDays,
    expiresAfterDays: form.expiresAfterDays,
    evidence: form.isStrict ? 'strict' : 'confirm',
    alerts: alertsOf(survey, form),
    branding: brandingOf(form),
    widgetOrigins: listOf(form.widgetOrigins),
  });
  return { name: form.name, settings: settled, content: Content.parse(contentOf(content, form)) };
}

function triggerOf({ trigger, delayHours, everyDays }: SettingsForm) {
  if (trigger === 'relationship') return { on: trigger, everyDays };
  return trigger === 'request' ? { on: trigger } : { on: trigger, delayHours };
}

function brandingOf({ senderName, colour, logoUrl }: SettingsForm): Branding {
  return Branding.parse({ senderName: senderName || null, colour, logoUrl: logoUrl || null });
}

function alertsOf({ settings }: SurveyWithContent, { alertEmails }: SettingsForm): Alerts | null {
  const emails = listOf(alertEmails);
  return emails.length > 0 ? Alerts.parse({ ...(settings.alerts ?? {}), emails }) : null;
}

/** Only a question that differs from the ready one is kept as the operator's own. */
function contentOf(content: Content, { defaultLocale, question }: SettingsForm) {
  const shown = resolveTexts(content.question, defaultLocale, content.texts).question;
  if (!question || question === shown) return { ...content, defaultLocale };
  const texts = { ...content.texts, [defaultLocale]: { ...content.texts[defaultLocale], question } };
  return { ...content, defaultLocale, texts };
}

function listOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean);
}

/** The survey as the fields of the form. */
export function formView({ name, content, settings }: SurveyWithContent, locales: readonly string[]) {
  const { trigger, sendingHours, branding } = settings;
  return {
    form: {
      name,
      question: resolveTexts(content.question, content.defaultLocale, content.texts).question,
      delayHours: 'delayHours' in trigger ? trigger.delayHours : 24,
      everyDays: 'everyDays' in trigger ? trigger.everyDays : 90,
      rules: linesOf(settings.rules),
      samplingPercent: settings.samplingPercent,
      coolDownDays: settings.coolDownDays,
      fromHour: sendingHours?.from ?? 0,
      toHour: sendingHours?.to ?? 24,
      staffDomains: settings.staffDomains.join(', '),
      needsAgentReply: settings.needsAgentReply,
      editableDays: settings.editableDays,
      expiresAfterDays: settings.expiresAfterDays,
      isStrict: settings.evidence === 'strict',
      alertEmails: settings.alerts?.emails.join(', ') ?? '',
      senderName: branding.senderName ?? '',
      colour: branding.colour,
      logoUrl: branding.logoUrl ?? '',
      widgetOrigins: settings.widgetOrigins.join(', '),
    },
    locales: locales.map((locale) => ({ name: locale, isChosen: locale === content.defaultLocale })),
    triggers: Object.entries(TRIGGER_LABELS).map(([id, label]) => ({ id, label, isChosen: trigger.on === id })),
    reminders: [null, 3, 5, 7].map((days) => ({
      value: days ?? '',
      label: days ? `after ${days} days without an answer` : 'none',
      isChosen: settings.reminderAfterDays === days,
    })),
  };
}
