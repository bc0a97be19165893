import { compile } from 'html-to-text';

/** Deeper than any mail client nests; beyond it html-to-text writes an ellipsis instead of recursing. */
const MAX_DEPTH = 150;
const MAX_HTML = 8_000_000;
/** Open elements at one time, unclosed ones included (old mails leave their <p> and <li> open). */
const MAX_OPEN = 5_000;

/** Containers that hold only a signature or only history; what is less certain is left to the rules for plain text. */
const DROPPED = [
  'head',
  'style',
  'script',
  'title',
  'noscript',
  'template',
  'svg',
  'img',
  'div.gmail_signature',
  '[data-smartmail="gmail_signature"]',
  '.moz-signature',
  '#Signature',
  '#ms-outlook-mobile-signature',
  '.protonmail_signature_block',
  '.zmail_signature',
  '.yahoo_quoted',
  '.ydp-yahoo-quoted',
  '.protonmail_quote',
  '.tutanota_quote',
  '.zmail_extra',
  '#OLK_SRC_BODY_SECTION',
  '[hidden]',
  '[aria-hidden="true"]',
];

const toText = compile({
  wordwrap: false,
  preserveNewlines: false,
  limits: { maxInputLength: MAX_HTML, maxDepth: MAX_DEPTH, maxChildNodes: 20_000 },
  formatters: {
    /** A border that the plain-text rules know: everything below belongs to the earlier mail. */
    history: (element, walk, builder) => {
      builder.openBlock({ leadingLineBreaks: 2 });
      builder.addInline('-----Original Message-----', { noWordTransform: true });
      builder.closeBlock({ trailingLineBreaks: 1 });
      walk(element.children, builder);
    },
  },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'h1', options: { uppercase: false } },
    { selector: 'h2', options: { uppercase: false } },
    { selector: 'h3', options: { uppercase: false } },
    { selector: 'h4', options: { uppercase: false } },
    { selector: 'h5', options: { uppercase: false } },
    { selector: 'h6', options: { uppercase: false } },
    { selector: 'table', options: { uppercaseHeaderCells: false } },
    { selector: 'p', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    { selector: 'td', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'th', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'ul', options: { itemPrefix: '- ' } },
    { selector: '#appendonsend', format: 'history' },
    { selector: '#divRplyFwdMsg', format: 'history' },
    { selector: '#mail-editor-reference-message-container', format: 'history' },
    { selector: 'div[name="divRplyFwdMsg"]', format: 'history' },
    { selector: '#stopSpelling', format: 'history' },
    ...DROPPED.map((selector) => ({ selector, format: 'skip' })),
  ],
});

const HIDDEN_STYLE =
  /display\s{0,5}:\s{0,5}none|mso-hide\s{0,5}:\s{0,5}all|visibility\s{0,5}:\s{0,5}hidden|(?:max-height|opacity)\s{0,5}:\s{0,5}0(?:px)?\s{0,5}[;"']/i;

/** Text of a mail's HTML: links without their targets, quotations as `> ` lines, signature containers and hidden text left out. Never throws. */
export function htmlToPlain(html: string): string {
  const bounded = html.slice(0, MAX_HTML);
  if (nestsTooDeep(bounded)) return bounded.replace(/<[^<>]{0,5000}>/g, ' ');
  return toText(bounded.replace(/<(?:div|span|p|td|hr|blockquote)\b[^<>]{0,400}>/gi, plainTag));
}

/**
 * html-to-text selects by attribute value as a whole: a style that hides is turned into the attribute that says so. Outlook on the
 * web puts x_ before the names of what it quotes, once for each time.
 */
function plainTag(tag: string): string {
  const named = tag.includes('x_') ? tag.replace(/\b(id|class|name)=(["']?)(?:x_)+/gi, '$1=$2') : tag;
  return HIDDEN_STYLE.test(named) ? named.replace(/^<\w+/, '$& hidden') : named;
}

/** The parser keeps its open elements in an array that it shifts: tens of thousands of them would take it minutes. */
function nestsTooDeep(html: string): boolean {
  let depth = 0;
  for (const match of html.matchAll(
    /<(\/?)(?:div|span|table|tbody|tr|td|blockquote|ul|ol|li|p|b|i|u|a|font|center|section|article)\b/gi,
  )) {
    depth += match[1] === '/' ? -1 : 1;
    if (depth > MAX_OPEN) return true;
  }
  return false;
}
