import { Rule, RULE_FIELDS } from '../asking/settings.js';

const LINE = /^(not\s+)?([a-z]+)\s*:(.+)$/i;

/** A line that is no rule; the message names its number. */
export class RuleLineError extends Error {}

/** Rules as people write them, one a line: `tags: vip, beta` or `not channel: phone`. Throws RuleLineError. */
export function rulesOf(text: string): Rule[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.flatMap((line, i) => (line === '' ? [] : [ruleOf(line, i + 1)]));
}

/** The other way round. */
export function linesOf(rules: readonly Rule[]): string {
  return rules
    .map(({ field, is, values }) => `${is === 'none-of' ? 'not ' : ''}${field}: ${values.join(', ')}`)
    .join('\n');
}

function ruleOf(line: string, number: number): Rule {
  const [, not, field = '', values = ''] = LINE.exec(line) ?? [];
  const rule = Rule.safeParse({
    field: field.toLowerCase(),
    is: not ? 'none-of' : 'one-of',
    values: values
      .split(',')
      .map((value) => value.trim())
      .filter(Boolean),
  });
  if (!rule.success)
    throw new RuleLineError(`Line ${number} is no rule. Write a field (${RULE_FIELDS.join(', ')}), a colon, values.`);
  return rule.data;
}
