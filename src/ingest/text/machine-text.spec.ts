import { normalizeMachineText } from './machine-text.js';

describe('normalizeMachineText', () => {
  it.each([
    ['see https://example.com/a?b=c please', 'see link please'],
    ['order 3f2504e0-4f89-41d3-9a0c-0305e82c3301 failed', 'order id failed'],
    ['error 0x80070005 on start', 'error code on start'],
    ['my [CARD_1] and [EMAIL_2]', 'my card number and email'],
    ['order #100200300 is late', 'order number is late'],
    ['error 500 after login', 'error 500 after login'],
    ['> Which one?\nThe blue one', 'The blue one'],
    ['> only quoted', '> only quoted'],
  ])('makes of %j %j', (text, expected) => {
    expect(normalizeMachineText(text)).toBe(expected);
  });

  it('keeps three lines of a trace and what is said around it', () => {
    const trace = Array.from({ length: 40 }, (_, i) => `    at run (app.js:${i}:1)`).join('\n');
    const lines = normalizeMachineText(`It crashed\n${trace}\nPlease help`).split('\n');
    expect(lines).toHaveLength(5);
    expect([lines[0], lines[4]]).toEqual(['It crashed', 'Please help']);
  });
});
