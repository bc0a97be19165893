import { judge } from './delivery-plan.js';

const now = new Date('2026-03-02T09:00:00Z');
const attempt = (status: number | null, retryAfterSeconds: number | null = null) => ({
  status,
  retryAfterSeconds,
  isForbidden: false,
});
const waits = (attempts: number, retryAfterSeconds: number | null = null, chance = 0): number => {
  const verdict = judge(attempt(503, retryAfterSeconds), attempts, chance, now);
  return verdict.kind === 'again' ? (verdict.at.getTime() - now.getTime()) / 1000 : -1;
};

describe('judge', () => {
  it.each([200, 201, 202, 204])('counts %i as delivered', (status) => {
    expect(judge(attempt(status), 1, 0, now)).toEqual({ kind: 'delivered' });
  });

  it.each([null, 301, 302, 307, 400, 401, 404, 429, 500, 502, 504])('tries again after %p', (status) => {
    expect(judge(attempt(status), 1, 0, now).kind).toBe('again');
  });

  it('ends the endpoint after 410', () => {
    expect(judge(attempt(410), 1, 0, now)).toEqual({ kind: 'gone' });
  });

  it('waits longer each time, ten attempts in all over three days', () => {
    const all = Array.from({ length: 10 }, (_, i) => waits(i + 1));
    expect(all).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, -1]);
  });

  it('waits at least as long as asked, at most a day, and spreads', () => {
    expect(waits(1, 60)).toBe(60);
    expect(waits(2, 60)).toBe(300);
    expect(waits(1, 9_999_999)).toBe(86_400);
    expect(waits(1, null, 0.5)).toBe(5.5);
  });

  it('gives up at once when the target is inside our network', () => {
    expect(judge({ status: null, retryAfterSeconds: null, isForbidden: true }, 1, 0, now)).toEqual({
      kind: 'given-up',
    });
  });
});
