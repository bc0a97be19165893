import fc from 'fast-check';
import { chunkArticle } from './chunks.js';

const numbered = (n: number) => Array.from({ length: n }, (_, i) => `w${i}`).join(' ');

describe('chunks of an article', () => {
  it('start with the title alone and carry their heading path', () => {
    const text =
      '# Cards\nIntro **bold** [link](http://x.y).\n## Lost card\nFreeze it.\n```\n# not a heading\n```\n# Fees\nNone.';
    expect(chunkArticle({ id: 'a', title: 'Help', text }).map((chunk) => chunk.text)).toEqual([
      'Help',
      'Help > Cards\nIntro bold link.',
      'Help > Cards > Lost card\nFreeze it. # not a heading',
      'Help > Fees\nNone.',
    ]);
  });

  it('overlap by 30 words and leave out none', () => {
    const chunks = chunkArticle({ id: 'a', title: 'T', text: numbered(400) }).slice(1);
    const lists = chunks.map((chunk) => chunk.text.split('\n')[1]!.split(' '));
    expect(lists.map((list) => [list[0], list.at(-1)])).toEqual([
      ['w0', 'w159'],
      ['w130', 'w289'],
      ['w260', 'w399'],
    ]);
  });

  it('read lists, tables and HTML, and skip pictures', () => {
    const text = '- one\n- two\n\n| a | b |\n|---|---|\n| c | d |\n\n<p>Press <b>Save</b></p>\n\n![shot](x.png)';
    expect(chunkArticle({ id: 'a', title: 'T', text })[1]!.text).toBe('T\none two a b c d Press Save');
  });

  it('of an empty article are its title', () => {
    expect(chunkArticle({ id: 'a', title: 'T', text: '' })).toHaveLength(1);
  });

  it('hold every word of any length of text', () => {
    fc.assert(
      fc.property(fc.nat(1200), (n) => {
        const found = new Set(
          chunkArticle({ id: 'a', title: 'T', text: numbered(n) }).flatMap((c) => c.text.split(/\s/)),
        );
        expect(found.size).toBe(n + 1);
      }),
    );
  });
});
