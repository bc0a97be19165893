import { DataSource, type DataSourceOptions } from 'typeorm';
import { migrations } from '../migrations/index.js';
import { type TestApp, startApp } from './app.js';

describe('the schema', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startApp();
  });
  afterAll(() => service.close());

  it('made by the migrations is the one that the entities describe', async () => {
    const { upQueries } = await service.db.driver.createSchemaBuilder().log();
    // Entities are columns and nothing else: foreign keys live in the migrations alone, and TypeORM would drop them.
    const differences = upQueries
      .map(({ query }) => query)
      .filter((query) => !/ DROP CONSTRAINT "\w+_fk"$/.test(query));
    expect(differences).toEqual([]);
  });

  it('can be taken down to nothing and built again', async () => {
    const options = { ...service.db.options, entities: [], migrations } as DataSourceOptions;
    const source = await new DataSource(options).initialize();
    try {
      for (let i = 0; i < migrations.length; i++) await source.undoLastMigration({ transaction: 'each' });
      const left = await source.query<{ table_name: string }[]>(
        `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'migration'`,
      );
      expect(left).toEqual([]);
      expect((await source.runMigrations({ transaction: 'each' })).length).toBe(migrations.length);
    } finally {
      await source.destroy();
    }
  });
});
