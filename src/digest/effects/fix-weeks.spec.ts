import { fixWeeks, weeksSince } from './fix-weeks.js';

const monday = new Date('2026-10-26T00:00:00Z');
const wednesday = new Date('2026-10-28T15:00:00Z');

describe('fixWeeks', () => {
  it('starts to look at once when shipped as a week began', () => {
    const { before, after } = fixWeeks({ decidedAt: monday, shippedAt: monday }, 4, 'UTC');
    expect(before.at(-1)).toEqual(monday);
    expect(after[0]).toEqual(monday);
    expect(after).toHaveLength(5);
  });

  it('leaves a week out that was only partly after shipping', () => {
    const { before, after } = fixWeeks({ decidedAt: wednesday, shippedAt: wednesday }, 2, 'UTC');
    expect(before.at(-1)).toEqual(monday);
    expect(after[0]).toEqual(new Date('2026-11-02T00:00:00Z'));
  });

  it('names the four weeks that ended with the decision', () => {
    const decidedAt = new Date('2026-10-13T10:00:00Z');
    const { before, decisionWeeks } = fixWeeks({ decidedAt, shippedAt: monday }, 4, 'UTC');
    expect(decisionWeeks).toHaveLength(4);
    expect(before[decisionWeeks.at(-1)!]).toEqual(new Date('2026-10-12T00:00:00Z'));
  });
});

describe('weeksSince', () => {
  it.each([
    ['2026-11-01T23:59:59Z', 0],
    ['2026-11-02T00:00:00Z', 1],
    ['2026-11-23T06:00:00Z', 4],
  ])('at %s counts %i whole weeks', (now, weeks) => {
    expect(weeksSince(monday, new Date(now), 'UTC')).toBe(weeks);
  });
});
