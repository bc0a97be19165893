import { isCountry } from './persons/name-list.js';
import { type PersonalSpan, matches } from './span.js';

/** Words that make the capitalised words before (or after) them a street. */
const TYPE_AFTER =
  'street|str\\.?|st\\.?|road|rd\\.?|avenue|ave\\.?|av\\.|boulevard|blvd\\.?|lane|ln\\.?|drive|dr\\.?|court|ct\\.?|place|pl\\.?|square|sq\\.?|terrace|trail|way|parkway|pkwy|circle|cir\\.?|highway|hwy|crescent|close|row|mews|grove|gardens|quay|walk|alley|plaza|expressway|turnpike|loop|ridge|path|pike|mall|esplanade|parade|rise|hill|heights|view';
const JOINED_TYPE =
  'straße|strasse|str\\.|weg|platz|gasse|allee|ring|ufer|damm|chaussee|laan|straat|plein|gracht|kade|dreef|steenweg|singel|gatan|vägen|gränd|stigen|vej|gade|stræde|allé|vegen|veien|gata|gaten|gate|katu|tie|kuja|polku|utca|út|tér|körút|gata|vegur|stræti|ulica|ulice|třída|náměstí|námestie';
/** German nouns have their capital, northern ones have none: "at Gate 12" and "please ring 12" are no streets. */
const STANDALONE_TYPE =
  'Straße|STRASSE|Strasse|Str\\.|Weg|Platz|Gasse|Allee|Ring|Ufer|Damm|Chaussee|Markt|laan|straat|plein|gracht|kade|dreef|steenweg|singel|gatan|vägen|gränd|stigen|vej|gade|stræde|allé|vegen|veien|gata|gaten|gate|katu|kuja|polku|utca|tér|körút|vegur|stræti|ulica|ulice|třída|náměstí|námestie';
const DETERMINER =
  '(?:Der|Die|Das|Den|Dem|Des|Ein|Eine|Mein|Ihr|Unser|Kein|Dieser|The|This|Our|My|Your|At|In|On|De|Het|Een)(?![\\p{L}])';
const TYPE_BEFORE =
  'rue|avenue|av\\.?|boulevard|bd\\.?|allée|chemin|impasse|place|quai|cours|route|via|viale|piazza|corso|largo|vicolo|strada|calle|c/|avenida|avda\\.?|plaza|paseo|camino|carrera|rua|r\\.|travessa|praça|estrada|rodovia|alameda|ul\\.|ulica|al\\.|aleja|pl\\.|os\\.|ulice|улица|ул\\.|проспект|пр\\.|вул\\.|calea|strada|str\\.|carrer|rambla|jalan|jl\\.|οδός';
const WORD = "[\\p{Lu}\\d][\\p{L}\\p{N}'’.-]{0,24}";
/** Not all capitals: "via SWIFT 9" is no street. */
const TITLE_WORD = "\\p{Lu}[\\p{Ll}'’.-][\\p{L}'’.-]{0,24}";
const SMALL =
  "(?:de|del|de la|des|du|d'|la|le|les|da|do|dos|das|di|della|van|van de|van den|van der|der|den|zum|zur|am|an der|of|the|y|e|i|w)";
const NUMBER = '\\d{1,5}(?:[-/]\\d{1,4})?\\s?[A-Za-z]?(?![\\p{L}\\p{N}])';
/** Apartment, floor, town, region, postcode: what may follow in the same breath, comma or line separated. */
const UNIT =
  '(?:apt|apartment|suite|ste|unit|flat|room|floor|fl|bldg|building|box|bus|app|appt|wohnung|piso|int|etage|door|lot)\\.?\\s?#?\\s?[\\p{L}\\d-]{1,8}';
const LEADING_UNIT =
  '(?:[Ff]lat|[Uu]nit|[Aa]pt\\.?|[Aa]partment|[Ss]uite|[Rr]oom|[Ss]hop|[Ll]evel) ?#?[\\p{L}\\d-]{1,6}';
