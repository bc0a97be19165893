import { filterWords } from './filter-words.js';

describe('filterWords', () => {
  it('says which answers are left', () => {
    const filter = { from: '2026-03-02T00:00:00+01:00', to: '2026-03-09T00:00:00+01:00', status: 'counted' as const };
    expect(filterWords({ ...filter, team: 'Payments', versions: '1,3' })).toBe(
      'Only answers that count, from 2026-03-01 23:00 UTC until 2026-03-08 23:00 UTC, team Payments, versions 1, 3.',
    );
    expect(filterWords({ without: 'agent', status: 'provisional' })).toBe(
      'Only answers that are provisional, agent not known.',
    );
  });

  it('says nothing when all are left', () => {
    expect(filterWords({})).toBeNull();
  });
});
