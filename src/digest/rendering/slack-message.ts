import type { DigestDocument, Item, Section } from './document.js';
import { shorten } from './words.js';

/** Limits of Slack's Block Kit: 50 blocks a message, 150 characters a header, 3,000 a section; a margin for escapes. */
const MOST_BLOCKS = 50;
const HEADER_CHARACTERS = 150;
const TEXT_CHARACTERS = 2900;

type Block =
  | { type: 'header'; text: { type: 'plain_text'; text: string; emoji: false } }
  | { type: 'section'; text: { type: 'mrkdwn'; text: string } }
  | { type: 'context'; elements: { type: 'mrkdwn'; text: string }[] }
  | { type: 'divider' };

export interface SlackMessage {
  /** What notifications show. */
  text: string;
  blocks: Block[];
  unfurl_links: false;
  unfurl_media: false;
}

/** The digest for an incoming webhook of Slack. Customers' words cannot mention anybody or make links. */
export function slackMessage(document: DigestDocument, pageUrl: string): SlackMessage {
  const blocks: Block[] = [
    { type: 'header', text: { type: 'plain_text', text: shorten(document.title, HEADER_CHARACTERS), emoji: false } },
    section(`*${escapeSlack(document.lead)}*`),
    ...document.sections.flatMap(sectionBlocks),
  ];
  const last = context(`<${pageUrl}|Read on the web> · ${escapeSlack(document.period.label)}`);
  const shown = blocks.slice(0, MOST_BLOCKS - 1);
  return {
    text: escapeSlack(shorten(document.lead, HEADER_CHARACTERS)),
    blocks: [...shown, last],
    unfurl_links: false,
    unfurl_media: false,
  };
}

function sectionBlocks({ title, items, empty }: Section): Block[] {
  const words = empty ? [section(escapeSlack(empty))] : items.map((item) => section(itemText(item)));
  return [{ type: 'divider' }, context(`*${escapeSlack(title.toUpperCase())}*`), ...words];
}

function itemText({ title, badge, sentence, details, quotes, status }: Item): string {
  const lines = [
    `*${escapeSlack(title)}*${badge ? `  [${escapeSlack(badge.text)}]` : ''}`,
    escapeSlack(sentence),
    ...details.map((detail) => `_${escapeSlack(detail)}_`),
    ...quotes.map(({ text, from }) => `> “${escapeSlack(text)}” (${escapeSlack(from)})`),
    ...(status ? [escapeSlack(status)] : []),
  ];
  return lines.join('\n');
}

/** Slack's three control characters; with them gone `<!channel>`, `<@U1>` and links are plain text. */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function section(text: string): Block {
  return { type: 'section', text: { type: 'mrkdwn', text: cut(text) } };
}

function context(text: string): Block {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: cut(text) }] };
}

/** Never in the middle of an escape. */
function cut(text: string): string {
  return text.length <= TEXT_CHARACTERS ? text : `${text.slice(0, TEXT_CHARACTERS).replace(/&[a-z]{0,4}$/, '')}…`;
}