const POSTCODE =
  '(?:[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}|\\d{4} ?[A-Z]{2}|(?:[A-Z]{1,2}-)?\\d{4,6}(?:-\\d{3,4})?|\\d{3} \\d{2}|[A-Z]\\d[A-Z] ?\\d[A-Z]\\d)(?![\\p{L}\\p{N}])';
const SEPARATOR = '(?:\\s{0,2},\\s{0,4}|\\s{0,2}\\n\\s{0,4},?\\s{0,2}|\\s{1,2})';
const TAIL = `(?:${SEPARATOR}(?:${UNIT}|${POSTCODE}(?: ${WORD}){0,2}))?(?:${SEPARATOR}(?:${UNIT}|${POSTCODE}))?(?:\\s?,\\s?${WORD}(?: ${WORD}){0,2})?(?:${SEPARATOR}(?:[A-Z]{2,3} )?${POSTCODE})?(?:\\s?,\\s?${WORD}(?: ${WORD}){0,2})?`;
const START = '(?<![\\p{L}\\p{N}_.#-])';

const PATTERNS: readonly RegExp[] = [
  // 221B Baker Street, 12 North 3rd Ave, optionally with flat, town and postcode
  new RegExp(
    `${START}(?:${LEADING_UNIT}\\s?,\\s?)?${NUMBER},?\\s{1,2}(?:${WORD} ){1,4}(?:${capitalised(TYPE_AFTER)})(?![\\p{L}\\p{N}])${TAIL}`,
    'gu',
  ),
  // Hauptstraße 5, Lange Straße 7a, Nieuwe Gracht 12
  new RegExp(`${START}(?:${WORD} ){0,3}[\\p{Lu}][\\p{L}'’.-]{0,30}(?:${JOINED_TYPE})\\s${NUMBER}${TAIL}`, 'gu'),
  new RegExp(
    `${START}(?:${NUMBER},?\\s)?(?!${DETERMINER})${WORD}(?: ${WORD}){0,2} (?:${STANDALONE_TYPE})\\s${NUMBER}${TAIL}`,
    'gu',
  ),
  // Am Markt 3, 28195 Bremen: a number, a postcode and a town clinch whatever street stands before them
  new RegExp(
    `${START}(?:(?:Am|Im|An der|An den|Auf dem|In der|Zum|Zur|Unter den) )?(?!${DETERMINER})(?:${TITLE_WORD} ){1,3}${NUMBER},\\s{1,2}(?:[A-Z]{1,2}-)?\\d{4,5} ${TITLE_WORD}(?: ${TITLE_WORD})?`,
    'gu',
  ),
  // 12 rue de la Paix, Calle Mayor 5, ul. Polna 3
  new RegExp(
    `${START}(?:${NUMBER},?\\s{1,2})(?:${capitalised(TYPE_BEFORE)})\\s(?:${SMALL}\\s?){0,2}${WORD}(?:[ ](?:${SMALL} )?${WORD}){0,4}${TAIL}`,
    'gu',
  ),
  new RegExp(
    `${START}(?:${capitalised(TYPE_BEFORE)}) (?:${SMALL} ?){0,2}${TITLE_WORD}(?: (?:${SMALL} )?${TITLE_WORD}){0,4}?,? (?:n[°º.o]{0,2} ?)?${NUMBER}${TAIL}`,
    'gu',
  ),
  // post boxes and military mail
  new RegExp(
    `${START}(?:p\\.? ?o\\.? ?box|post office box|postfach|boîte postale|bp|apartado(?: de correos)?|casella postale|caixa postal|postbus|postboks|skr\\. poczt\\.?|private bag)\\s{1,2}\\d{1,7}(?![\\p{L}\\p{N}])${TAIL}`,
    'giu',
  ),
  new RegExp(
    `${START}(?:(?:unit|psc|cmr)\\s\\d{2,5},?\\sbox\\s\\d{2,5}|us(?:s|ns|cgc|nv)\\s[\\p{L}'’.-]{2,24})\\s{1,3}(?:a|d|f)po\\s(?:aa|ae|ap)\\s\\d{5}`,
    'giu',
  ),
  // any house with a flat and a number: the unit word alone makes it an address
  new RegExp(
    `${START}\\d{1,5},?\\s{1,2}(?:[\\p{L}\\p{N}][\\p{L}\\p{N}'’.-]{0,24} ){1,6}?${'(?:apt|apartment|suite|ste)\\.? ?#?\\d{1,5}[a-z]?'}(?![\\p{L}\\p{N}])(?:${SEPARATOR}${WORD}(?: ${WORD}){0,2})?(?:${SEPARATOR}(?:[A-Z]{2} )?${POSTCODE})?`,
    'giu',
  ),
  new RegExp(`${START}(?:apt|apartment|suite)\\.? ?#?\\d{1,5}[a-z]?(?![\\p{L}\\p{N}])`, 'giu'),
  // towns behind a postcode: 10115 Berlin, 1017 AB Amsterdam; United Kingdom and Canadian codes alone
  new RegExp(
    `${START}(?:[A-Z]{1,2}\\d[A-Z\\d]? \\d[A-Z]{2}|[A-Z]\\d[A-Z] \\d[A-Z]\\d|\\d{4} [A-Z]{2} ${WORD})(?![\\p{L}\\p{N}])`,
    'gu',
  ),
];
/** A postcode by its name; the same digits without it may be anything. */
const NAMED_POSTCODE =
  /(?<=(?<!\p{L})(?:zip|post|postal|area)[ -]?code(?: is|:)? |(?<!\p{L})(?:plz|postleitzahl|code postal|código postal|postcode|kod pocztowy|postnummer)(?: is| ist| est| es|:)? )(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{4,6}(?:-\d{3,4})?|\d{2}-\d{3}|\d{3} \d{2})(?![\p{L}\p{N}])/giu;
