import fc from 'fast-check';
import { cleanMessage } from './clean-message.js';
import { maskPersonalData } from './masking/mask.js';
import { visibleReply } from './visible/visible-reply.js';

const PIECES = [
  'On Mon, 3 May 2021 at 10:00, Ana <ana@example.org> wrote:',
  '> quoted',
  '-- ',
  'Sent from my iPhone',
  'From: Ana <ana@example.org>',
  'Subject: help',
  '-----Original Message-----',
  'My name is Jane Roe and I cannot log in.',
  'Call +44 20 7946 0958 or 4111 1111 1111 1111',
  'I live at 12 Baker Street, London',
  'https://example.com/?token=abcdef123456',
  'Thanks,',
  'Jane',
  'unsubscribe',
  '',
  '```',
  '[EMAIL_1]',
  'password: hunter22',
];
const mail = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 30 })), { maxLength: 20 })
  .map((lines) => lines.join('\n'));

describe('cleanMessage', () => {
  it('cuts, masks, shortens for the encoder, and tells the language', () => {
    const text =
      'Hello Ben,\n\nthe export fails with https://example.com/a/b?page=2 since Monday, mail me at ana@example.org.\n\nOn Sun, 2 May 2021 at 09:00, Ben <ben@example.com> wrote:\n> Anything else?';
    const clean = cleanMessage({ text });
    expect(clean.visible).toBe(text.split('\n\nOn Sun')[0]);
    expect(clean.masked).toContain('Hello [PERSON_1],');
    expect(clean.masked).toContain('https://example.com/a/b?page=2');
    expect(clean.mined).toContain('the export fails with link since Monday, mail me at email');
    expect(clean.language).toBe('en');
    expect(clean.spans.map(({ type }) => type)).toEqual(['PERSON', 'EMAIL']);
  });

  it('prefers text over HTML, and takes HTML when text is blank', () => {
    expect(cleanMessage({ text: 'plain', html: '<p>rich</p>' }).visible).toBe('plain');
    expect(cleanMessage({ text: ' \n', html: '<p>rich</p>' }).visible).toBe('rich');
    expect(cleanMessage({}).visible).toBe('');
  });

  it('never throws; spans lie in the visible text, ascend and do not overlap', () => {
    fc.assert(
      fc.property(mail, (text) => {
        const { visible, spans } = cleanMessage({ text });
        let from = 0;
        for (const { start, end } of spans) {
          expect(start).toBeGreaterThanOrEqual(from);
          expect(end).toBeGreaterThan(start);
          from = end;
        }
        expect(from).toBeLessThanOrEqual(visible.length);
      }),
      { numRuns: 300 },
    );
  });

  it('changes nothing the second time: neither what is visible nor what is masked', () => {
    fc.assert(
      fc.property(mail, (text) => {
        const { visible, masked } = cleanMessage({ text });
        expect(visibleReply(visible)).toBe(visible);
        expect(maskPersonalData(masked).masked).toBe(masked);
      }),
      { numRuns: 300 },
    );
  });

  it('never throws on any HTML', () => {
    const html = fc.array(
      fc.constantFrom(
        '<',
        '>',
        '<div',
        '</div>',
        '<p>',
        '&amp;',
        '&#0;',
        '<!--',
        'a="',
        'text',
        '<blockquote>',
        '<style>',
      ),
    );
    fc.assert(
      fc.property(html, (parts) => expect(typeof cleanMessage({ html: parts.join('') }).visible).toBe('string')),
    );
  });
});

const LIMIT_MS = 2_000;

/** Processor time in ms, of up to three runs: a busy machine charges a process for more than its own work. */
function timeOf(work: () => void, runs = 3): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  const time = (user + system) / 1_000;
  return time < LIMIT_MS || runs === 1 ? time : timeOf(work, runs - 1);
}

/** Shapes that send backtracking patterns or quadratic loops into minutes. Linear work takes well under a second for each. */
describe('cleanMessage on hostile input of 100,000 characters', () => {
  const SIZE = 100_000;
  const shapes = [
    'a', 'A', '1', ' ', '\n', '>', '>\n', '@', 'a@', 'a.', 'a:\n', 'ab:', '--\n', 'On wrote:\n', 'On 1 Jan 2020 x wrote:\n',
    'From: a@b.co\n', 'From: x\nTo: y\n\n', 'Aa ', 'David and ', '1 ', '1234-', '4111 1111 1111 1111 ', '12 Baker Street ',
    '12 Aa Aa Aa ', '12, Rue de la ', 'apt 1 ', 'my address is 12 a ', '[EMAIL_1]', '(', 'password: ', 'http://a?token=',
    'eyJaaaaaa.', '-----BEGIN RSA PRIVATE KEY-----\n', 'born 1/1/19', 'Hi David\n', 'regards \n', '```\n',
    'Sent from my iPhone\n\n', 'unsubscribe\n\n', 'at a.b(c:1)\n', '\u0301', '\ud800', '👨‍👩‍👧‍👦', 'ไม่สามารถเข้าสู่ระบบได้', 'GB00 AAAA ',
    'at in ', 'at a in ', 'aError', '2025-01-01 00:00 ', '{"a":1}\n', 'I wrote: ', 'destinatario mensaje ', '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 ',
    'passport number ', 'Mr. ', 'name: ', '1.1.1.', '1:1:1:1:', '| a\n',
  ]; // prettier-ignore

  it.each(shapes)('takes linear time for %j', (shape) => {
    const text = shape.repeat(Math.ceil(SIZE / shape.length)).slice(0, SIZE);
    expect(timeOf(() => cleanMessage({ text }))).toBeLessThan(LIMIT_MS);
  });

  it('takes linear time for a quotation 49,000 deep', () => {
    expect(cleanMessage({ text: `Hello\n${'>'.repeat(49_000)} old` }).visible).toBe('Hello');
  });
});
