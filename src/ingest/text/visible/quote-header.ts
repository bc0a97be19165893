import { MAX_PATTERN_LENGTH, isBlank, isQuoted, nextFilled } from './lines.js';

/**
 * "On ... wrote:" in the languages that mail clients speak. One principle instead of a list per client: a short run of lines that
 * holds a word for "wrote" and a date or an address and then stops at a colon is an attribution, whatever the order of its parts.
 */
const WROTE_WORDS = [
  'wrote|writes|schrieb(?:en)?|geschrieben|écrit|ecrit|écrivait|écrivit|escribió|escribio|escrito|escribiu|escreveu|scritto|scrive|scris',
  'schreef|geschreven|skrev|skreiv|skrifaði|kirjoitti|kirjutas|rakstīja|rašė|parašė|napisał(?:\\(a\\)|a)?|pisze|napsala?|napsal\\(a\\)|napísala?|napísal\\(a\\)',
  'napisala?|napisao|írta|irta|yazdı|yazmış|a scris|va escriure|escriure|idatzi du|shkroi|menulis|đã viết|viết|gönderdi|sumulat',
  'написал(?:\\(а\\)|а)?|пишет|писал(?:\\(а\\)|а)?|написав(?:\\(ла\\))?|написала|пише|написано|пиша|напиша|написа|напісаў|έγραψε|έγραψαν',
  'כתב(?:ה|/ה)?|‏?כתבה|كتب(?:ت)?|كتبت|نوشت|ने लिखा|เขียนว่า|เขียน|ได้เขียน',
].join('|');
const WROTE = new RegExp(`(?<![\\p{L}\\p{N}])(?:${WROTE_WORDS})(?![\\p{L}])`, 'iu');
const WROTE_CJK =
  /写道|寫道|写到|寫到|写信|のメール|が書きました|は書きました|さんからのメール|님이 작성|님이 쓴|작성:|작성 :|wrote|の書き込み/;

