#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { ConfigError } from '../platform/config.js';
import { CommandError } from './command-error.js';
import { registerCustomer } from './customer.command.js';
import { registerImport } from './import.command.js';
import { registerMigrate } from './migrate.command.js';
import { registerDemo } from './demo.command.js';
import { registerDoctor } from './doctor.command.js';
import { registerKey } from './key.command.js';
import { registerAudit } from './audit.command.js';
import { registerClean } from './clean.command.js';
import { registerModel } from './model.command.js';
import { registerMine } from './mine.command.js';
import { registerBacktest } from './backtest.command.js';
import { registerCoverage } from './coverage.command.js';
import { registerSentiment } from './sentiment.command.js';
import { registerServe } from './serve.command.js';

const program = new Command('hearback')
  .description('Listens to customers, finds what they struggle with, tells the teams who can fix it.')
  .showHelpAfterError()
  .exitOverride();

registerServe(program);
registerMigrate(program);
registerImport(program);
registerCustomer(program);
registerAudit(program);
registerClean(program);
registerKey(program);
registerDoctor(program);
registerDemo(program);
registerMine(program);
registerModel(program);
registerSentiment(program);
registerCoverage(program);
registerBacktest(program);

/** What went wrong for a person: one sentence, and exit code 2 when the input or the configuration is at fault. */
function report(error: unknown): number {
  const { code, exitCode } = error as { code?: string; exitCode?: number };
  if (code?.startsWith('commander.')) return exitCode === 0 ? 0 : 2;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`hearback: ${message}\n`);
  if (error instanceof CommandError) return error.exitCode;
  return error instanceof ConfigError ? 2 : 1;
}

if (existsSync('.env')) process.loadEnvFile('.env');
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}