/** After "my address is" and the like, what starts with a house number is an address in whatever country. */
const INTRODUCED =
  /(?:address(?:es)?|adresse|dirección|direccion|indirizzo|endereço|adres|ship(?:ped)? (?:it )?to|deliver(?:ed)? (?:it )?to|sen[dt] (?:it |them |a new one )?to|live[sd]? at|located at|arrived at|taxi to|meet(?:ing)? at|office is at)(?:\s(?:of|for)\s[^\n:.?!]{1,60}?)?(?:\s(?:is|to|at|with|ist|est|es|è|é|the same|this|here they are|new))*\s?[:=]?\s{0,8}(?=\d{1,5}[^\S\n]\p{L}|\d{1,5}[^\S\n]\d{1,5}[^\S\n]\p{L})/giu;
function capitalised(types: string): string {
  return types
    .split('|')
    .map((type) => `[${type[0]!.toUpperCase()}${type[0]!}]${type.slice(1)}|${type.toUpperCase()}`)
    .join('|');
}

/** A number before or behind a capital, or a word of post: without one of them no pattern can match, and most messages need not be searched. */
const NUMBER_AT_CAPITAL =
  /\d[A-Za-z]?,?\s{1,2}[\p{Lu}\d]|\p{Lu}[\p{L}'’.-]{1,40}(?:,? (?:[nN][°º.o]{0,2} ?)?| \p{Ll}{3,12} )\d|[A-Z]\d[A-Z\d]? \d[A-Z]/u;
const WORD_OF_POST =
  /box|postfach|boîte|\bbp |apartado|casella|caixa|post(?:bus|boks|nummer|leitzahl|code)|skr\.|private bag|\bapt|apartment|suite|\bste\b|(?:zip|post|postal|area)[ -]?code|code postal|código postal|\bplz|kod pocztowy|[adf]po\b/i;

function mayHoldAddress(text: string): boolean {
  return NUMBER_AT_CAPITAL.test(text) || WORD_OF_POST.test(text);
}

/** Street addresses of the common European and American forms, post boxes, and what is introduced as an address. */
export function findAddresses(text: string): PersonalSpan[] {
  if (!/\d/.test(text)) return [];
  const found = (mayHoldAddress(text) ? [...PATTERNS, NAMED_POSTCODE] : []).flatMap((pattern) =>
    matches(text, pattern, 'ADDRESS'),
  );
  const spans = found.map((span) => ({ ...span, start: withLineAbove(text, span), end: withPlace(text, span.end) }));
  for (const match of text.matchAll(INTRODUCED)) {
    const start = match.index + match[0].length;
    const end = withPlace(text, endOfStreet(text, start));
    if (end > start + 4) spans.push({ start, end, type: 'ADDRESS' });
  }
  return mergeOverlaps(spans).map((span) => ({ ...span, end: withoutFullStop(text, span) }));
}

/** The dot behind "Salamanca." ends the sentence; behind "Str." it belongs to the word. */
function withoutFullStop(text: string, { start, end }: PersonalSpan): number {
  return /[\p{L}\p{N}]{5}\.$|\d\.$/u.test(text.slice(Math.max(start, end - 8), end)) ? end - 1 : end;
}

/** Numbers, capitalised words and small words between them; the first plain word ends the street. */
const STREET_PART =
  /[ ]?(?:\d{1,6}[a-z]?(?![\p{L}\p{N}])|\p{Lu}[\p{L}'’.-]{0,30}|(?:de|del|della|di|da|do|dos|du|des|la|le|les|van|von|der|den|zu|ul|street|road|avenue|lane|drive|rue|via|calle)\.?(?![\p{L}]))/uy;

function endOfStreet(text: string, start: number): number {
  STREET_PART.lastIndex = start;
  let end = start;
  for (let parts = 0; parts < 10 && STREET_PART.test(text); parts++) end = STREET_PART.lastIndex;
  return end;
}

const NEXT_PART =
  /(?:\s{0,3},\s{0,3}|[^\S\n]{0,3}\n[^\S\n]{0,4}(?:[>?]{1,3}[ ]?)?,?[ ]?|[ ])([\p{L}\p{N}#][^,\n.?!;:]{0,40})/uy;
const CLINCHES =
  /\d{4,6}(?:-\d{4})?\s{0,2}$|^(?:apt|apartment|suite|ste|unit|flat)\.?\s?#?\d|^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/iu;

/** Takes along what follows by comma or line as far as a flat, a postcode or a country stands among the next five parts. */
function withPlace(text: string, end: number): number {
  let result = end;
  NEXT_PART.lastIndex = end;
  for (let parts = 0; parts < 5; parts++) {
    const part = NEXT_PART.exec(text)?.[1];
    if (part === undefined || /^\p{Ll}+ \p{Ll}+ \p{Ll}/u.test(part)) break;
    const lastWord = part.trim().toLowerCase().split(' ').at(-1)!;
    if (CLINCHES.test(part) || isCountry(lastWord))
      result = NEXT_PART.lastIndex - (part.length - part.trimEnd().length);
  }
  return result;
}

/** "78 Camiño Ancho 91 / Suite 286": a flat on a line of its own takes the street above along. */
function withLineAbove(text: string, { start, end }: PersonalSpan): number {
  if (!/^(?:apt|apartment|suite)/i.test(text.slice(start, end))) return start;
  const above =
    /(?:^|\n)[^\S\n]{0,4}(?:[>?]{1,3} ?)?(\d{1,5} [^\n]{3,50}?|[^\n\d]{3,40} \d{1,5}[a-z]?)[^\S\n]{0,3}\n[^\S\n]{0,4}(?:[>?]{1,3} ?)?$/iu.exec(
      text.slice(Math.max(0, start - 80), start),
    );
  return above ? start - (above[0].length - above[0].indexOf(above[1]!)) : start;
}

/** Two patterns may each see half of an address; together they are one. */
function mergeOverlaps(spans: PersonalSpan[]): PersonalSpan[] {
  const merged: PersonalSpan[] = [];
  for (const span of spans.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
}