const ENDING = /(?:[:：]|-{2,})\s*[>"*_]{0,3}\s*$/;
const ADDRESS = /[^\s@<>"']{1,64}@[^\s@<>"']{1,255}/;
const BRACKETED_ADDRESS = /[<(\[](?:mailto:)?[^\s@<>()]{1,64}@[^\s@<>()]{1,255}[>)\]]/;
const CLOCK = /\d{1,2}[:.h]\d{2}/;
const DAY =
  /(?<!\d)(?:\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{2,4}|\d{1,2}(?:st|nd|rd|th|er|\.|º)?,? (?:de |d')?\p{L}{3,12}\.?,? (?:de |del )?\d{4}|\p{L}{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{4}\.? \p{L}{3,12} \d{1,2}|\d{4}년)/u;
/** "Thu, Sep 5" or "5 Sep" without a year. */
const DAY_OF_MONTH = /(?<![\d:])\d{1,2}(?:st|nd|rd|th|\.)? \p{L}{3,12}|\p{L}{3,12}\.? \d{1,2}(?![\d:])/u;
/** Words by which a customer tells who wrote what; an attribution names a person and no relation. */
const SENTENCE =
  /(?<![\p{L}\p{N}])(?:your|my|our|their|his|her|the|agent|colleague|I|we|somebody|someone|ich|wir|ihr\p{L}{0,2}|mein\p{L}{0,2}|unser\p{L}{0,2}|kolleg\p{L}{1,3}|mitarbeiter\p{L}{0,3}|votre|vos|notre|collègue|j['’]ai|nous|vuestr\p{L}|compañer\p{L}|colleg[aoh]|vostr[oa]|seu|sua|meu|uw|mijn|ik|wij|jullie|er|min|vår|din|ваш\p{L}{0,2}|я|мы)(?![\p{L}\p{N}])/iu;
/** First words of an attribution; a run may only start with one of these, a date, a quoted name or a name with an address. */
const OPENING =
  /^[\s"'*_<(-]{0,6}(?:(?:on|am|le|el|em|il|op|den|dnia|dne|w dniu|dňa|kl|pe|på|la|ti|to|ma|ke|pe|vào|pada|a|в|у|от|на|στις|ב|في|在|于|於|à|in|at|by|il giorno|il giorno|il|el dia|el día|no dia|em|-{2,})(?=[\s,:-])|в |于|在|ב-|\d)/iu;
const WEEKDAY =
  /^\s{0,4}(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|mié|mie|jeu|jue|ven|vie|sam|sáb|sab|dim|dom|mo|di|mi|do|fr|sa|so|пн|вт|ср|чт|пт|сб|вс|нд|pon|wto|śro|czw|pią|sob|nie|må|ti|on|to|fr|lö|sö|lø|sø|seg|ter|qua|qui|sex|man|tir|ons|tor|fre)[\p{L}]{0,9}[.,]{0,2} /iu;
const QUOTED_OR_ADDRESSED = /^\s{0,4}(?:["“”'*_]|[^<>]{0,80}<[^<>]{0,200}@)/;

/** Inclusive line range of one attribution. */
export interface HeaderRange {
  start: number;
  end: number;
}

/** The attribution that ends on line `end`, or null. Looks some lines up: clients wrap at 76 columns, inside addresses and around them. */
export function quoteHeaderEndingAt(lines: readonly string[], end: number): HeaderRange | null {
  const last = lines[end]!;
  if (last.length > MAX_PATTERN_LENGTH || isBlank(last)) return null;
  if (!ENDING.test(last)) return unfinishedHeader(lines, end);
  let joined = '';
  for (let start = end; start >= Math.max(0, end - 6); start--) {
    const line = lines[start]!.trim();
    if (joined.length + line.length > MAX_PATTERN_LENGTH || (start < end && breaksHeader(line))) break;
    joined = `${line} ${joined}`.trim();
    if (isAttribution(joined) && !isTold(joined, lines, end)) return { start: firstLineOf(lines, start), end };
  }
  return isNamedAuthor(lines, end) ? { start: end, end } : null;
}

/** "On 4 March your colleague wrote:" is told by the customer, unless an address or quoted lines say otherwise. */
function isTold(text: string, lines: readonly string[], end: number): boolean {
  return SENTENCE.test(text) && !ADDRESS.test(text) && !isQuotedBelow(lines, end);
}

function isQuotedBelow(lines: readonly string[], at: number): boolean {
  const next = nextFilled(lines, at + 1);
  return next < lines.length && isQuoted(lines[next]!);
}

/** A run accepted from its address on may have begun above it, with "On" and the date and a name on lines of their own. */
function firstLineOf(lines: readonly string[], accepted: number): number {
  if (!QUOTED_OR_ADDRESSED.test(lines[accepted]!) && !/^\s{0,4}<$/.test(lines[accepted]!)) return accepted;
  for (let at = accepted - 1; at >= Math.max(0, accepted - 3); at--) {
    const line = lines[at]!;
    if (line.length > 200 || (!isBlank(line) && breaksHeader(line))) break;
    if (OPENING.test(line) && (DAY.test(line) || CLOCK.test(line))) return at;
  }
  return accepted;
}

/** Lines that cannot be part of the attribution below them: a sentence's end, another colon, a quoted line. */
function breaksHeader(line: string): boolean {
  if (isQuoted(line)) return true;
  return ENDING.test(line) || (/[.!?…。]$/.test(line) && !/(?<![\p{L}\p{N}])[\p{L}\d]{1,5}\.$/u.test(line));
}

/** `> wrote:` in the first column is the rest of an address that was wrapped at its bracket, not a quoted line. */
export function isWrappedEnd(line: string): boolean {
  return (
    line.length < 40 && /^>\s?\p{L}/u.test(line) && ENDING.test(line) && (WROTE.test(line) || WROTE_CJK.test(line))
  );
}

function isAttribution(text: string): boolean {
  if (!saysWrote(text)) return dateThenAddress(text);
  const opens = OPENING.test(text) || WEEKDAY.test(text) || QUOTED_OR_ADDRESSED.test(text);
  return opens && hasDateOrAddress(text);
}

/** "Quoting Jane Roe <jane@example.org>:", "Zitat von ...": up to two words, a name and its address. */
const QUOTING = /^\p{Lu}\p{L}{3,14}(?: \p{Ll}{1,4})? [^<>:]{0,80}<[^\s<>@]{1,64}@[^\s<>@]{1,255}>\s?:$/u;
/** Yahoo for Android goes on in the same line: "On Fri, ... Jane<jane@example.org> wrote:   Dear customer". */
const RUN_ON = /^\s{0,4}[^<>:]{2,60}\d{1,2}:\d{2}[^<>:]{0,120}<[^\s<>@]{1,64}@[^\s<>@]{1,255}>[^:<>]{1,40}:\s{2,}\S/u;

/** "Jane Roe wrote:" without a date, or a date and an address before a colon in any language: only right above quoted lines. */
function isNamedAuthor(lines: readonly string[], end: number): boolean {
  const text = lines[end]!.trim();
  const next = nextFilled(lines, end + 1);
  if (text.length > 250 || next >= lines.length || !isQuoted(lines[next]!)) return false;
  if (ADDRESS.test(text) && (/(?:19|20)\d{2}/.test(text) || QUOTING.test(text))) return true;
  const names = /^(?:["'<*_[(]{0,3}\p{Lu}|["'<*_[(]{0,3}\p{Lo}|in article|on )/iu.test(text) && text.includes(' ');
  return names && saysWrote(text);
}

function hasDateOrAddress(text: string): boolean {
  return DAY.test(text) || ADDRESS.test(text) || (CLOCK.test(text) && DAY_OF_MONTH.test(text));
}

/**
 * `2016-10-24 15:36 GMT+02:00 Foo Bar <foo@bar.example>:` and "Missatge de Foo <foo@bar.example> del dia 4 de març 2025 a les 9:12:":
 * clients' forms without a verb. A date, a time, an address in brackets and a colon in one short run are no sentence.
 */
function dateThenAddress(text: string): boolean {
  if (text.length > 260 || !BRACKETED_ADDRESS.test(text) || !DAY.test(text)) return false;
  return CLOCK.test(text) || (/^\d{1,4}[-/.年]/.test(text) && />\s?[:：]$/.test(text));
}

/** `2016-03-03 17:21 GMT+01:00 Some One`: no sentence names its offset from Greenwich and then a person. */
const STAMP = /^\d{4}-\d{2}-\d{2} \d{1,2}:\d{2}(?::\d{2})? (?:GMT|UTC)[+-]\d{1,2}:?\d{2} \p{L}[^:]{1,120}$/u;

function saysWrote(text: string): boolean {
  return WROTE.test(text) || WROTE_CJK.test(text);
}

/** The same without its colon: only trusted right above quoted lines. */
function unfinishedHeader(lines: readonly string[], end: number): HeaderRange | null {
  const text = lines[end]!.trim();
  if (STAMP.test(text) || (RUN_ON.test(text) && saysWrote(text))) return { start: end, end };
  if (!isQuotedBelow(lines, end) || isQuoted(text)) return null;
  const dated = DAY.test(text) && (/@[^<>\s]{1,200}>$/.test(text) || WROTE.test(text));
  return dated && (OPENING.test(text) || WEEKDAY.test(text)) ? { start: end, end } : null;
}
