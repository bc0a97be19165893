import type { Command } from 'commander';
import { ApiKeysService } from '../platform/auth/api-keys.service.js';
import { type Scope, SCOPES } from '../platform/auth/scopes.js';
import { CommandError } from './command-error.js';
import { withService } from './with-service.js';

/** Whoever can run commands on this machine can read the database: the command line may give every right. */
const OPERATOR = {
  kind: 'key' as const,
  id: 'command-line',
  name: 'command line',
  scopes: ['admin' as const],
  teamIds: [],
};

export function registerKey(program: Command): void {
  const key = program.command('key').description('API keys.');
  key
    .command('create')
    .description('Make an API key and print it once.')
    .requiredOption('--name <name>', 'who or what uses it')
    .requiredOption('--scope <scopes>', `comma-separated: ${SCOPES.join(', ')}`)
    .option('--days <number>', 'days until it expires; never when absent')
    .action(async ({ name, scope, days }: { name: string; scope: string; days?: string }) => {
      const scopes = scope.split(',').map((part) => scopeOf(part.trim()));
      const now = new Date();
      const expiresAt = days ? new Date(now.getTime() + Number(days) * 86_400_000) : null;
      if (expiresAt && Number.isNaN(expiresAt.getTime())) throw new CommandError('--days wants a number.');
      await withService(async (app) => {
        const issued = await app
          .get(ApiKeysService, { strict: false })
          .issue({ name, scopes, teamIds: [], expiresAt }, OPERATOR, now);
        process.stdout.write(`${issued.key}\n`);
      });
    });
}

function scopeOf(name: string): Scope {
  const scope = SCOPES.find((candidate) => candidate === name);
  if (!scope) throw new CommandError(`There is no scope "${name}". There are: ${SCOPES.join(', ')}.`);
  return scope;
}
