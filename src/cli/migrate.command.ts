import type { Command } from 'commander';
import { loadConfig } from '../platform/config.js';
import { migrate, openDatabase } from '../platform/database/database.js';

export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .description(
      'Bring the database to the shape that this version needs. Safe to repeat and to run from many replicas.',
    )
    .action(async () => {
      const database = await openDatabase(loadConfig());
      try {
        const names = await migrate(database.options);
        process.stdout.write(names.length ? `Ran ${names.join(', ')}\n` : 'Nothing to do.\n');
      } finally {
        await database.release();
      }
    });
}
