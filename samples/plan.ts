import type { Plan, Planted } from './company.js';

/** How the twelve weeks go: which issue is how common, and what is planted where. Weeks count from 0, the oldest. */
export const WEEKS = 12;
export const LAST_WEEK = WEEKS - 1;
export const CUSTOMERS = 900;

/** Both fixes went live as this week began, so that four whole weeks follow. */
export const SHIPPED_WEEK = WEEKS - 4;
export const DECIDED_WEEK = SHIPPED_WEEK - 3;

/** A marketing campaign lifted every issue alike, and nothing else happened. */
export const CAMPAIGN = { week: WEEKS - 3, factor: 1.45 };

/** From the most to the least frequent. The two issues that got a fix stand apart because an effect needs contacts. */
const RANKED = [
  'bank-feed-disconnects',
  'clock-in-location-fails',
  'slow-pages',
  'password-reset-mail-missing',
  'invoice-not-delivered',
  'break-deducted',
  'missing-clock-out',
  'accountant-export-garbled',
  'money-in-invoice-open',
  'offline-work-lost',
  'rota-notification-missing',
  'rota-print-cut-off',
  'cancel-subscription',
  'delete-my-data',
  'payment-link-fails',
  'charged-twice',
  'shift-swap-stuck',
  'leave-balance-wrong',
  'card-declined',
  'two-factor-lost-phone',
  'e-invoice-rejected',
  'calendar-feed-stale',
  'payout-late',
  'app-crashes',
  'import-contacts-fails',
  'invitation-not-working',
  'overtime-wrong',
  'recurring-invoice-not-created',
  'reminder-although-paid',
  'vat-report-mismatch',
  'availability-ignored',
  'correct-sent-invoice',
  'payroll-export-fails',
  'kiosk-white-screen',
  'invoice-numbering',
  'receipt-scan-misreads',
  'change-plan-or-seats',
  'duplicate-bank-transactions',
  'manager-sees-other-sites',
  'change-sign-in-email',
  'renewal-refund',
  'invoice-design',
  'vat-number-on-our-bill',
  'accountant-access',
  'sso-login-loop',
];

/** Zipf's law with exponent .75: 20 contacts a week at rank 1 would be about 9 at rank 3 and 1.2 at rank 45. */
const ZIPF = { first: 20, exponent: 0.75 };

const RATES: Record<string, number> = {
  'bank-feed-disconnects': 17.5,
  'clock-in-location-fails': 17,
  'slow-pages': 7.5,
  'payment-link-fails': 4.6,
};

export const PLANTED: Record<string, Planted> = {
  'bank-feed-disconnects': 'fix-worked',
  'clock-in-location-fails': 'fix-failed',
  'payment-link-fails': 'spike',
  'kiosk-white-screen': 'new',
  'e-invoice-rejected': 'ramp',
  'money-in-invoice-open': 'hard-to-find',
  'accountant-export-garbled': 'gap',
  'break-deducted': 'gap',
  'offline-work-lost': 'gap',
  'rota-print-cut-off': 'gap',
  'delete-my-data': 'gap',
  'slow-pages': 'decoy',
};

/** Some problems only exist on larger plans. */
export const ONLY_ON: Record<string, Plan[]> = {
  'sso-login-loop': ['business'],
  'kiosk-white-screen': ['team', 'business'],
  'manager-sees-other-sites': ['team', 'business'],
};

/** The share of contacts that the working fix left over. */
const AFTER_FIX = 0.22;
const NEW_ISSUE = [7, 13];
const RAMP = { from: 1.5, to: 11 };
export const SPIKE = { factor: 4.2, weekday: 2, share: 0.6 };

/** Contacts with the decoy go up and down without a direction; a rule of the kind "+50 % on last week" falls for it. */
const DECOY_SWING = [1.15, 0.8, 1.2, 0.85, 1.05, 0.9, 1.2, 0.75, 1.1, 1.0, 0.75, 1.2];

export function ranked(): readonly string[] {
  return RANKED;
}

function usualRate(issue: string): number {
  const rank = RANKED.indexOf(issue) + 1;
  if (rank === 0) throw new RangeError(`"${issue}" has no rank`);
  return RATES[issue] ?? ZIPF.first * rank ** -ZIPF.exponent;
}

function plantedRate(issue: string, week: number): number {
  const usual = usualRate(issue);
  switch (PLANTED[issue]) {
    case 'fix-worked':
      return week < SHIPPED_WEEK ? usual : usual * AFTER_FIX;
    case 'spike':
      return week === LAST_WEEK ? usual * SPIKE.factor : usual;
    case 'new':
      return NEW_ISSUE[Math.min(week, LAST_WEEK) - (WEEKS - NEW_ISSUE.length)] ?? 0;
    case 'ramp':
      return RAMP.from + ((RAMP.to - RAMP.from) * Math.min(week, LAST_WEEK)) / LAST_WEEK;
    case 'decoy':
      return usual * (DECOY_SWING[week] ?? 1);
    default:
      return usual;
  }
}

/** Expected contacts of an issue in a week. */
export function expectedContacts(issue: string, week: number): number {
  return plantedRate(issue, week) * (week === CAMPAIGN.week ? CAMPAIGN.factor : 1);
}

/**
 * The fewest contacts a week may draw: an issue with a fix needs a solid "before". Where the fix did not work the same
 * holds afterwards, or the floor alone would look like a fall.
 */
export function fewestContacts(issue: string, week: number): number {
  const kind = PLANTED[issue];
  const before = kind === 'fix-worked' && week < SHIPPED_WEEK;
  return before || kind === 'fix-failed' ? 15 : 0;
}
