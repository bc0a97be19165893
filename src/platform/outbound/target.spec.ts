import { isGlobalAddress, refusalOfTarget } from './target.js';

const INSIDE = [
  '127.0.0.1',
  '127.255.255.254',
  '0.0.0.0',
  '10.0.0.0',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.168.255.255',
  '169.254.169.254',
  '100.64.0.1',
  '100.127.255.255',
  '192.0.2.1',
  '198.51.100.1',
  '203.0.113.1',
  '198.18.0.1',
  '224.0.0.1',
  '225.0.0.1',
  '240.0.0.1',
  '241.1.1.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '0:0:0:0:0:ffff:7f00:0001',
  '64:ff9b::a9fe:a9fe',
  '2002:7f00:1::',
  '2001::1',
  'fe80::1',
  'feb0::1',
  'fec0::1',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '2001:db8::1',
  'nonsense',
  '',
];

/** Spellings of loopback and odd hosts; the URL parser turns the numeric ones into dotted form. */
const TRICKS = [
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://017700000001/',
  'https://0x7f.1/',
  'https://127.0.0.1./',
  'https://0/',
  'https://①②⑦.⓪.⓪.①/',
  'https://１２７.0.0.1/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[0:0:0:0:0:0:0:1]/',
  'https://[::ffff:7f00:1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[2002:7f00:1::]/',
  'https://[fe80::1]/',
  'https://user@example.com/',
  'https://user:pass@example.com/',
  'https://example.com@127.0.0.1/',
  'http://example.com/',
  'file:///etc/passwd',
  'gopher://example.com/',
  'ftp://example.com/',
  'javascript:alert(1)',
  'data:text/plain,x',
  '//example.com/',
  'example.com',
  '',
  'https://',
  'https://[::1',
  'https://169.254.169.254/latest/meta-data',
];

describe('targets of outgoing calls', () => {
  it.each(INSIDE)('never go to %j', (address) => {
    expect(isGlobalAddress(address)).toBe(false);
  });

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '93.184.216.34',
    '2606:4700:4700::1111',
    '2a00:1450:4001:82a::200e',
    '::ffff:8.8.8.8',
  ])('may go to %s', (address) => {
    expect(isGlobalAddress(address)).toBe(true);
  });

  it.each(TRICKS)('are refused as %j', (url) => {
    expect(refusalOfTarget(url, false)).not.toBeNull();
  });

  it.each(['https://example.com/hook', 'https://hooks.slack.com/services/T/B/x', 'https://example.com:8443/'])(
    'are accepted as %s',
    (url) => {
      expect(refusalOfTarget(url, false)).toBeNull();
    },
  );

  it('may be private, and plain http, when the operator says so', () => {
    expect(refusalOfTarget('http://192.168.1.5:8065/hooks/x', true)).toBeNull();
    expect(refusalOfTarget('ftp://192.168.1.5/', true)).not.toBeNull();
  });
});
