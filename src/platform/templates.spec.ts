import { loadConfig } from './config.js';
import { safeImage, safeUrl } from './template-helpers.js';
import { sources, Templates } from './templates.js';

const templates = new Templates(loadConfig({ PUBLIC_URL: 'https://hearback.example' }));

describe('templates', () => {
  it('never print anything unescaped', () => {
    const offenders = sources().filter(([, source]) => source.includes('{{{') || /\{\{~?\s*&/.test(source));
    expect(offenders.map(([name]) => name)).toEqual([]);
  });

  it('take addresses from data only through safeUrl', () => {
    const attribute =
      /\b(?:(?:href|action)\s*=\s*["']?\{\{(?!safeUrl\b|[#/])|src\s*=\s*["']?\{\{(?!safe(?:Url|Image)\b|[#/]))/;
    const offenders = sources().filter(([, source]) => attribute.test(source));
    expect(offenders.map(([name]) => name)).toEqual([]);
  });

  it('quote every attribute that holds data', () => {
    const offenders = sources().filter(([, source]) => /\s[a-z-]+=\{\{/.test(source));
    expect(offenders.map(([name]) => name)).toEqual([]);
  });

  const problem = { title: 't', status: 404, detail: 'd', errors: [], requestId: 'r' };
  const layout = {
    organisation: 'o',
    stylesheet: '/s.css',
    icon: '/i.svg',
    menu: [],
    person: null,
    maySignOut: false,
  };

  it.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '<xmp><script>',
    '&lt;b&gt;',
  ])('show %s as text', (text) => {
    const html = templates.render('platform/http/problem', { ...problem, detail: text, layout });
    expect(html).not.toContain(text);
    expect(html).toContain('&');
  });

  it.each([
    '{{constructor}}',
    '{{{x}}}',
    '{{#if 1}}x{{/if}}',
    '${7*7}',
    '{{lookup this "x"}}',
    '{{> platform/pages/layout}}',
  ])('repeat %s literally', (text) => {
    const rendered = templates.render('platform/auth/sign-in-mail.text', {
      name: text,
      minutes: 20,
      link: 'https://x',
    });
    expect(rendered).toContain(`Hello ${text},`);
  });

  it('refuse unknown names, missing fields and data that are no object', () => {
    expect(() => templates.render('platform/none', {})).toThrow(RangeError);
    expect(() => templates.render('platform/auth/sign-in-mail.text', {})).toThrow('"name" not defined');
    expect(() => templates.render('platform/http/problem', 'x' as unknown as object)).toThrow(TypeError);
  });

  it('do not reach into prototypes', () => {
    const data = Object.create({ name: 'inherited', minutes: 1, link: 'x' }) as object;
    expect(templates.render('platform/auth/sign-in-mail.text', data)).not.toContain('inherited');
  });
});

describe('safeUrl', () => {
  it.each(['https://example.com/a?b=c', 'http://example.com', 'mailto:a@example.com', '/outbox?state=sent', '#top'])(
    'passes %s',
    (url) => {
      expect(safeUrl(url, 'https://hearback.example')).toBe(url);
    },
  );

  it.each(
    [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      ' javascript:alert(1)',
      'java\nscript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
      '',
      null,
      7,
    ].slice(0, 7),
  )('turns %j into #', (url) => {
    expect(safeUrl(url, 'https://hearback.example')).toBe('#');
  });

  it('lets a picture be a data address, and nothing else', () => {
    const image = 'data:image/svg+xml;base64,PHN2Zy8+';
    expect(safeImage(image, 'https://hearback.example')).toBe(image);
    expect(safeUrl(image, 'https://hearback.example')).toBe('#');
    expect(safeImage('data:text/html,x', 'https://hearback.example')).toBe('#');
  });

  it('turns what is no text into #', () => {
    expect([null, undefined, 7, {}].map((value) => safeUrl(value, 'https://hearback.example'))).toEqual([
      '#',
      '#',
      '#',
      '#',
    ]);
  });
});
