import { contradictionOf } from './article-contradictions.js';

describe('two articles', () => {
  it.each([
    ['A refund takes 5 working days to arrive.', 'A refund takes 10 working days to arrive.'],
    ['A refund takes five days to arrive at your bank.', 'Your refund takes 10 days to arrive at the bank.'],
    ['Premium costs $9 a month for each seat.', 'Premium costs $12 a month for each seat.'],
    ['You save 20% when you pay yearly for a plan.', 'You save 15 % when you pay yearly for a plan.'],
  ])('contradict each other: “%s” “%s”', (one, other) => {
    expect(contradictionOf(`Hello. ${one} Bye.`, `Other things\n${other}`)).toEqual({ one, other });
  });

  it.each([
    ['of the same amount', 'A refund takes 5 working days to arrive.', 'A refund takes five working days to arrive.'],
    ['of amounts of different things', 'A refund takes 5 days to arrive.', 'A refund takes 2 mails to arrive.'],
    ['of different matters', 'A refund takes 5 days to arrive.', 'Trials end after 14 days without payment.'],
    ['without amounts', 'A refund takes some days to arrive.', 'A refund takes many days to arrive.'],
    ['of which one is empty', 'A refund takes 5 days to arrive.', ''],
  ])('do not when they speak %s', (_, one, other) => {
    expect(contradictionOf(one, other)).toBeNull();
  });
});
