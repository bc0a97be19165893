import { type Attempt, type CurrentAnswer, verdictOn } from './transition.js';

const person = { network: 'home', agent: 'phone' };
const current = (changes: Partial<CurrentAnswer> = {}): CurrentAnswer => ({
  ...person,
  optionId: '9',
  status: 'confirmed',
  level: 3,
  ...changes,
});
const attempt = (changes: Partial<Attempt> = {}): Attempt => ({
  ...person,
  optionId: '1',
  step: 'first',
  shownForMs: 5000,
  judgement: { level: 3, suspicions: [] },
  ...changes,
});
const weak: Partial<Attempt> = { network: 'cloud', agent: 'desktop', judgement: { level: 1, suspicions: [] } };
const suspicious: Partial<Attempt> = { judgement: { level: 3, suspicions: ['several-options'] } };

describe('a posted form', () => {
  it.each<[string, Attempt, CurrentAnswer | null, string]>([
    ['is the first answer', attempt(), null, 'store'],
    ['suspicious, is kept too', attempt(suspicious), null, 'store'],
    ['never overwrites a confirmed answer by itself', attempt(), current(), 'ignore'],
    ['of weaker evidence 35 s later never overwrites', attempt(weak), current(), 'ignore'],
    ['of weaker evidence never overwrites even as a change', attempt({ ...weak, step: 'change' }), current(), 'ignore'],
    ['changes a confirmed answer in an explicit second step', attempt({ step: 'change' }), current(), 'revise'],
    [
      'pressed through the second step at once is ignored',
      attempt({ step: 'change', shownForMs: 900 }),
      current(),
      'ignore',
    ],
    ['suspicious, never changes a confirmed answer', attempt({ ...suspicious, step: 'change' }), current(), 'ignore'],
    ['from the page that answered changes it', attempt({ step: 'edit' }), current(), 'revise'],
    ['that repeats the answer changes nothing', attempt({ optionId: '9' }), current(), 'unchanged'],
    [
      'of a person replaces a robot that came first',
      attempt(),
      current({ status: 'suspect', network: 'cloud' }),
      'revise',
    ],
    [
      'suspicious, does not replace a suspect one',
      attempt({ ...suspicious, network: 'x' }),
      current({ status: 'suspect' }),
      'ignore',
    ],
    [
      'with a gesture replaces a provisional one',
      attempt(),
      current({ status: 'provisional', level: 1, network: 'cloud' }),
      'revise',
    ],
    [
      'without script does not replace a provisional one of somebody else',
      attempt(weak),
      current({ status: 'provisional', level: 1 }),
      'ignore',
    ],
    [
      'without script corrects an own provisional one',
      attempt({ ...weak, ...person }),
      current({ status: 'provisional', level: 1 }),
      'revise',
    ],
    ['changes a released answer in the second step only', attempt(), current({ status: 'released' }), 'ignore'],
  ])('%s', (_name, posted, before, verdict) => {
    expect(verdictOn(posted, before)).toBe(verdict);
  });
});
