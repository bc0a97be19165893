import { type PersonalSpan, digitsOf, precededBy } from './span.js';

/** Length by country (SWIFT IBAN registry); a wrong country or length is no IBAN. */
const LENGTHS: Record<string, number> = Object.fromEntries(
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);
/** Malta and Jordan have the most letters; "at 77 Massachusetts Ave" has the length and by chance the checksum of an Austrian one. */
const FEWEST_DIGITS = 7;
const HEAD = /(?<![\p{L}\p{N}])([a-z]{2})[ -]?\d[ -]?\d(?=[ -]?[a-z0-9])/giu;

/** IBANs in any case, grouped or not. The check digits must hold, unless the word IBAN stands before it. */
export function findIbans(text: string): PersonalSpan[] {
  const spans: PersonalSpan[] = [];
  HEAD.lastIndex = 0;
  for (let match = HEAD.exec(text); match; match = HEAD.exec(text)) {
    const length = LENGTHS[match[1]!.toUpperCase()];
    const end = length ? endAfter(text, match.index, length) : -1;
    if (end < 0) continue;
    const compact = text.slice(match.index, end).replace(/[ -]/g, '').toUpperCase();
    if (digitsOf(compact).length < FEWEST_DIGITS) continue;
    if (!hasValidCheckDigits(compact) && !precededBy(text, match.index, /iban|konto|account|compte|cuenta|conto/i, 30))
      continue;
    spans.push({ start: match.index, end, type: 'IBAN' });
    HEAD.lastIndex = end;
  }
  return spans;
}

/** Index after exactly `count` letters and digits, single blanks or dashes between them skipped; -1 when something else comes first. */
function endAfter(text: string, start: number, count: number): number {
  let seen = 0;
  let at = start;
  for (; at < text.length && seen < count; at++) {
    if (/[a-z0-9]/i.test(text[at]!)) seen++;
    else if (!/[ -]/.test(text[at]!) || /[ -]/.test(text[at - 1]!)) return -1;
  }
  return seen === count && !/[\p{L}\p{N}]/u.test(text[at] ?? ' ') ? at : -1;
}

/** ISO 7064 mod 97-10. */
function hasValidCheckDigits(iban: string): boolean {
  let rest = 0;
  for (const char of iban.slice(4) + iban.slice(0, 4)) {
    const value = char >= 'A' ? char.charCodeAt(0) - 55 : char.charCodeAt(0) - 48;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
