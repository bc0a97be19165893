import type { Action } from '../actions/action.entity.js';
import { isOverdue } from '../actions/action-days.js';
import type { Effect } from '../effects/effect.entity.js';
import { VERDICTS } from '../rendering/action-items.js';
import type { DigestDocument, Item, Tone } from '../rendering/document.js';

/** One thing to decide about in a meeting. */
export interface AgendaItem {
  key: string;
  title: string;
  /** Why it is on the list, in one sentence. */
  sentence: string;
  badge: { text: string; tone: Tone } | null;
  details: string[];
  /** An action that exists, or an item of the digest that may become one. */
  action: Pick<Action, 'id' | 'status' | 'owner' | 'dueOn'> | null;
}

export interface AgendaPart {
  key: 'returned' | 'read' | 'late' | 'new' | 'running';
  title: string;
  items: AgendaItem[];
}

export interface OpenLoop {
  document: DigestDocument | null;
  actions: Action[];
  /** Readings since the last review. */
  effects: Effect[];
  /** Actions that the meeting itself made are not on its agenda. */
  startedAt: Date;
  now: Date;
  /** Of the team. */
  zone: string;
}

/**
 * What a meeting walks through, the most pressing first: fixes that did not hold, new readings, what is late, what the digest
 * proposes and nobody has answered, what is being worked on. Every item stands in one part only.
 */
export function agendaOf({ document, actions, effects, startedAt, now, zone }: OpenLoop): AgendaPart[] {
  const latest = new Map(effects.map((effect) => [effect.actionId, effect]));
  const failed = (action: Action): boolean =>
    ['came back', 'did not halve'].includes(latest.get(action.id)?.verdict ?? '');
  const isOpen = ({ status, createdAt }: Action): boolean =>
    status !== 'shipped' && status !== 'declined' && createdAt < startedAt;
  const parts: [AgendaPart['key'], string, AgendaItem[]][] = [
    ['returned', 'Fixes that did not hold', actions.filter(failed).map((action) => readingItem(action, latest))],
    [
      'read',
      'New readings',
      actions.filter((action) => latest.has(action.id) && !failed(action)).map((action) => readingItem(action, latest)),
    ],
    ['late', 'Overdue', actions.filter((action) => isOverdue(action, now, zone)).map((action) => openItem(action))],
    ['new', 'From the digest', document ? proposals(document, actions) : []],
    ['running', 'Being worked on', actions.filter(isOpen).map((action) => openItem(action))],
  ];
  const told = new Set<string>();
  return parts.map(([key, title, items]) => ({ key, title, items: items.filter((item) => isFirst(item, told)) }));
}

function isFirst({ key }: AgendaItem, told: Set<string>): boolean {
  if (told.has(key)) return false;
  told.add(key);
  return true;
}

function readingItem(action: Action, latest: Map<string, Effect>): AgendaItem {
  const { verdict, weeks, observed, expected } = latest.get(action.id)!;
  const sentence = `After ${weeks} weeks: ${observed} contacts where ${Math.round(expected)} were to be expected without it.`;
  return { ...openItem(action), sentence, badge: VERDICTS[verdict] ?? null };
}

function openItem(action: Action): AgendaItem {
  const { id, title, status, owner, dueOn } = action;
  const sentence = [owner ? `Owner: ${owner}` : 'No owner yet', dueOn && `due ${dueOn}`].filter(Boolean).join(', ');
  return {
    key: `action:${id}`,
    title,
    sentence: `${sentence}.`,
    badge: null,
    details: [],
    action: { id, status, owner, dueOn },
  };
}

/** Items that may be answered and have no action of the team yet. */
function proposals({ sections }: DigestDocument, actions: Action[]): AgendaItem[] {
  const known = new Set(actions.flatMap(({ themeId, gapId }) => [themeId, gapId]));
  const open = sections.flatMap(({ items }) => items).filter((item) => item.answerable && !known.has(item.subject.id));
  return open.map(({ key, title, sentence, badge, details }: Item) => ({
    key,
    title,
    sentence,
    badge,
    details,
    action: null,
  }));
}
