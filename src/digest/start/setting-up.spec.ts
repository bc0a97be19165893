import { describe, expect, it } from '@jest/globals';
import { type SetUp, stepsOf } from './setting-up.js';

const empty: SetUp = {
  tickets: 0,
  connections: 0,
  heardFrom: 0,
  articles: 0,
  themes: 0,
  surveysOn: 0,
  answers: 0,
  teams: 0,
  digests: 0,
  sendsMail: false,
  hasPublicUrl: false,
};
const step = (here: Partial<SetUp>, title: string) =>
  stepsOf({ ...empty, ...here }).find((one) => one.title === title)!;

describe('the way to the first digest', () => {
  it('is open from end to end at first', () => {
    expect(stepsOf(empty).every(({ isDone }) => !isDone)).toBe(true);
  });

  it('says what is here already', () => {
    expect(step({ tickets: 1204 }, 'Bring the past')).toMatchObject({ isDone: true, says: '1,204 tickets are here.' });
    expect(step({ surveysOn: 1, answers: 12 }, 'Ask customers').says).toContain('12 answers so far');
  });

  it('does not count a connection before anything came through it', () => {
    expect(step({ connections: 1 }, 'Connect the help desk')).toMatchObject({
      isDone: false,
      says: expect.stringContaining('nothing has come yet'),
    });
    expect(step({ connections: 2, heardFrom: 1 }, 'Connect the help desk').isDone).toBe(true);
  });

  it('names the variables that are missing', () => {
    expect(step({ sendsMail: true }, 'Let mail out').says).toBe('Set PUBLIC_URL in the environment and start again.');
    expect(step({ sendsMail: true, hasPublicUrl: true }, 'Let mail out').isDone).toBe(true);
  });
});
