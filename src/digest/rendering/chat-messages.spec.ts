import { composeDigest } from './compose.js';
import { exampleFacts, exampleTheme } from './example-facts.js';
import { slackMessage } from './slack-message.js';
import { teamsMessage } from './teams-message.js';

const hostile = '<!channel> <@U1> [click](javascript:alert(1)) *bold* & <https://evil.example|here>';
const spike = {
  kind: 'spike' as const,
  windowDays: 1,
  observed: 16,
  expected: 4,
  expectedLow: 1,
  expectedHigh: 9,
  q: 0.001,
  day: '2026-11-18T00:00:00.000Z',
};
const quote = { text: hostile, at: '2026-11-18T00:00:00.000Z', plan: null, channel: 'mail' };

function document(themes: number) {
  const all = Array.from({ length: themes }, (_, i) =>
    exampleTheme({ id: `theme-${i}`, trend: spike, quotes: [quote, quote] }),
  );
  const team = { id: 't', name: 'Team', kind: 'product' as const };
  return composeDigest(exampleFacts({ themes: all }), {
    organisation: 'Acme',
    team,
    provenance: { inputsHash: 'h', model: 'm', settings: 's', version: '1' },
  });
}

describe('slackMessage', () => {
  it('lets customers mention nobody and link nowhere', () => {
    const text = JSON.stringify(slackMessage(document(3), 'https://hearback.example/digests/1').blocks);
    expect(text).not.toContain('<!channel>');
    expect(text).not.toContain('<@U1>');
    expect(text).not.toContain('<https://evil.example');
    expect(text).toContain('<https://hearback.example/digests/1|Read on the web>');
  });

  it('stays within the limits of Block Kit', () => {
    const { blocks } = slackMessage(document(40), 'https://hearback.example/');
    expect(blocks.length).toBeLessThanOrEqual(50);
    const texts = blocks.flatMap((block) => (block.type === 'section' ? [block.text.text.length] : []));
    expect(Math.max(...texts)).toBeLessThanOrEqual(3000);
  });
});

describe('teamsMessage', () => {
  it('escapes Markdown in customers words', () => {
    const body = JSON.stringify(teamsMessage(document(1), 'https://hearback.example/'));
    expect(body).not.toContain('[click](javascript');
  });

  it('is smaller than Teams allows', () => {
    expect(Buffer.byteLength(JSON.stringify(teamsMessage(document(200), 'https://hearback.example/')))).toBeLessThan(
      28_000,
    );
  });
});
