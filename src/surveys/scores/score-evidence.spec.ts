import { answersPage, evidenceOf } from './score-evidence.js';

const PERIOD = { from: new Date('2026-03-04T12:00:00Z'), to: new Date('2026-04-10T00:00:00Z') };
const ORDER = { surveyId: 'S', period: PERIOD, filter: {}, versions: null };
const queryOf = (address: string) => Object.fromEntries(new URL(address, 'http://x').searchParams);

describe('evidenceOf', () => {
  it('repeats the period, the filter and the status', () => {
    const { evidence, excludedEvidence } = evidenceOf({ ...ORDER, filter: { team: 'A & B' } }, { kind: 'whole' });
    const shared = { from: '2026-03-04T12:00:00.000Z', to: '2026-04-10T00:00:00.000Z', team: 'A & B' };
    expect(evidence.startsWith('/v1/surveys/S/responses?')).toBe(true);
    expect(queryOf(evidence)).toEqual({ ...shared, status: 'counted' });
    expect(queryOf(excludedEvidence)).toEqual({ ...shared, status: 'excluded' });
  });

  it('names the group, or that it is not known', () => {
    const named = evidenceOf(ORDER, { kind: 'dimension', by: 'agent', group: 'Ben' });
    expect(queryOf(named.evidence)).toMatchObject({ agent: 'Ben' });
    const unknown = evidenceOf(ORDER, { kind: 'dimension', by: 'agent', group: null });
    expect(queryOf(unknown.evidence)).toMatchObject({ without: 'agent' });
  });

  it('keeps to comparable versions', () => {
    expect(queryOf(evidenceOf({ ...ORDER, versions: [1, 3] }, { kind: 'whole' }).evidence)).toMatchObject({
      versions: '1,3',
    });
    const asked = evidenceOf({ ...ORDER, versions: [2], filter: { version: 2 } }, { kind: 'whole' });
    expect(queryOf(asked.evidence)).toMatchObject({ version: '2' });
    expect(queryOf(asked.evidence)).not.toHaveProperty('versions');
  });

  it("cuts time where the organisation's days begin, and at the ends of the period", () => {
    const week = (group: string) =>
      queryOf(evidenceOf(ORDER, { kind: 'time', step: 'week', zone: 'Europe/Berlin', group }).evidence);
    expect(week('2026-03-02')).toMatchObject({ from: '2026-03-04T12:00:00.000Z', to: '2026-03-08T23:00:00.000Z' });
    // The clocks change on 29 March.
    expect(week('2026-03-23')).toMatchObject({ from: '2026-03-22T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z' });
    expect(week('2026-04-06')).toMatchObject({ to: '2026-04-10T00:00:00.000Z' });
  });
});

describe('answersPage', () => {
  it('shows the same answers', () => {
    expect(answersPage('/v1/surveys/S/responses?team=A&status=counted')).toBe(
      '/surveys/S/answers?team=A&status=counted',
    );
  });
});
