import { linesOf, rulesOf } from './rule-lines.js';

describe('rules as lines of text', () => {
  it('are read, and written the same again', () => {
    const rules = rulesOf('tags: vip, beta testers\r\n\r\n  NOT Channel:phone\n');
    expect(rules).toEqual([
      { field: 'tags', is: 'one-of', values: ['vip', 'beta testers'] },
      { field: 'channel', is: 'none-of', values: ['phone'] },
    ]);
    expect(rulesOf(linesOf(rules))).toEqual(rules);
    expect(rulesOf('')).toEqual([]);
  });

  it.each(['tags', 'tags:', 'tags: ,', 'colour: red', 'not: phone', ': x'])('refuse "%s" and name the line', (line) => {
    expect(() => rulesOf(`tags: vip\n${line}`)).toThrow(/^Line 2 is no rule/);
  });
});
