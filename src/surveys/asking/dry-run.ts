import { type Candidate, decide, type History, type Policy, type SkipReason } from './eligibility.js';

export interface DryRun {
  candidates: number;
  asked: number;
  /** How many were left out for which reason, largest first. */
  skipped: { reason: SkipReason; count: number }[];
  examples: { key: string; outcome: 'send' | SkipReason }[];
}

const MOST_EXAMPLES = 20;

/**
 * What would have happened if the survey had been active: candidates in order of time, each decided at the moment it
 * came up, with the cool-down that the earlier ones caused. Sends nothing and stores nothing.
 */
export function dryRun(
  candidates: readonly Candidate[],
  historyOf: (candidate: Candidate) => History,
  policy: Policy,
): DryRun {
  const inOrder = [...candidates].sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime());
  const asked = new Map<string, Date>();
  const reasons = new Map<SkipReason, number>();
  const examples: DryRun['examples'] = [];
  for (const candidate of inOrder) {
    const known = historyOf(candidate);
    const before = candidate.person ? asked.get(candidate.person) : undefined;
    const history = { ...known, lastAskedAt: before ?? known.lastAskedAt };
    const decision = decide(candidate, history, { ...policy, isActive: true }, candidate.occurredAt);
    if (decision.outcome === 'send') asked.set(candidate.person!, decision.dueAt);
    else reasons.set(decision.reason, (reasons.get(decision.reason) ?? 0) + 1);
    if (examples.length < MOST_EXAMPLES)
      examples.push({ key: candidate.key, outcome: decision.outcome === 'send' ? 'send' : decision.reason });
  }
  const skipped = [...reasons].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
  const out = skipped.reduce((sum, { count }) => sum + count, 0);
  return { candidates: inOrder.length, asked: inOrder.length - out, skipped, examples };
}
