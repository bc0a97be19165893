/** One score with what was going on; `good` is 1 or 0 (satisfied or not), or a score on any scale. */
export interface ScoredContact {
  score: number;
  /** Answers of one customer are drawn together; null counts as somebody of their own. */
  customer: string | null;
  themes: readonly string[];
  /** Channel, plan, product and the like; the agent is left out on purpose. */
  segments: Readonly<Record<string, string>>;
}

/** Answers in groups of one customer each. */
export function byCustomer(contacts: readonly ScoredContact[]): ScoredContact[][] {
  const groups = new Map<string, ScoredContact[]>();
  contacts.forEach((contact, i) => {
    const key = contact.customer === null ? `contact ${i}` : `customer ${contact.customer}`;
    groups.set(key, [...(groups.get(key) ?? []), contact]);
  });
  return [...groups.values()];
}
