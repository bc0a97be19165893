import { seededRandom } from '../statistics/random.js';
import { hourlySpikes, usualHour } from './hourly.js';

/** Three weeks of a busy day and a quiet night. */
function usualWeeks(seed = 1): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: 504 }, (_, hour) => random.poisson(hour % 24 >= 8 && hour % 24 < 20 ? 30 : 6));
}

describe('hourly spikes', () => {
  it('know the night from the day', () => {
    const counts = usualWeeks();
    expect(usualHour(counts, 480 + 3, { baseline: 336 }).mean).toBeLessThan(
      usualHour(counts, 480 + 12, { baseline: 336 }).mean,
    );
  });

  it('are said once for an event of five hours, at its first hour', () => {
    const counts = usualWeeks().map((count, hour) => (hour >= 490 && hour < 495 ? count + 120 : count));
    const late = hourlySpikes(counts).filter(({ hour }) => hour >= 480);
    expect(late).toHaveLength(1);
    expect(late[0]!.hour).toBe(490);
    expect(late[0]!.observed).toBeGreaterThan(2 * late[0]!.expected);
  });

  it('are rare where nothing happens', () => {
    const alarms = [1, 2, 3, 4].flatMap((seed) => hourlySpikes(usualWeeks(seed)));
    expect(alarms.length).toBeLessThanOrEqual(2);
  });

  it('never look ahead: cutting the future changes nothing before it', () => {
    const counts = usualWeeks(5).map((count, hour) => (hour === 300 || hour === 420 ? 200 : count));
    expect(hourlySpikes(counts.slice(0, 400))).toEqual(hourlySpikes(counts).filter(({ hour }) => hour < 400));
  });

  it('are not claimed in the first week', () => {
    expect(hourlySpikes([...new Array(100).fill(5), 500])).toEqual([]);
  });
});
