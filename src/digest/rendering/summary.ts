import type { DigestFacts, ScoreFacts, ThemeFacts } from '../facts/digest-facts.js';
import type { TeamKind, Tile } from './document.js';
import { contacts, count, customers, number, percent, sentenceList, SMALL_SAMPLE } from './words.js';

/** Issues named in the first sentence; the others are counted. */
const MOST_NAMED = 2;

/** The first sentence: the most that is established, by name, and nothing else. */
export function leadOf(facts: DigestFacts, kind: TeamKind): string {
  const parts = kind === 'content' ? gapParts(facts) : changeParts(facts);
  parts.push(...readingParts(facts));
  const volume = `${contacts(facts.week.contacts)} from ${customers(facts.week.customers)}`;
  if (parts.length) return `${capitalised(sentenceList(parts))}.`;
  return kind === 'content'
    ? `${volume}; no missing article established.`
    : `${volume}; nothing changed beyond chance.`;
}

/** Readings since the digest before; older ones are no news. */
function readingParts({ actions, week }: DigestFacts): string[] {
  const fresh = actions.filter(({ effect }) => effect !== null && Date.parse(effect.readAt) >= Date.parse(week.to));
  const of = (...verdicts: string[]): number => fresh.filter(({ effect }) => verdicts.includes(effect!.verdict)).length;
  const [worked, failed] = [of('worked'), of('did not halve', 'came back')];
  return [
    ...(worked ? [count(worked, 'fix worked', 'fixes worked')] : []),
    ...(failed ? [count(failed, 'fix did not hold', 'fixes did not hold')] : []),
  ];
}

/** What is urgent is named with its contacts; what goes away is counted. */
function changeParts({ themes }: DigestFacts): string[] {
  const of = (...kinds: string[]) => themes.filter(({ trend }) => trend && kinds.includes(trend.kind));
  const gone = of('fall', 'quiet').length;
  return [
    ...told(of('back'), 'is back', 'issues are back'),
    ...told(of('spike', 'rise'), 'is up', 'issues are up'),
    ...told(of('new'), 'is new', 'issues are new'),
    ...(gone ? [count(gone, 'issue is going away', 'issues are going away')] : []),
  ];
}

/** The gaps come in the order in which they are shown. */
function gapParts({ gaps }: DigestFacts): string[] {
  const likely = gaps.filter(({ band }) => band === 'likely');
  const possible = gaps.length - likely.length;
  if (likely.length === 0)
    return possible ? [count(possible, 'article is possibly missing', 'articles are possibly missing')] : [];
  const others = likely.length - 1;
  return [
    `“${likely[0]!.label}” most needs an article`,
    ...(others ? [count(others, 'more is likely missing', 'more are likely missing')] : []),
    ...(possible ? [`${possible} possibly`] : []),
  ];
}

/** `“Export fails” is new (14 contacts)`, or a count when there are too many to name. */
function told(themes: ThemeFacts[], oneIs: string, manyAre: string): string[] {
  if (themes.length > MOST_NAMED) return [`${themes.length} ${manyAre}`];
  return themes.map(({ label, contacts: n }) => `“${label}” ${oneIs} (${contacts(n)})`);
}

function capitalised(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}

/** The few numbers that every team wants first. */
export function tilesOf({ week, scores, data }: DigestFacts): Tile[] {
  const mined = data.assigned + data.unassigned;
  const before = week.contactsBefore.slice(-4);
  const usual = before.length ? before.reduce((sum, value) => sum + value, 0) / before.length : null;
  const tiles: Tile[] = [
    {
      label: 'Contacts',
      value: number(week.contacts),
      detail: usual === null ? 'no earlier weeks' : `${number(usual)} a week in the ${before.length} weeks before`,
    },
    { label: 'Customers', value: number(week.customers), detail: 'who wrote this week' },
  ];
  for (const score of scores.slice(0, 1))
    tiles.push({ label: score.name, value: scoreValue(score), detail: scoreDetail(score) });
  tiles.push({
    label: 'In a theme',
    value: mined ? percent(data.assigned / mined) : '–',
    detail: `of ${count(mined, 'message', 'messages')} with an issue`,
  });
  return tiles;
}

export function scoreValue(score: ScoreFacts): string {
  if (score.value === null) return '–';
  if (score.n < SMALL_SAMPLE) return `n = ${score.n}`;
  return inUnit(score.value, score);
}

export function scoreDetail(score: ScoreFacts): string {
  const { low, high, n } = score;
  if (n < SMALL_SAMPLE || low === null || high === null) return `${count(n, 'answer', 'answers')}, too few for a score`;
  const range = `${inUnit(low, score).replace(' %', '')}–${inUnit(high, score)}`;
  return `95 % interval ${range}, ${count(n, 'answer', 'answers')}${movement(score)}`;
}

/** Only a change whose interval leaves out zero is told. */
function movement(score: ScoreFacts): string {
  const { before, change } = score;
  if (!change || before?.value == null || (change.low <= 0 && change.high >= 0)) return '';
  return `, ${change.low > 0 ? 'up' : 'down'} from ${inUnit(before.value, score)}`;
}

function inUnit(value: number, { unit }: ScoreFacts): string {
  return unit === 'percent' ? percent(value) : number(value);
}
