import type { DigestFacts, ScoreFacts } from '../facts/digest-facts.js';
import type { TeamKind, Tile } from './document.js';
import { contacts, count, customers, number, percent, sentenceList, SMALL_SAMPLE } from './words.js';

/** Issues named in the first sentence; the others are counted. */
const MOST_NAMED = 2;

/** The first sentence: the most that is established, by name, and nothing else. */
export function leadOf(facts: DigestFacts, kind: TeamKind): string {
  const parts = kind === 'content' ? gapParts(facts) : changeParts(facts);
  const worked = facts.actions.filter((action) => action.effect?.verdict === 'worked').length;
  if (worked) parts.push(count(worked, 'fix worked', 'fixes worked'));
  const volume = `${contacts(facts.week.contacts)} from ${customers(facts.week.customers)}`;
  if (parts.length) return `${capitalised(sentenceList(parts))}.`;
  return kind === 'content'
    ? `${volume}; no missing article established.`
    : `${volume}; nothing changed beyond chance.`;
}

function changeParts({ themes }: DigestFacts): string[] {
  const of = (...kinds: string[]): string[] =>
    themes.filter(({ trend }) => trend && kinds.includes(trend.kind)).map(({ label }) => label);
  return [
    told(of('new'), 'is new', 'new issues'),
    told(of('back'), 'is back', 'issues are back'),
    told(of('spike', 'rise'), 'is on the rise', 'more issues are on the rise'),
    of('fall', 'quiet').length ? count(of('fall', 'quiet').length, 'issue is going away', 'issues are going away') : '',
  ].filter(Boolean);
}

function gapParts({ gaps }: DigestFacts): string[] {
  const likely = gaps.filter(({ band }) => band === 'likely').map(({ label }) => label);
  const possible = gaps.length - likely.length;
  return [
    told(likely, 'likely lacks an article', 'articles are likely missing'),
    possible ? `${possible} more possibly missing` : '',
  ].filter(Boolean);
}

/** `“Export fails” is new`, or a count when there are too many to name. */
function told(labels: string[], oneIs: string, manyAre: string): string {
  if (labels.length === 0) return '';
  if (labels.length > MOST_NAMED) return `${labels.length} ${manyAre}`;
  return labels.map((label) => `“${label}” ${oneIs}`).join(', ');
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
    detail: `of ${number(mined)} messages with an issue`,
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
  return `95 % interval ${range}, n = ${n}${movement(score)}`;
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
