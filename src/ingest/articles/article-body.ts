import { convert } from 'html-to-text';

const heading = (depth: number) => ({ selector: `h${depth}`, format: 'markdownHeading', options: { depth } });

/**
 * The body of a help article, which sources deliver as HTML, as Markdown that keeps its headings: articles are cut into
 * pieces at them. Images and links keep their words only; text that is not HTML passes unchanged.
 */
export function htmlToMarkdownish(html: string): string {
  return convert(html, {
    wordwrap: false,
    formatters: {
      markdownHeading: (element, walk, builder, { depth }) => {
        builder.openBlock({ leadingLineBreaks: 2 });
        builder.addInline(`${'#'.repeat(depth as number)} `, { noWordTransform: true });
        walk(element.children, builder);
        builder.closeBlock({ trailingLineBreaks: 2 });
      },
    },
    selectors: [
      ...[1, 2, 3, 4, 5, 6].map(heading),
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'script', format: 'skip' },
      { selector: 'style', format: 'skip' },
      { selector: 'table', format: 'dataTable' },
    ],
  });
}
