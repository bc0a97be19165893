import type { DataFacts, DigestFacts, GoalFacts, KpiFacts } from '../facts/digest-facts.js';
import type { Item, Section } from './document.js';
import { scoreDetail, scoreValue } from './summary.js';
import { messages, number, percent } from './words.js';

function plainItem(key: string, title: string, sentence: string, details: string[] = []): Item {
  const subject = { kind: 'none' as const, id: null };
  return {
    key,
    subject,
    title,
    badge: null,
    sentence,
    details,
    quotes: [],
    series: null,
    status: null,
    links: [],
    answerable: false,
  };
}

export function kpiSection({ kpis, scores }: DigestFacts): Section {
  const items = [
    ...scores.map((score) =>
      plainItem(`score:${score.name}`, score.name, `${scoreValue(score)} (${scoreDetail(score)}).`),
    ),
    ...kpis.filter((kpi) => kpi.value !== null).map((kpi) => plainItem(`kpi:${kpi.key}`, kpi.name, kpiSentence(kpi))),
  ];
  return {
    key: 'kpis',
    title: 'How support did',
    items,
    empty: items.length ? null : 'No figure could be computed: the tickets carry no times.',
    more: 0,
  };
}

function kpiSentence({ value, unit, n, low, high, before }: KpiFacts): string {
  const range = low === null || high === null ? '' : `, 95 % interval ${inUnit(low, unit)} to ${inUnit(high, unit)}`;
  const earlier = before === null ? '' : `; ${inUnit(before, unit)} in the four weeks before`;
  return `${inUnit(value!, unit)} (n = ${number(n)}${range})${earlier}.`;
}

function inUnit(value: number, unit: KpiFacts['unit']): string {
  if (unit === 'percent') return percent(value);
  return unit === 'hours' ? `${number(value)} h` : number(value);
}

export function goalSection(goals: GoalFacts[]): Section {
  return {
    key: 'goals',
    title: 'Goals',
    items: goals.map((goal) => plainItem(`goal:${goal.name}`, goal.name, goal.sentence)),
    empty: null,
    more: 0,
  };
}

/** What the numbers above rest on, so that nobody has to trust them blindly. */
export function dataSection(data: DataFacts): Section {
  const facts = [
    `${messages(data.messages)} were read: ${number(data.assigned)} belong to a theme, ${number(data.unassigned)} to none, ${number(data.smallTalk)} carry no issue (greetings, thanks).`,
    ...(data.otherLanguages
      ? [`${messages(data.otherLanguages)} are in languages that the encoder does not read: counted, not mined.`]
      : []),
    ...(data.lateFromEarlierWeeks
      ? [`${messages(data.lateFromEarlierWeeks)} of earlier weeks arrived late and are counted there now.`]
      : []),
    ...data.notes,
  ];
  return {
    key: 'data',
    title: 'About these numbers',
    items: [plainItem('data', 'Coverage', facts[0]!, facts.slice(1))],
    empty: null,
    more: 0,
  };
}
