import { readCatalogue } from './catalogue.js';
import { ranked } from './plan.js';

const catalogue = readCatalogue();

describe('what was written by hand for the sample company', () => {
  it('has 45 issues, each with a rank', () => {
    expect(catalogue.issues).toHaveLength(45);
    expect(new Set(ranked())).toEqual(new Set(catalogue.issues.map(({ id }) => id)));
  });

  it.each(catalogue.issues.map((issue) => [issue.id, issue] as const))(
    'says %s in twenty ways and answers it',
    (_id, issue) => {
      const written = issue.phrasings.map((text) => text.toLowerCase().replace(/\W+/g, ' '));
      expect(new Set(written).size).toBe(issue.phrasings.length);
      expect(issue.phrasings.length).toBeGreaterThanOrEqual(20);
      expect(issue.gists.length).toBeGreaterThanOrEqual(4);
      expect(issue.replies.length).toBeGreaterThanOrEqual(2);
    },
  );

  it('uses no phrasing for two issues', () => {
    const all = catalogue.issues.flatMap(({ phrasings }) => phrasings);
    expect(new Set(all).size).toBe(all.length);
  });

  it('gives two customers with the same problem different words: phrasings share few of them', () => {
    for (const { id, phrasings } of catalogue.issues) {
      const words = phrasings.map((text) => new Set(text.toLowerCase().match(/[a-z]{3,}/g) ?? []));
      const overlaps = words.flatMap((a, i) =>
        words
          .slice(i + 1)
          .map((b) => [...a].filter((word) => b.has(word)).length / Math.max(1, Math.min(a.size, b.size))),
      );
      const mean = overlaps.reduce((sum, overlap) => sum + overlap, 0) / overlaps.length;
      expect({ id, alike: mean > 0.3 }).toEqual({ id, alike: false });
    }
  });

  it('has 40 articles of 150 to 500 words with headings, dates in order and an address of their own', () => {
    const { articles } = catalogue;
    expect(articles).toHaveLength(40);
    expect(new Set(articles.map(({ url }) => url)).size).toBe(40);
    for (const { slug, body, published, updated, url } of articles) {
      const words = body.split(/\s+/).length;
      expect({ slug, words: words >= 150 && words <= 500 }).toEqual({ slug, words: true });
      expect(body.match(/^## /gm)?.length ?? 0).toBeGreaterThanOrEqual(3);
      expect(published <= updated).toBe(true);
      expect(url).toBe(`https://help.marlowick.example/en/articles/${slug}`);
    }
  });

  it('names an article that exists for every issue but the five gaps and the new one', () => {
    const slugs = new Set(catalogue.articles.map(({ slug }) => slug));
    const missing = catalogue.issues.filter(({ article }) => article === null);
    expect(missing).toHaveLength(6);
    expect(catalogue.issues.every(({ article }) => article === null || slugs.has(article))).toBe(true);
  });

  it('never tells customers to read an article about a gap', () => {
    for (const { article, replies } of catalogue.issues.filter((issue) => issue.article === null)) {
      expect({ article, replies: replies.filter((reply) => reply.includes('help.marlowick')) }).toEqual({
        article,
        replies: [],
      });
    }
  });
});
