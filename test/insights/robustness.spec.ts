import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SchedulerRegistry } from '@nestjs/schedule';
import { MiningProcess } from '../../src/insights/embedding/mining-process.js';
import { startApp, type TestApp } from '../app.js';
import { type Client, keyClient } from '../client.js';
import { fourWeeks, say } from './messages.js';

const MONDAY = new Date('2026-03-02T08:00:00Z');
const MARCH = 'from=2026-02-01T00:00:00Z&to=2026-04-01T00:00:00Z';
const SHIPPED = resolve(import.meta.dirname, '../../models/hearback-support-en');

interface Coverage {
  messages: number;
  assigned: number;
  unassigned: number;
  waiting: number;
  otherLanguage: number;
  [name: string]: unknown;
}

async function withService(
  env: NodeJS.ProcessEnv,
  work: (service: TestApp, api: Client) => Promise<void>,
): Promise<void> {
  const service = await startApp(env);
  try {
    await work(service, await keyClient(service));
  } finally {
    await service.close();
  }
}

const themesOf = async (api: Client) =>
  (await api.get<{ items: { id: string; contacts: number }[] }>(`/v1/themes?${MARCH}`)).body.items;
const coverageOf = async (api: Client) => (await api.get<Coverage>(`/v1/themes/coverage?${MARCH}`)).body;
const miningOf = async (service: TestApp) => {
  const answer = await fetch(`${service.url}/health/ready`);
  const { parts } = (await answer.json()) as { parts: Record<string, { status: string; detail?: string }> };
  return { status: answer.status, mining: parts['mining']! };
};

