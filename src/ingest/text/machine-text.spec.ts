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

  it.each([
    ['    at run (app.js:17:1)', "TypeError: cannot read 'map'", 40],
    ['  File "/srv/app/views.py", line 7, in handle', 'ValueError: invalid literal', 18],
    [
      '2025-06-06 10:11:12,123 INFO [worker-1] c.a.Job - took 12 ms',
      '2025-06-06 10:11:13,001 ERROR no route to host',
      30,
    ],
    ['  "field": { "id": 123, "status": 0 },', '  "error": "not found", "code": 404', 25],
  ])('reduces a block of %j to its most telling line', (line, telling, count) => {
    const block = [telling, ...Array.from({ length: count }, () => line)].join('\n');
    const lines = normalizeMachineText(`It crashed when I paid\n\n${block}\n\nPlease help`).split('\n').filter(Boolean);
    expect(lines).toHaveLength(3);
    expect([lines[0], lines[2]]).toEqual(['It crashed when I paid', 'Please help']);
    expect(telling).toContain(lines[1]!.trim().slice(-12));
  });

  it.each([
    'These are late:\n- order 4711, 2 brackets\n- order 4712, 1 shelf\n- order 4713, 4 screws',
    'Steps:\n1. open the page\n2. press pay\n3. wait for the code\n4. it says wrong code\n5. nothing happens',
    'at first it worked\nat noon it stopped\nat three it came back\nat four it was gone\nat five I gave up',
    'I paid 12.50 EUR on 06.06.2025 and 13.50 EUR on 07.06.2025, and neither of them is on my bill.',
  ])('leaves what people write line by line: %j', (text) => {
    expect(normalizeMachineText(text)).toBe(text);
  });
});
