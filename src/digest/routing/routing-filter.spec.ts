import { routeItem, type RoutableItem, type Rule } from './routing-filter.js';

const item: RoutableItem = {
  kind: 'theme',
  severity: 'medium',
  themeId: 't1',
  dimensions: { product: ['Planner', 'Notes'], plan: ['Pro'] },
};

describe('routeItem', () => {
  const cases: [string, Rule[], string | null, string[]][] = [
    ['gives an item that nobody claims to the default owner', [], 'default', ['default']],
    ['gives it to nobody when there is no default owner', [], null, []],
    ['gives it to a team whose rule has no filter', [{ teamId: 'a', filter: {} }], 'default', ['a']],
    ['asks for any value of a field', [{ teamId: 'a', filter: { products: ['Notes', 'Mail'] } }], null, ['a']],
    [
      'asks for all fields',
      [{ teamId: 'a', filter: { products: ['Notes'], plans: ['Free'] } }],
      'default',
      ['default'],
    ],
    ['keeps severities apart', [{ teamId: 'a', filter: { severities: ['high', 'low'] } }], null, []],
    ['keeps kinds apart', [{ teamId: 'a', filter: { kinds: ['gap'] } }], 'default', ['default']],
    [
      'names a team once though two rules match',
      [
        { teamId: 'a', filter: {} },
        { teamId: 'a', filter: { plans: ['Pro'] } },
      ],
      null,
      ['a'],
    ],
    [
      'gives it to every team that claims it',
      [
        { teamId: 'a', filter: {} },
        { teamId: 'b', filter: { plans: ['Pro'] } },
      ],
      null,
      ['a', 'b'],
    ],
  ];
  it.each(cases)('%s', (_title, rules, owner, teams) => {
    expect(routeItem(item, rules, owner)).toEqual(teams);
  });
});
