import { filterWords } from './filter-words.js';
import type { RoutingFilter } from './routing-filter.js';

describe('filterWords', () => {
  const cases: [RoutingFilter, string][] = [
    [{}, 'everything'],
    [{ kinds: ['gap'] }, 'missing articles'],
    [
      { kinds: ['theme', 'gap'], products: ['Notes', 'Planner'], severities: ['high'] },
      'themes and missing articles where product is Notes or Planner and severity is high',
    ],
    [{ themes: ['a', 'b'] }, 'everything where the theme is one of 2 chosen'],
  ];
  it.each(cases)('says %j as %s', (filter, words) => {
    expect(filterWords(filter)).toBe(words);
  });
});
