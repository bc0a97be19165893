import { withoutMachineBlocks } from './machine-lines.js';

/** Identifiers carry no meaning in a vector; a short word in their place keeps the sentence whole. Order matters: longer shapes first. */
const IDENTIFIERS: readonly [RegExp, string][] = [
  [/https?:\/\/[^\s<>"')\]]{1,2000}|(?<![\p{L}\p{N}@])www\.[^\s<>"')\]]{3,500}/giu, 'link'],
  [/(?<![\p{L}\p{N}-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\p{L}\p{N}-])/giu, 'id'],
  [/(?<![\p{L}\p{N}])(?:0x)?(?=[0-9a-f]{0,40}\d)(?=\d{0,40}[a-f])[0-9a-f]{12,64}(?![\p{L}\p{N}])/giu, 'id'],
  [/(?<![\p{L}\p{N}])0x[0-9a-f]{2,16}(?![\p{L}\p{N}])/giu, 'code'],
  [
    /(?<![\p{L}\p{N}_+/=-])(?=[A-Za-z+/=_-]{0,60}\d)(?=[\d+/=_-]{0,60}[A-Za-z])[A-Za-z0-9+/=_-]{28,2000}(?![\p{L}\p{N}])/gu,
    'id',
  ],
  [/(?<![\p{L}\p{N}_#-])#?\d[\d-]{6,30}(?![\p{L}\p{N}_])/gu, 'number'],
];
/** The shortest that an identifier may be: digits within a longer run without blanks, or an address of the web. */
const LONG_MIXED = /\d\S{3}|\S{3}\d|:\/\/|www\./i;
const PLACEHOLDER = /\[([A-Z]+(?:_[A-Z]+)*)_\d+\]/g;
const SPOKEN: Record<string, string> = {
  IP: 'ip address',
  IBAN: 'account number',
  CARD: 'card number',
  MAC: 'mac address',
  NATIONAL_ID: 'id number',
  BIRTH_DATE: 'birth date',
  PERSON: 'name',
};

/**
 * Text for the encoder: blocks of traces, logs and tables reduced to a line, URLs and identifiers replaced by one plain word, placeholders
 * spoken, quoted lines dropped unless nothing else is there. The masked text stays as it is for search and quotes.
 */
export function normalizeMachineText(text: string): string {
  let result = withoutMachineText(text);
  if (/[\d/]/.test(result)) {
    result = result.replace(
      PLACEHOLDER,
      (_match, type: string) => SPOKEN[type] ?? type.toLowerCase().replaceAll('_', ' '),
    );
    if (LONG_MIXED.test(result)) for (const [pattern, word] of IDENTIFIERS) result = result.replace(pattern, word);
  }
  return result
    .replace(/[ \t]{2,}/g, ' ')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** What a person wrote of a masked text, placeholders left standing: what themes are named by. */
export function withoutMachineText(text: string): string {
  return withoutMachineBlocks(withoutQuoted(text));
}

function withoutQuoted(text: string): string {
  if (!text.includes('>')) return text;
  const own = text.split('\n').filter((line) => !/^\s{0,8}>/.test(line));
  const kept = own.join('\n');
  return kept.trim() === '' ? text : kept;
}
