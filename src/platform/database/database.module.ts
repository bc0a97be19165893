import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { type Database, migrate } from './database.js';

/**
 * Owns the connection pool. Entities come from the modules by `TypeOrmModule.forFeature`; services inject `DataSource`.
 * The database itself (external, or the embedded server) is opened before Nest starts and released after it stopped,
 * see `src/main.ts`.
 */
@Module({})
export class DatabaseModule {
  static with(database: Database): DynamicModule {
    const root = TypeOrmModule.forRootAsync({
      useFactory: async () => {
        await migrate(database.options);
        return { ...database.options, autoLoadEntities: true, retryAttempts: 5, retryDelay: 1000 };
      },
    });
    return { module: DatabaseModule, global: true, imports: [root], exports: [root] };
  }
}
