import { passesLuhn } from './cards.js';
import { type PersonalSpan, digitsOf, matches, precededBy } from './span.js';

interface Rule {
  pattern: RegExp;
  /** Words that must stand before it; a rule without them stands on its checksum or on a shape that nothing else has. */
  context?: RegExp;
  isValid?: (compact: string) => boolean;
}

const edge = (source: string, flags = 'gi'): RegExp =>
  new RegExp(`(?<![A-Za-z0-9])(?<!\\d[.,-])${source}(?![A-Za-z0-9]|[-.]\\d)`, flags);

const RULES: readonly Rule[] = [
  // United States: social security number, never 000, 666 or 9xx (the last only as taxpayer number)
  { pattern: edge('(?!000|666)\\d{3}-(?!00)\\d{2}-(?!0000)\\d{4}') },
  { pattern: edge('\\d{3}[ .]?\\d{2}[ .]?\\d{4}'), context: /ssn|social security|soc\.? sec|taxpayer|itin|\btin\b/i },
  // United Kingdom: national insurance number
  { pattern: edge('[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\\d{2} ?\\d{2} ?\\d{2} ?[A-D]') },
  // Spain: DNI and NIE
  { pattern: edge('[XYZ]?-?\\d{7,8}-?[A-HJ-NP-TV-Z]'), isValid: isSpanishId },
  // Italy: codice fiscale
  { pattern: edge('[A-Z]{6}\\d{2}[A-EHLMPRST]\\d{2}[A-Z]\\d{3}[A-Z]') },
  // Brazil: CPF
  { pattern: edge('\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}') },
  {
    pattern: edge('\\d{11}'),
    context:
      /\bcpf\b|pesel|steuer-?id|identifikationsnummer|personnummer|henkilötunnus|fødselsnummer|jmbg|oib|t\.?c\.? kimlik|rodné/i,
  },
  {
    pattern: edge('\\d{2} ?\\d{3} ?\\d{3} ?\\d{3}'),
    context: /steuer-?(?:id|nummer|identif)|identifikationsnummer|\bidnr\b|\babn\b|business number|\bacn\b|\bvat\b/i,
  },
  // Singapore: NRIC and FIN
  { pattern: edge('[STFGM]\\d{7}[A-Z]'), isValid: isSingaporeId },
  // Sweden, Finland, Denmark
  { pattern: edge('(?:19|20)?\\d{6}[-+]\\d{4}'), isValid: (id) => passesLuhn(id.slice(-10)) },
  { pattern: edge('\\d{6}[-+A]\\d{3}[0-9A-Y]'), context: /hetu|henkilö|cpr|personnum/i },
  // France: numéro de sécurité sociale
  { pattern: edge('[12] ?\\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\\d{2}|2[AB]) ?\\d{3} ?\\d{3} ?\\d{2}'), isValid: isFrenchId },
  // India: PAN, Aadhaar; Canada: SIN; Australia: TFN; Netherlands: BSN
  { pattern: edge('[A-Z]{3}[ABCFGHLJPT][A-Z]\\d{4}[A-Z]'), context: /\bpan\b|income tax|permanent account/i },
  { pattern: edge('\\d{4}[ -]?\\d{4}[ -]?\\d{4}'), context: /aadha?ar|uidai/i },
  {
    pattern: edge('\\d{3}[ -]?\\d{3}[ -]?\\d{3}'),
    context: /\bsin\b|social insurance|\btfn\b|tax file|\bbsn\b|burgerservice|\bnif\b|\bsiren\b/i,
  },
];

/** Passports, driving licences and whatever is introduced as such: the word decides, the shape only bounds. */
const NAMED =
  /(?:passport|reisepass|passeport|pasaporte|passaporto|driv(?:er['’]?s?|ing)[ -]licen[cs]e|licen[cs]e|führerschein|permis de conduire|carnet de conducir|patente|identity card|id card|personalausweis|ausweis|national id|carte d['’]identité|medicare|nhs|health insurance|versicherten|social security|tax id|vat id)\s?(?:number|nummer|numéro|número|numero|no\.?|nr\.?|n°|id|#)?\s{0,2}(?:is|ist|est|es|è|:|=|#)?\s{0,2}(?=[A-Z0-9 -]{0,14}\d)([A-Z0-9](?:[- ]?[A-Z0-9]){4,17})(?![\p{L}\p{N}])/giu;

/** National identity numbers of many countries, by checksum, by unique shape, or by the word before them. */
export function findNationalIds(text: string): PersonalSpan[] {
  if (!/\d{2}/.test(text)) return [];
  const spans = RULES.filter((rule) => !rule.context || rule.context.test(text)).flatMap((rule) =>
    matches(text, rule.pattern, 'NATIONAL_ID', (match) => {
      if (rule.context && !precededBy(text, match.index, rule.context, 60)) return false;
      return rule.isValid?.(match[0].replace(/[ .+-]/g, '').toUpperCase()) ?? true;
    }),
  );
  for (const match of text.matchAll(NAMED))
    if (digitsOf(match[1]!).length >= 4 && !/^[a-z]{3,} /i.test(match[1]!)) spans.push(namedSpan(match));
  return spans;
}

/** Letters that follow the number as plain words ("A1234567 and my") do not belong to it. */
function namedSpan(match: RegExpExecArray): PersonalSpan {
  const value = match[1]!.replace(/(?: [A-Za-z]+)+$/, '');
  const start = match.index + match[0].length - match[1]!.length;
  return { start, end: start + value.length, type: 'NATIONAL_ID' };
}

function isSpanishId(id: string): boolean {
  const number = id.replace(/^X/, '0').replace(/^Y/, '1').replace(/^Z/, '2').slice(0, -1);
  return number.length === 8 && 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23] === id.at(-1);
}

/** Weighted sum, shifted by four from 2000 on and by three in the newest series. */
function isSingaporeId(id: string): boolean {
  const weights = [2, 7, 6, 5, 4, 3, 2];
  const shift = /^[TG]/.test(id) ? 4 : id.startsWith('M') ? 3 : 0;
  const sum = weights.reduce((total, weight, at) => total + weight * Number(id[at + 1]), shift) % 11;
  const letters = id.startsWith('M') ? 'KLJNPQRTUWX' : /^[ST]/.test(id) ? 'JZIHGFEDCBA' : 'XWUTRQPNMLK';
  return id.startsWith('M') ? letters.includes(id[8]!) : letters[sum] === id[8];
}

function isFrenchId(id: string): boolean {
  const compact = id.replace('2A', '19').replace('2B', '18');
  return (
    digitsOf(compact).length === 15 && 97 - Number(BigInt(compact.slice(0, 13)) % 97n) === Number(compact.slice(13))
  );
}
