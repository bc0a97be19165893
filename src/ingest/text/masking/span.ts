export const PERSONAL_TYPES = [
  'SECRET',
  'URL',
  'EMAIL',
  'IBAN',
  'CARD',
  'NATIONAL_ID',
  'WALLET',
  'IP',
  'MAC',
  'BIRTH_DATE',
  'PHONE',
  'ADDRESS',
  'PERSON',
] as const;

export type PersonalType = (typeof PERSONAL_TYPES)[number];

/** UTF-16 offsets, end exclusive. */
export interface PersonalSpan {
  start: number;
  end: number;
  type: PersonalType;
}

/** Spans of one capturing group (0 = the whole match) of a global pattern. */
export function matches(
  text: string,
  pattern: RegExp,
  type: PersonalType,
  accept: (match: RegExpExecArray) => boolean = () => true,
): PersonalSpan[] {
  const spans: PersonalSpan[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    if (accept(match)) spans.push({ start: match.index, end: match.index + match[0].length, type });
    if (match[0] === '') pattern.lastIndex++;
  }
  return spans;
}

/** Whether one of the words stands in the `reach` characters before `at`: "card", "phone", "born" turn digits into data. */
export function precededBy(text: string, at: number, words: RegExp, reach = 40): boolean {
  return words.test(text.slice(Math.max(0, at - reach), at));
}

export function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}
