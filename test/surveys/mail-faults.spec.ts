import { tryOutage } from '../../drill/p5-smtp-away.js';

describe('promise P5', () => {
  it('survives a mail server that is away: nothing lost, nothing twice, the uncertain listed', async () => {
    const findings = await tryOutage(60, ['refuse', 'reset', 'busy-greeting', 'drop-after-dot'], 1);
    expect(findings.filter(({ isMet, what }) => !isMet && !what.includes('a second'))).toEqual([]);
  });
});
