/** One score with what was going on; `good` is 1 or 0 (satisfied or not), or a score on any scale. */
export interface ScoredContact {
  score: number;
  /** Answers of one customer are drawn together; null counts as somebody of their own. */
  customer: string | null;
  themes: readonly string[];
  /** Channel, plan, product and the like; the agent is left out on purpose. */
  segments: Readonly<Record<string, string>>;
}

/** Positions of the answers of one customer each. */
export function byCustomer(contacts: readonly ScoredContact[]): number[][] {
  const groups = new Map<string, number[]>();
  const alone: number[][] = [];
  contacts.forEach(({ customer }, i) => {
    const known = customer === null ? undefined : groups.get(customer);
    if (known) known.push(i);
    else if (customer === null) alone.push([i]);
    else groups.set(customer, [i]);
  });
  return [...groups.values(), ...alone];
}