describe('mining', () => {
  it('of nothing, then of one ticket, then of odd texts says so and finds no themes', () =>
    withService({}, async (service, api) => {
      expect(await service.drain(MONDAY)).toBeDefined();
      expect([await themesOf(api), (await coverageOf(api)).messages]).toEqual([[], 0]);
      await say(service, [{ id: 'only', text: 'the door of the fridge does not close', at: MONDAY }], MONDAY);
      await service.drain(MONDAY);
      expect([(await themesOf(api)).length, (await coverageOf(api)).waiting]).toEqual([0, 1]);
      const odd = [
        '😡😡😡',
        'ฉันไม่สามารถเข้าสู่ระบบบัญชีของฉันได้ กรุณาช่วยด้วย',
        'word '.repeat(20_000),
        '....',
        '<b></b>x',
        'a\u0000b',
      ];
      await say(
        service,
        odd.map((text, i) => ({ id: `odd-${i}`, text, at: MONDAY })),
        MONDAY,
      );
      await service.drain(MONDAY);
      const { waiting, otherLanguage } = await coverageOf(api);
      expect(otherLanguage).toBeGreaterThanOrEqual(1);
      expect(waiting).toBeGreaterThanOrEqual(1);
      expect((await miningOf(service)).mining.status).toBe('ready');
    }));

  it(
    'of 5,000 equal messages finds one theme',
    () =>
      withService({}, async (service, api) => {
        await say(
          service,
          Array.from({ length: 5000 }, (_, i) => ({
            id: `same-${i}`,
            text: 'the app crashes when I open the camera',
            at: new Date(MONDAY.getTime() - i * 60_000),
          })),
          MONDAY,
        );
        await service.drain(MONDAY);
        expect((await themesOf(api)).map(({ contacts }) => contacts)).toEqual([5000]);
      }),
    120_000,
  );

  it('of a week without messages leaves the themes as they are', () =>
    withService({}, async (service, api) => {
      await say(service, fourWeeks(MONDAY), MONDAY);
      await service.drain(MONDAY);
      const before = await themesOf(api);
      await service.drain(new Date('2026-03-09T08:00:00Z'));
      expect(await themesOf(api)).toEqual(before);
      const runs = await service.db.query<unknown[]>(
        'SELECT kind, state, stability FROM mining_run ORDER BY position DESC LIMIT 1',
      );
      expect(runs).toEqual([{ kind: 'weekly', state: 'done', stability: 1 }]);
    }));

  it('finishes although its process is killed in the middle', () =>
    withService({}, async (service, api) => {
      await say(service, fourWeeks(MONDAY), MONDAY);
      const mining = service.get(MiningProcess);
      await mining.model();
      const drained = service.drain(MONDAY);
      for (let kills = 0; kills < 2; kills++) {
        const { pid } = mining.state();
        if (pid !== undefined) process.kill(pid, 'SIGKILL');
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      await drained.catch(() => undefined);
      await service.drain(MONDAY);
      expect((await themesOf(api)).map(({ contacts }) => contacts)).toEqual([9, 9, 9]);
      const [row] = await service.db.query<{ n: number }[]>('SELECT count(*)::int AS n FROM embedding_failure');
      expect(row!.n).toBe(0);
    }));

  it('is degraded, not dead, without a model, and says which file is missing', () =>
    withService({ MODEL_DIR: mkdtempSync(join(tmpdir(), 'no-model-')) }, async (service, api) => {
      await say(service, fourWeeks(MONDAY), MONDAY);
      await service.drain(MONDAY);
      const { status, mining } = await miningOf(service);
      expect([status, mining.status]).toEqual([200, 'degraded']);
      expect(mining.detail).toContain('model_quantized.onnx');
      expect((await api.get(`/v1/search?q=refund`)).status).toBe(200);
      expect((await coverageOf(api)).waiting).toBe(27);
    }));

  it('is degraded with weights that are no model', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bad-model-'));
    cpSync(SHIPPED, folder, { recursive: true });
    writeFileSync(join(folder, 'onnx/model_quantized.onnx'), 'this is not a model');
    return withService({ MODEL_DIR: folder }, async (service) => {
      await say(service, fourWeeks(MONDAY), MONDAY);
      await service.drain(MONDAY);
      expect((await miningOf(service)).mining.status).toBe('degraded');
      rmSync(folder, { recursive: true });
    });
  });

  it('of a live service puts a new message into its theme without waiting for the schedule', () =>
    withService({ NODE_ENV: 'development' }, async (service) => {
      const crons = service.get(SchedulerRegistry);
      for (const [name] of crons.getCronJobs()) crons.deleteCronJob(name);
      await say(service, fourWeeks(MONDAY), MONDAY);
      await service.drain(MONDAY, ['insights.embed', 'insights.fit']);
      await say(service, [{ id: 'live', text: 'my password reset link does not work', at: MONDAY }], MONDAY);
      const said = Date.now();
      const found = async () =>
        (
          await service.db.query<unknown[]>(`SELECT FROM theme_assignment a JOIN statement s ON s.id = a.statement_id
          JOIN feedback f ON f.id = s.feedback_id JOIN ticket t ON t.id = f.ticket_id WHERE t.external_id = 'live' AND a.theme_id IS NOT NULL`)
        ).length;
      while ((await found()) === 0 && Date.now() - said < 20_000)
        await new Promise((resolve) => setTimeout(resolve, 50));
      expect(Date.now() - said).toBeLessThan(20_000);
    }));

  it('makes vectors of a wrong size anew', () =>
    withService({}, async (service, api) => {
      await say(service, fourWeeks(MONDAY), MONDAY);
      await service.drain(MONDAY);
      await service.db.query(
        `UPDATE embedding SET vector = '\\x00ff' WHERE statement_id IN (SELECT id FROM statement LIMIT 5)`,
      );
      await service.db.query(`UPDATE theme SET centroid = '\\x00' WHERE id IN (SELECT id FROM theme LIMIT 1)`);
      const later = new Date('2026-03-09T08:00:00Z');
      await service.drain(later);
      const [row] = await service.db.query<{ n: number }[]>(
        'SELECT count(*)::int AS n FROM embedding WHERE length(vector) <> 1536',
      );
      expect(row!.n).toBe(0);
      expect((await themesOf(api)).reduce((sum, { contacts }) => sum + contacts, 0)).toBe(27);
    }));

  it('carries themes, names and corrections over to another encoder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'other-model-'));
    cpSync(SHIPPED, folder, { recursive: true });
    // Another window length is another encoder: texts over it get another vector.
    const config = {
      ...(JSON.parse(
        await (await import('node:fs/promises')).readFile(join(SHIPPED, 'config.json'), 'utf8'),
      ) as object),
      max_position_embeddings: 128,
    };
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    let databaseUrl = '';
    let before: { id: string; contacts: number }[] = [];
    await withService({}, async (service, api) => {
      databaseUrl = service.databaseUrl;
      await say(service, fourWeeks(MONDAY), MONDAY);
      await service.drain(MONDAY);
      before = await themesOf(api);
      await api.post(`/v1/themes/${before[0]!.id}/rename`, { label: 'Named by a person' });
    });
    await withService({ DATABASE_URL: databaseUrl, MODEL_DIR: folder, MODEL_LANGUAGES: 'en' }, async (service, api) => {
      expect(await themesOf(api)).toHaveLength(3);
      await service.drain(MONDAY);
      const after = await themesOf(api);
      expect(after.map(({ id, contacts }) => [id, contacts])).toEqual(before.map(({ id, contacts }) => [id, contacts]));
      const encoders = await service.db.query<{ state: string; n: number }[]>(
        'SELECT c.state, (SELECT count(*)::int FROM embedding e WHERE e.encoder_id = c.id) AS n FROM encoder c ORDER BY id',
      );
      expect(encoders.map(({ state }) => state)).toEqual(['retired', 'serving']);
      expect(encoders[0]!.n).toBe(0);
      expect((await api.get<{ label: string }>(`/v1/themes/${before[0]!.id}`)).body.label).toBe('Named by a person');
      const [run] = await service.db.query<{ kind: string; stability: number }[]>(
        'SELECT kind, stability FROM mining_run ORDER BY finished_at DESC, (kind = $1) DESC LIMIT 1',
        ['encoder'],
      );
      expect(run).toMatchObject({ kind: 'encoder', stability: 1 });
      rmSync(folder, { recursive: true });
    });
  });
});
