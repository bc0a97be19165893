import type { KpiKey } from '../definitions.js';
import type { Kpi } from '../kpi.js';
import { readingSentence } from './reading-words.js';

describe('a reading in words', () => {
  it('comes with the figures it rests on, each with its unit and n', () => {
    const figures = {
      firstContactResolution: { unit: 'percent' },
      repeatContact7: { unit: 'percent' },
    } as unknown as Record<KpiKey, Kpi>;
    const reading = {
      rule: 'solved-on-paper',
      says: 'More tickets count as solved at once, yet more customers write again.',
      rests: [
        { kpi: 'firstContactResolution' as const, before: 61.25, now: 72, n: 140 },
        { kpi: 'repeatContact' as const, before: 8, now: 14.5, n: 132 },
      ],
    };
    expect(readingSentence(reading, figures)).toBe(
      'More tickets count as solved at once, yet more customers write again (First contact resolution 72 %, before 61.3 %, n = 140; Repeat contacts, 7 days 14.5 %, before 8 %, n = 132).',
    );
  });
});
