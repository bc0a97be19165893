import { AlikePages } from './alike-pages.js';

describe('AlikePages', () => {
  it('renders once for a key and fills the fields, escaped', () => {
    const pages = new AlikePages();
    let renderings = 0;
    const render = ({ nonce, url }: { nonce: string; url: string }) => {
      renderings += 1;
      return `<a href="${url}">${nonce}</a><b>${nonce}</b>`;
    };
    expect(pages.fill('a', { nonce: 'n1', url: '/x?a&b' }, render)).toBe('<a href="/x?a&amp;b">n1</a><b>n1</b>');
    expect(pages.fill('a', { nonce: '"><script>', url: '/y' }, render)).toBe(
      '<a href="/y">&quot;&gt;&lt;script&gt;</a><b>&quot;&gt;&lt;script&gt;</b>',
    );
    expect(renderings).toBe(1);
    expect(pages.fill('b', { nonce: 'n3', url: '/z' }, () => 'another page')).toBe('another page');
  });

  it('keeps a thousand pages and forgets the oldest', () => {
    const pages = new AlikePages();
    const render = (text: string) => pages.fill(text, { nonce: '' }, () => text);
    for (let i = 0; i <= 1000; i++) render(String(i));
    expect(pages.fill('1000', { nonce: '' }, () => 'new')).toBe('1000');
    expect(pages.fill('0', { nonce: '' }, () => 'new')).toBe('new');
  });
});
