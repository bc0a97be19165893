import { EmbeddingsService } from '../../src/insights/embedding/embeddings.service.js';
import { MiningProcess } from '../../src/insights/embedding/mining-process.js';
import { loadFitInputs } from '../../src/insights/themes/lifecycle/fit-inputs.js';
import { spreadThemes } from '../../src/insights/themes/lifecycle/spread.js';
import { liveThemes } from '../../src/insights/themes/lifecycle/theme-centroids.js';
import { startApp } from '../app.js';
import { fourWeeks, say } from './messages.js';

const MONDAY = new Date('2026-03-02T08:00:00Z');
const WINDOW = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-04-01T00:00:00Z') };

/** More statements than a fit looks at: the others are given the themes of the fit, a page at a time. */
describe('statements outside the sample of a fit', () => {
  it('get the nearest theme of the fit, and keep what a person said', async () => {
    const service = await startApp();
    try {
      await say(service, fourWeeks(MONDAY), MONDAY);
      await service.drain(MONDAY);
      const db = service.db;
      const encoder = (await service.get(EmbeddingsService).serving())!;
      const themesOf = () =>
        db.query<{ id: string; theme: string | null }[]>(
          'SELECT statement_id AS id, theme_id AS theme FROM theme_assignment ORDER BY statement_id',
        );
      const before = await themesOf();
      const sample = await loadFitInputs(db, { encoder, window: WINDOW, isWarm: true, most: 12 });
      expect([sample.ids.length, sample.rest.length / 16]).toEqual([12, 15]);

      const { themes, centroids } = await liveThemes(db.manager, encoder);
      const [moved] = before.filter(({ id }) => !sample.ids.includes(id));
      await db.query('DELETE FROM theme_assignment WHERE NOT statement_id = ANY ($1)', [[...sample.ids, moved!.id]]);
      await db.query(`UPDATE theme_assignment SET theme_id = NULL, source = 'person' WHERE statement_id = $1`, [
        moved!.id,
      ]);
      const rule = { ids: themes.map(({ id }) => id), centroids, space: null, assignAt: 0.7 };
      const work = { db, mining: service.get(MiningProcess), encoder, rule, now: MONDAY };
      expect((await spreadThemes(work, sample.rest)).changed).toBe(14);
      expect(await themesOf()).toEqual(before.map((row) => (row.id === moved!.id ? { ...row, theme: null } : row)));
      expect(await spreadThemes(work, sample.rest)).toEqual({ unassigned: 0, changed: 0 });
    } finally {
      await service.close();
    }
  });
});
