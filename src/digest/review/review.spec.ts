import type { Action } from '../actions/action.entity.js';
import { composeDigest } from '../rendering/compose.js';
import { exampleFacts, exampleTheme } from '../rendering/example-facts.js';
import { agendaOf } from './agenda.js';
import { minutesOf } from './minutes.js';

const now = new Date('2026-11-23T09:00:00Z');
const action = (id: string, changes: Partial<Action> = {}): Action => ({
  id,
  teamId: 't',
  title: `Action ${id}`,
  themeId: null,
  gapId: null,
  status: 'open',
  owner: null,
  dueOn: null,
  outsideUrl: null,
  decidedAt: now,
  shippedAt: null,
  createdAt: new Date('2026-11-01T09:00:00Z'),
  ...changes,
});
const effect = (actionId: string, verdict: string) => {
  const numbers = { observed: 12, expected: 30.4, ratio: 0.4, low: 0.2, high: 0.7 };
  return { id: 'e', actionId, shippedAt: now, weeks: 4, verdict, ...numbers, readAt: now };
};
const theme = exampleTheme();
const provenance = { inputsHash: 'h', model: 'm', settings: 's', version: '1' };
const document = composeDigest(exampleFacts({ themes: [theme] }), {
  organisation: 'Acme',
  team: { id: 't', name: 'Team', kind: 'product' },
  provenance,
});

const keysOf = (loop: Parameters<typeof agendaOf>[0]): Record<string, string[]> =>
  Object.fromEntries(agendaOf(loop).map(({ key, items }) => [key, items.map((item) => item.key)]));

describe('agendaOf', () => {
  it('puts every item into one part, the most pressing first', () => {
    const actions = [
      action('late', { dueOn: '2026-11-01' }),
      action('back', { dueOn: '2026-11-01' }),
      action('worked', { status: 'shipped' }),
      action('plain'),
      action('done', { status: 'shipped' }),
    ];
    const effects = [effect('back', 'came back'), effect('worked', 'worked')];
    expect(keysOf({ document, actions, effects, startedAt: now, now, zone: 'UTC' })).toEqual({
      returned: ['action:back'],
      read: ['action:worked'],
      late: ['action:late'],
      new: [`theme:${theme.id}`],
      running: ['action:plain'],
    });
  });

  it('leaves out what the meeting itself has made', () => {
    const made = action('made', { createdAt: now });
    expect(
      keysOf({ document: null, actions: [made], effects: [], startedAt: now, now, zone: 'UTC' })['running'],
    ).toEqual([]);
  });

  it('proposes nothing that the team has decided on already', () => {
    expect(
      keysOf({
        document,
        actions: [action('a', { themeId: theme.id })],
        effects: [],
        startedAt: now,
        now,
        zone: 'UTC',
      })['new'],
    ).toEqual([]);
  });
});

describe('minutesOf', () => {
  it('writes decisions as Markdown in which names stay plain text', () => {
    const review = { id: 'r', teamId: 't', digestId: null, startedBy: 'Ada', startedAt: now, endedAt: now };
    const decision = { id: 'd', reviewId: 'r', itemKey: 'k', decision: 'accept', actor: 'Ada', at: now };
    const text = minutesOf({
      team: 'Product',
      organisation: 'Acme',
      period: 'week 47',
      lead: null,
      review,
      zone: 'Europe/Berlin',
      decisions: [
        { ...decision, title: '[click](x) *now*', owner: 'Odile', dueOn: '2026-12-01', note: 'Line one\n# two' },
      ],
    });
    expect(text).toBe(
      [
        '# Weekly review: Product, 23 November 2026',
        '',
        'Acme · week 47 · led by Ada, 10:00–10:00',
        '',
        '## Decisions',
        '',
        '- **\\[click\\](x) \\*now\\***: Accepted (owner Odile, due 2026-12-01)',
        '  Line one',
        '  \\# two',
        '',
      ].join('\n'),
    );
  });
});
