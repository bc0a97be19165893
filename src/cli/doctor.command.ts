import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import { readModelFolder, encoderFolder } from '../insights/embedding/model-folder.js';
import { type Config, loadConfig } from '../platform/config.js';
import { clientOptions, openDatabase } from '../platform/database/database.js';
import { CommandError } from './command-error.js';

interface Finding {
  part: string;
  ok: boolean;
  says: string;
}

const LEAST_FREE_BYTES = 1 << 30;
const OLDEST_POSTGRES = 140_000;

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Check configuration, database, model, mail and disk, and say what to do.')
    .action(async () => {
      const config = loadConfig();
      const checks = [checkRuntime, checkDisk, checkDatabase, checkModel, checkMail, checkAddress];
      const findings: Finding[] = [{ part: 'configuration', ok: true, says: 'every variable is valid' }];
      for (const check of checks) findings.push(await check(config));
      for (const { part, ok, says } of findings) process.stdout.write(`${ok ? 'ok   ' : 'WRONG'} ${part}: ${says}\n`);
      if (findings.some(({ ok }) => !ok)) throw new CommandError('Something needs your attention, see above.', 1);
    });
}

function checkRuntime(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  const ok = major >= 22;
  return {
    part: 'runtime',
    ok,
    says: ok
      ? `Node ${process.versions.node}`
      : `Node ${process.versions.node} is too old: start Hearback by npm, which brings Node 22`,
  };
}

async function checkDisk(config: Config): Promise<Finding> {
  const folder = resolve(config.env.DATA_DIR);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const gigabytes = (free / 2 ** 30).toFixed(1);
    const ok = free >= LEAST_FREE_BYTES;
    return {
      part: 'disk',
      ok,
      says: ok
        ? `${gigabytes} GB free in ${folder}`
        : `only ${gigabytes} GB free in ${folder}: make room or set DATA_DIR`,
    };
  } catch {
    return { part: 'disk', ok: false, says: `${folder} cannot be written: set DATA_DIR to a folder of yours` };
  }
}

async function checkDatabase(config: Config): Promise<Finding> {
  const part = config.env.DATABASE_URL ? 'database' : 'embedded database';
  try {
    const database = await openDatabase(config);
    const client = new pg.Client({ ...clientOptions(database.options), connectionTimeoutMillis: 5000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const found = await client.query<{ number: string; name: string }>(
        `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS name`,
      );
      const { number, name } = found.rows[0]!;
      const ok = Number(number) >= OLDEST_POSTGRES;
      return { part, ok, says: ok ? `PostgreSQL ${name}` : `PostgreSQL ${name} is too old: 14 or later is needed` };
    } finally {
      await client.end();
      await database.release();
    }
  } catch (error) {
    return {
      part,
      ok: false,
      says: `no connection (${(error as Error).message.split('\n')[0]}): check DATABASE_URL, or DATA_DIR for the embedded one`,
    };
  }
}

async function checkModel(config: Config): Promise<Finding> {
  try {
    const { model } = await readModelFolder(encoderFolder(config.env));
    return {
      part: 'model',
      ok: true,
      says: `${model.name}, ${model.dimensions} dimensions, fingerprint ${model.fingerprint}`,
    };
  } catch (error) {
    return {
      part: 'model',
      ok: false,
      says: `${(error as Error).message}: set MODEL_DIR, or restore the folder models/`,
    };
  }
}

async function checkMail(config: Config): Promise<Finding> {
  const { SMTP_URL, OUTBOX_DIR } = config.env;
  if (!SMTP_URL) return { part: 'mail', ok: true, says: `no SMTP_URL: mails are written to ${resolve(OUTBOX_DIR)}` };
  const transport = createTransport(SMTP_URL);
  try {
    await transport.verify();
    return { part: 'mail', ok: true, says: 'the SMTP server answers and takes the sign-in' };
  } catch (error) {
    return {
      part: 'mail',
      ok: false,
      says: `the SMTP server does not answer as it should (${(error as { code?: string }).code ?? 'no code'}): check SMTP_URL`,
    };
  } finally {
    transport.close();
  }
}

function checkAddress(config: Config): Finding {
  const { PUBLIC_URL, HOST } = config.env;
  const isPublic = HOST !== '127.0.0.1' && HOST !== 'localhost';
  const ok = Boolean(PUBLIC_URL) || !isPublic;
  return {
    part: 'address',
    ok,
    says: ok ? `links begin with ${config.publicUrl}` : 'PUBLIC_URL is not set: links in mails would lead to localhost',
  };
}
