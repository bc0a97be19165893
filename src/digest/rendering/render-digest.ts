import juice from 'juice';
import type { Templates } from '../../platform/templates.js';
import { weeklyBarsPng } from './chart.js';
import type { DigestDocument } from './document.js';
import { mailView, pictureId, type ReaderLinks } from './mail-view.js';

export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
  pictures: { cid: string; content: Buffer; contentType: 'image/png' }[];
}

/**
 * The frozen document as one reader's mail. Styles are written into the elements, since mail programs drop style sheets;
 * the sheet itself stays for those that know dark mode and small screens. The same document gives the same bytes.
 */
export function renderDigestMail(document: DigestDocument, links: ReaderLinks, templates: Templates): RenderedMail {
  const view = mailView(document, links);
  const html = juice(templates.render('digest/rendering/digest-mail', view), {
    preserveMediaQueries: true,
    removeStyleTags: false,
  });
  const text = templates.render('digest/rendering/digest-mail.text', view);
  return { subject: subjectOf(document), html: keepUnits(html), text: tidy(text), pictures: picturesOf(document) };
}

export function subjectOf(document: DigestDocument): string {
  return `${document.team.name}: ${document.lead}`.slice(0, 150);
}

function picturesOf(document: DigestDocument): RenderedMail['pictures'] {
  const items = document.sections.flatMap((section) => section.items);
  return items.flatMap((item) =>
    item.series
      ? [{ cid: pictureId(item.key), content: weeklyBarsPng(item.series.values), contentType: 'image/png' as const }]
      : [],
  );
}

/** A number and its percent sign stay on one line. */
function keepUnits(html: string): string {
  return html.replaceAll(/(\d) %/g, '$1\u00a0%');
}

/** At most one empty line in a row, no spaces at line ends. */
function tidy(text: string): string {
  return `${text
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
