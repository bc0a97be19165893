/** One line of the operator's mapping: when the field has this value, the ticket belongs to this stage of the journey. */
export interface StageMapping {
  /** `tag`, a label of the ticket (product, plan, channel, team, priority), or the name of any further field of the source. */
  field: string;
  /** Compared without case; `*` stands for anything, as in `onboarding*`. */
  value: string;
  stage: string;
}

export interface StageFacts {
  tags: string[];
  /** Labels and further fields by name. */
  fields: Record<string, string | null | undefined>;
}

/** The stage of the first rule that fits, or null. */
export function stageOf(facts: StageFacts, rules: readonly StageMapping[]): string | null {
  return rules.find((rule) => valuesOf(rule.field, facts).some((value) => fits(rule.value, value)))?.stage ?? null;
}

function valuesOf(field: string, { tags, fields }: StageFacts): string[] {
  if (/^tags?$/i.test(field)) return tags;
  const value = fields[field];
  return value ? [value] : [];
}

function fits(pattern: string, value: string): boolean {
  const wanted = pattern.toLowerCase().split('*');
  const given = value.toLowerCase();
  if (wanted.length === 1) return given === wanted[0];
  const [first, last] = [wanted[0]!, wanted.at(-1)!];
  if (!given.startsWith(first) || !given.endsWith(last) || given.length < first.length + last.length) return false;
  return inOrder(wanted.slice(1, -1), given.slice(first.length, given.length - last.length));
}

function inOrder(parts: string[], text: string): boolean {
  let at = 0;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}
