import type { DigestFacts, GoalFacts, KpiFacts } from '../facts/digest-facts.js';
import type { Section } from './document.js';
import { plainItem } from './section.js';
import { scoreDetail, scoreValue } from './summary.js';
import { contacts, count, messages, number, percent, sentenceList } from './words.js';

export function kpiSection({ kpis, scores, readings }: DigestFacts): Section {
  const items = [
    ...scores.map((score) =>
      plainItem(`score:${score.name}`, score.name, `${scoreValue(score)} (${scoreDetail(score)}).`),
    ),
    ...kpis
      .filter(({ value, n, unit }) => value !== null && (n > 0 || unit === 'count'))
      .map((kpi) => plainItem(`kpi:${kpi.key}`, kpi.name, kpiSentence(kpi))),
    ...readings.map(({ rule, says }) => plainItem(`reading:${rule}`, 'Taken together', says)),
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
  const basis = unit === 'count' ? '' : ` (n = ${number(n)}${range})`;
  const earlier = before === null ? '' : `; ${inUnit(before, unit)} in the four weeks before`;
  return `${inUnit(value!, unit)}${basis}${earlier}.`;
}

/** Times are told as people tell them: under two hours in minutes, from three days on in days. */
function inUnit(value: number, unit: KpiFacts['unit']): string {
  if (unit === 'percent') return percent(value);
  if (unit !== 'hours') return number(value);
  if (value < 2) return `${number(value * 60)} min`;
  return value < 72 ? `${number(value)} h` : `${number(value / 24)} days`;
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
export function dataSection({ data, memory }: DigestFacts): Section {
  const facts = [
    readWords(data),
    ...(data.otherLanguages
      ? [`${messages(data.otherLanguages)} are in languages that the encoder does not read: counted, not mined.`]
      : []),
    ...(data.lateFromEarlierWeeks
      ? [`${messages(data.lateFromEarlierWeeks)} of earlier weeks arrived late and are counted there now.`]
      : []),
    ...memory.restated.map(
      ({ week, told, now }) => `${week} is restated: ${contacts(now)} now, ${number(told)} when it was told.`,
    ),
    ...awayWords(memory.dismissed),
    ...(memory.missed.length ? [`No digest was built for ${sentenceList(memory.missed)}.`] : []),
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

/** The parts add up to the messages, so that nobody wonders where the rest went. */
function readWords({ messages: all, assigned, unassigned, smallTalk, followUps = 0 }: DigestFacts['data']): string {
  const parts = [
    `${number(assigned)} in a theme`,
    `${number(unassigned)} in none`,
    ...(followUps ? [`${number(followUps)} that only follow up on their ticket`] : []),
    `${number(smallTalk)} without an issue (greetings, thanks)`,
  ];
  return `${count(all, 'message was', 'messages were')} read: ${sentenceList(parts)}.`;
}

function awayWords(dismissed: DigestFacts['memory']['dismissed']): string[] {
  const away = Object.keys(dismissed).length;
  return away ? [`${count(away, 'item was', 'items were')} dismissed and come back when they have grown by half.`] : [];
}
