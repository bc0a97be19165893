import type { DigestDocument, Item, Section } from './document.js';
import { shorten } from './words.js';

/** Microsoft Teams refuses messages over 28 KB; a margin for the frame. */
const MOST_BYTES = 24_000;

interface TextBlock {
  type: 'TextBlock';
  text: string;
  wrap: true;
  size?: 'Medium' | 'Large';
  weight?: 'Bolder';
  isSubtle?: true;
  spacing?: 'Large';
}

interface AdaptiveCard {
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  type: 'AdaptiveCard';
  version: '1.5';
  msteams: { width: 'Full' };
  body: TextBlock[];
  actions: { type: 'Action.OpenUrl'; title: string; url: string }[];
}

export interface TeamsMessage {
  type: 'message';
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive'; content: AdaptiveCard }];
}

/** The digest as an Adaptive Card for a Teams workflow webhook. What does not fit is on the page. */
export function teamsMessage(document: DigestDocument, pageUrl: string): TeamsMessage {
  const body: TextBlock[] = [
    { type: 'TextBlock', text: plain(document.lead), wrap: true, size: 'Large', weight: 'Bolder' },
    { type: 'TextBlock', text: plain(document.period.label), wrap: true, isSubtle: true },
  ];
  for (const block of document.sections.flatMap(sectionBlocks)) {
    if (Buffer.byteLength(JSON.stringify([...body, block])) > MOST_BYTES) break;
    body.push(block);
  }
  const content: AdaptiveCard = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.5',
    msteams: { width: 'Full' },
    body,
    actions: [{ type: 'Action.OpenUrl', title: 'Read on the web', url: pageUrl }],
  };
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] };
}

function sectionBlocks({ title, items, empty }: Section): TextBlock[] {
  const heading: TextBlock = {
    type: 'TextBlock',
    text: plain(title),
    wrap: true,
    size: 'Medium',
    weight: 'Bolder',
    spacing: 'Large',
  };
  return [heading, ...(empty ? [subtle(empty)] : items.flatMap(itemBlocks))];
}

function itemBlocks({ title, badge, sentence, details, quotes }: Item): TextBlock[] {
  const name = badge ? `${title} [${badge.text}]` : title;
  return [
    { type: 'TextBlock', text: plain(name), wrap: true, weight: 'Bolder' },
    { type: 'TextBlock', text: plain(sentence), wrap: true },
    ...details.map(subtle),
    ...quotes.map(({ text, from }) => subtle(`“${shorten(text, 200)}” (${from})`)),
  ];
}

function subtle(text: string): TextBlock {
  return { type: 'TextBlock', text: plain(text), wrap: true, isSubtle: true };
}

/** Cards read a Markdown subset: customers' words must not become links, mentions or formatting. */
function plain(text: string): string {
  return text.replaceAll(/([\\*_[\]()<>`#])/g, '\\$1');
}
