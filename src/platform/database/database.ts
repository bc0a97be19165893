import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { migrations } from '../../../migrations/index.js';
import type { Config } from '../config.js';
import { CONNECTION_NAME, startEmbeddedPostgres } from './embedded-postgres.js';

/** Any number: the same in every release, so that two replicas that start together take the same lock. */
const MIGRATION_LOCK = 7_318_204;

/** Counting sorts some tens of thousands of narrow rows; compiling such a statement takes longer than running it. */
const COUNTING = '-c work_mem=16MB -c jit=off';

export interface Database {
  /** Connection options for TypeORM, without entities. */
  options: DataSourceOptions;
  kind: 'embedded' | 'external';
  /** To be called once all connections are closed. */
  release(): Promise<void>;
}

/** Finds the database: `DATABASE_URL`, else the embedded PostgreSQL of the data folder. */
export async function openDatabase(config: Config): Promise<Database> {
  const { DATABASE_URL, DATA_DIR, DATABASE_POOL } = config.env;
  const shared = {
    type: 'postgres' as const,
    migrations,
    migrationsTableName: 'migration',
    synchronize: false,
    logging: false as const,
    applicationName: CONNECTION_NAME,
    poolSize: DATABASE_POOL,
    extra: {
      connectionTimeoutMillis: 10_000,
      // Opening a connection costs more than answering ten visitors: those that a wave of mails opened stay for the next.
      idleTimeoutMillis: 300_000,
      statement_timeout: 120_000,
      options: COUNTING,
      idle_in_transaction_session_timeout: 60_000,
    },
  };
  if (DATABASE_URL)
    return { options: { ...shared, url: DATABASE_URL }, kind: 'external', release: async () => undefined };
  const postgres = await startEmbeddedPostgres(DATA_DIR);
  const { host, user, database, release } = postgres;
  return { options: { ...shared, host, username: user, database }, kind: 'embedded', release };
}

/**
 * Runs outstanding migrations, one replica at a time. TypeORM itself takes no lock: three replicas that start together
 * would run the same migration three times. The lock is held on a connection of its own, so a crash frees it.
 */
export async function migrate(options: DataSourceOptions): Promise<string[]> {
  const lockHolder = new pg.Client(clientOptions(options));
  lockHolder.on('error', () => undefined);
  await lockHolder.connect();
  try {
    await lockHolder.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const source = await new DataSource({ ...options, extra: {}, poolSize: 2 } as DataSourceOptions).initialize();
    try {
      return (await source.runMigrations({ transaction: 'each' })).map((migration) => migration.name);
    } finally {
      await source.destroy();
    }
  } finally {
    await lockHolder.end();
  }
}

/** The same database as plain `pg` options. */
export function clientOptions(options: DataSourceOptions): pg.ClientConfig {
  const { url, host, username, database } = options as {
    url?: string;
    host?: string;
    username?: string;
    database?: string;
  };
  return url ? { connectionString: url } : { host, user: username, database };
}

/** Whether an error is a violated unique constraint: the database decides, nobody checks before inserting. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const driver = (error as { driverError?: { code?: string; constraint?: string } }).driverError ?? error;
  const { code, constraint: name } = driver as { code?: string; constraint?: string };
  return code === '23505' && (constraint === undefined || constraint === name);
}

/**
 * Tells the planner what a bulk load changed. Without it a join over rows that autovacuum has not seen yet is planned as
 * if the tables were empty, and took minutes instead of milliseconds.
 */
export async function refreshStatistics(db: DataSource, tables: readonly string[]): Promise<void> {
  await db.query(`ANALYZE ${tables.join(', ')}`);
}

/**
 * Rows as JSON for `jsonb_to_recordset`. Half of a surrogate pair or a NUL, which files may hold, would make PostgreSQL refuse
 * the whole batch: they are repaired, everything else stays as it is.
 */
export function jsonRows(rows: readonly object[]): string {
  const json = JSON.stringify(rows);
  if (!/\\u(?:d[89a-f]|0000)/i.test(json)) return json;
  return JSON.stringify(rows, (_key, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '') : value,
  );
}
