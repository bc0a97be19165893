import type { PersonalSpan } from './span.js';

const CONTEXT =
  /date of birth|\bd\.?o\.?b\b\.?|birth ?date|birth ?day|\bborn\b|geburtsdatum|geburtstag|geb\.|geboren|date de naissance|\bnée? le\b|fecha de nacimiento|nacid[oa]|nací|data di nascita|\bnat[oa]\b|data de nascimento|nascid[oa]|geboortedatum|urodzon[ya]|data urodzenia|född|födelse(?:datum|dag)|fødsels(?:dato|dag)|\bfødt\b|syntym(?:äaika|äpäivä|ynyt)|narozen|data narodzenia|születés|doğum tarihi|data nașterii|дата рождения|родил[а-я]{1,3}|生年月日|出生日期|출생/gi;
const DATE =
  /\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}(?!\d)|\d{1,2}(?:st|nd|rd|th|\.)?(?: of)? (?:de )?\p{L}{3,12}\.?,? (?:de )?(?:19|20)\d{2}(?!\d)|\p{L}{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d{2}(?!\d)|(?:19|20)\d{2}年\d{1,2}月\d{1,2}日|(?<!\d)\d{8}(?!\d)/u;
const REACH = 60;

/** Dates that stand within sixty characters after a word for birth; other dates are no personal data. */
export function findBirthDates(text: string): PersonalSpan[] {
  const spans: PersonalSpan[] = [];
  if (!/\d/.test(text)) return spans;
  for (const match of text.matchAll(CONTEXT)) {
    const from = match.index + match[0].length;
    const date = DATE.exec(text.slice(from, from + REACH));
    if (date) spans.push({ start: from + date.index, end: from + date.index + date[0].length, type: 'BIRTH_DATE' });
  }
  return spans;
}
