import { domainOf, isMailAddress, parseMailAddress } from './address.js';

describe('mail addresses', () => {
  it.each(['a@b', 'jane.doe+x@example.co.uk', "o'neil@example.com", 'hearback@localhost'])('accepts %s', (text) => {
    expect(isMailAddress(text)).toBe(true);
  });

  it.each([
    'a@b, c@d',
    'a@b;c@d',
    'a b@c',
    'a@b\nBcc: x@y',
    'a@b\r\n',
    '"a@evil.com> <b"@c',
    '<a@b>',
    'a@@b',
    'a@-b',
    'a@b.',
    '@b',
    `${'a'.repeat(65)}@b`,
    `a@${'b.'.repeat(100)}c`,
    'a@[127.0.0.1]',
    'a(comment)@b',
  ])('refuses %j', (text) => {
    expect(isMailAddress(text)).toBe(false);
  });

  it('reads a name with an address', () => {
    expect(parseMailAddress('Hearback <hearback@localhost>')).toEqual({
      name: 'Hearback',
      address: 'hearback@localhost',
    });
    expect(parseMailAddress('"Ada, L." <ada@example.com>')).toEqual({ name: 'Ada, L.', address: 'ada@example.com' });
    expect(parseMailAddress('ada@example.com')).toEqual({ name: '', address: 'ada@example.com' });
    expect(() => parseMailAddress('Ada')).toThrow(RangeError);
  });

  it('names the domain in lower case', () => {
    expect(domainOf('A@Example.COM')).toBe('example.com');
  });
});
