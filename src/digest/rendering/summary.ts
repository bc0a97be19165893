import type { DigestFacts, ScoreFacts } from '../facts/digest-facts.js';
import type { TeamKind, Tile } from './document.js';
import { contacts, count, customers, number, percent, sentenceList, SMALL_SAMPLE } from './words.js';

/** The first sentence: the most that is established, and nothing else. */
export function leadOf(facts: DigestFacts, kind: TeamKind): string {
  const parts = kind === 'content' ? gapParts(facts) : changeParts(facts);
  const verdicts = facts.actions.filter((action) => action.effect?.verdict === 'worked').length;
  if (verdicts) parts.push(count(verdicts, 'fix that worked', 'fixes that worked'));
  const volume = `${contacts(facts.week.contacts)} from ${customers(facts.week.customers)}`;
  return parts.length ? `${volume}: ${sentenceList(parts)}.` : `${volume}. Nothing changed beyond chance.`;
}

function changeParts({ themes }: DigestFacts): string[] {
  const of = (...kinds: string[]): number =>
    themes.filter((theme) => theme.trend && kinds.includes(theme.trend.kind)).length;
  const parts: string[] = [];
  if (of('spike', 'rise', 'back'))
    parts.push(count(of('spike', 'rise', 'back'), 'issue on the rise', 'issues on the rise'));
  if (of('new')) parts.push(count(of('new'), 'new issue', 'new issues'));
  if (of('fall', 'quiet')) parts.push(count(of('fall', 'quiet'), 'issue going away', 'issues going away'));
  return parts;
}

function gapParts({ gaps }: DigestFacts): string[] {
  const likely = gaps.filter((gap) => gap.band === 'likely').length;
  const possible = gaps.length - likely;
  const parts: string[] = [];
  if (likely) parts.push(count(likely, 'article likely missing', 'articles likely missing'));
  if (possible) parts.push(count(possible, 'more possibly missing', 'more possibly missing'));
  return parts;
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
