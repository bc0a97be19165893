import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../../drill/drill.js';
import { killWhileIngesting } from '../../drill/p1-ingest-survives-kill.js';
import { eraseAndSearch } from '../../drill/p19-erasure.js';
import { restartWhileIngesting } from '../../drill/p2-postgres-restarts.js';
import { hostileDeliveries, hostileFiles } from '../../drill/p9-hostile-ingest.js';
import { cloneDatabase, startApp, type TestApp } from '../app.js';
import { HOSTILE_TEXTS } from '../platform/hostile-corpus.js';

const missed = (findings: Finding[]) => findings.filter(({ isMet }) => !isMet);

/** Short forms of the drills of `npm run drill`. */
describe('ingest', () => {
  it('loses and doubles nothing over kill -9 (P1)', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hearback-kill-'));
    const env = { DATABASE_URL: await cloneDatabase(), DATA_DIR: folder, OUTBOX_DIR: join(folder, 'outbox') };
    expect(missed(await killWhileIngesting({ items: 300, kills: 2, postgresToo: 0 }, env))).toEqual([]);
  }, 300_000);

  it('loses nothing while Postgres restarts (P2)', async () => {
    const findings = await restartWhileIngesting({ restarts: 1 });
    // How fast it recovers depends on what else the machine does; the drill measures it.
    expect(missed(findings).filter(({ what }) => !what.startsWith('slowest'))).toEqual([]);
  }, 300_000);
});

describe('bad input', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp({ RATE_LIMIT_FACTOR: '1000' });
  });
  afterAll(() => app.close());

  it('never makes an error of ours, and no forgery is accepted (P9)', async () => {
    const texts = HOSTILE_TEXTS.filter((text) => text.length < 5000).filter((_, i) => i % 4 === 0);
    expect(missed(await hostileDeliveries(app, texts))).toEqual([]);
  }, 300_000);

  it('cannot fill the memory with one endless packed line (P9)', async () => {
    expect(missed(await hostileFiles(app, 40))).toEqual([]);
  }, 120_000);
});

describe('an erasure', () => {
  it('leaves no canary in any table (P19)', async () => {
    const app = await startApp();
    try {
      expect(missed(await eraseAndSearch(app, 3, ['ingest.process']))).toEqual([]);
    } finally {
      await app.close();
    }
  }, 120_000);
});
