import { z } from 'zod';
import { composeDigest } from './compose.js';
import type { TeamKind } from './document.js';
import { exampleAction, exampleFacts, exampleGap, exampleTheme } from './example-facts.js';
import { slackMessage } from './slack-message.js';
import { teamsMessage } from './teams-message.js';

/** https://docs.slack.dev/reference/block-kit/blocks: the kinds that a digest uses, with their documented limits. */
const mrkdwn = z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(3000) });
const Block = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('header'),
    text: z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(150), emoji: z.boolean() }),
  }),
  z.strictObject({ type: z.literal('section'), text: mrkdwn }),
  z.strictObject({ type: z.literal('context'), elements: z.array(mrkdwn).min(1).max(10) }),
  z.strictObject({ type: z.literal('divider') }),
]);
const SlackMessage = z.strictObject({
  text: z.string().min(1).max(40_000),
  blocks: z.array(Block).min(1).max(50),
  unfurl_links: z.boolean(),
  unfurl_media: z.boolean(),
});

/** https://adaptivecards.io/explorer, version 1.5: the elements that a digest uses, nothing else. */
const TextBlock = z.strictObject({
  type: z.literal('TextBlock'),
  text: z.string().min(1),
  wrap: z.boolean().optional(),
  size: z.enum(['Default', 'Small', 'Medium', 'Large', 'ExtraLarge']).optional(),
  weight: z.enum(['Default', 'Lighter', 'Bolder']).optional(),
  isSubtle: z.boolean().optional(),
  spacing: z.enum(['Default', 'None', 'Small', 'Medium', 'Large', 'ExtraLarge', 'Padding']).optional(),
});
const AdaptiveCard = z.strictObject({
  $schema: z.url(),
  type: z.literal('AdaptiveCard'),
  version: z.literal('1.5'),
  msteams: z.strictObject({ width: z.literal('Full') }),
  body: z.array(TextBlock).min(1),
  actions: z
    .array(z.strictObject({ type: z.literal('Action.OpenUrl'), title: z.string().min(1), url: z.url() }))
    .max(6),
});
const TeamsMessage = z.strictObject({
  type: z.literal('message'),
  attachments: z.tuple([
    z.strictObject({ contentType: z.literal('application/vnd.microsoft.card.adaptive'), content: AdaptiveCard }),
  ]),
});

const kinds: TeamKind[] = ['product', 'content', 'support'];
const quote = { text: '<b>Why</b> & "how"?'.repeat(200), at: '2026-11-18T00:00:00Z', plan: null, channel: 'mail' };

function document(kind: TeamKind, size: number) {
  const themes = Array.from({ length: size }, (_, i) => exampleTheme({ id: `t${i}`, quotes: [quote, quote] }));
  const gaps = Array.from({ length: size }, (_, i) => exampleGap({ id: `g${i}`, questions: [quote] }));
  const actions = size ? [exampleAction()] : [];
  return composeDigest(exampleFacts({ themes, gaps, actions }), {
    organisation: 'Acme',
    team: { id: 't', name: 'Team', kind },
    provenance: { inputsHash: 'h', model: 'm', settings: 's', version: '1' },
  });
}

describe('messages for chat programs', () => {
  const cases = kinds.flatMap((kind) => [0, 1, 60].map((size): [TeamKind, number] => [kind, size]));

  it.each(cases)('keep to Block Kit for a %s team with %d items', (kind, size) => {
    const message = slackMessage(document(kind, size), 'https://hearback.example/digests/1');
    expect(SlackMessage.safeParse(message).error?.issues ?? []).toEqual([]);
  });

  it.each(cases)('keep to Adaptive Cards 1.5 for a %s team with %d items', (kind, size) => {
    const message = teamsMessage(document(kind, size), 'https://hearback.example/digests/1');
    expect(TeamsMessage.safeParse(message).error?.issues ?? []).toEqual([]);
  });
});
