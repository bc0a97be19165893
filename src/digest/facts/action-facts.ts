import { isOverdue } from '../actions/action-days.js';
import type { Action } from '../actions/action.entity.js';
import type { Effect } from '../effects/effect.entity.js';
import type { ActionFacts, EffectFacts } from './digest-facts.js';

/** Actions stay in the digest this long after the last thing that happened to them. */
const REMEMBERED_MS = 70 * 86_400_000;

/** When it is told, and in which zone days begin. */
interface Told {
  now: Date;
  zone: string;
}

/** What the digest tells of a decision: its state, and the latest reading of its effect. Null when it is long settled. */
export function toActionFacts(
  action: Action,
  effects: Effect[],
  weekly: number[],
  { now, zone }: Told,
): ActionFacts | null {
  const settled = action.shippedAt ?? (action.status === 'declined' ? action.decidedAt : null);
  if (settled && now.getTime() - settled.getTime() > REMEMBERED_MS) return null;
  const latest = latestReading(action, effects);
  return {
    id: action.id,
    teamId: action.teamId,
    title: action.title,
    themeId: action.themeId,
    gapId: action.gapId,
    owner: action.owner,
    status: action.status,
    dueOn: action.dueOn,
    shippedAt: action.shippedAt?.toISOString() ?? null,
    overdue: isOverdue(action, now, zone),
    effect: latest ? toEffectFacts(latest) : null,
    weekly,
    dimensions: {},
  };
}

/** The latest look of the shipping that holds. What was reopened tells its last reading, what was shipped again starts anew. */
function latestReading({ shippedAt }: Action, effects: Effect[]): Effect | undefined {
  const own = shippedAt ? effects.filter((effect) => effect.shippedAt.getTime() === shippedAt.getTime()) : effects;
  return [...own].sort((a, b) => b.readAt.getTime() - a.readAt.getTime() || b.weeks - a.weeks)[0];
}

function toEffectFacts({ verdict, weeks, observed, expected, ratio, low, high, readAt }: Effect): EffectFacts {
  return { verdict, weeks, observed, expected, ratio, low, high, readAt: readAt.toISOString() };
}
