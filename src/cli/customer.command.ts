import { writeFile } from 'node:fs/promises';
import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { RightsService } from '../ingest/rights/rights.service.js';
import { Subjects } from '../ingest/rights/subjects.js';
import type { Actor } from '../platform/audit/actor.js';
import { CommandError } from './command-error.js';
import { withService } from './with-service.js';

const COMMAND_LINE: Actor = { kind: 'system', id: null, name: 'command line' };

export function registerCustomer(program: Command): void {
  const customer = program
    .command('customer')
    .description('Rights of one customer: export or erase all that is known.');
  customer
    .command('export <who>')
    .description('Write everything about a customer as JSON. Who: an e-mail address, source:id, or the id of Hearback.')
    .option('--out <file>', 'write into this file instead of the console')
    .action((who: string, { out }: { out?: string }) => withService((app) => exportCustomer(app, who, out)));
  customer
    .command('erase <who>')
    .description('Forget a customer with everything derived, and print the receipt. Cannot be undone.')
    .requiredOption('--yes', 'I mean it')
    .action((who: string) => withService((app) => eraseCustomer(app, who)));
}

async function exportCustomer(app: INestApplicationContext, who: string, out: string | undefined): Promise<void> {
  const data = await app.get(RightsService, { strict: false }).export(await find(app, who), COMMAND_LINE, new Date());
  const text = `${JSON.stringify(data, null, 2)}\n`;
  if (out) await writeFile(out, text, { mode: 0o600 });
  else process.stdout.write(text);
}

async function eraseCustomer(app: INestApplicationContext, who: string): Promise<void> {
  const { id, erasedAt, counts } = await app
    .get(RightsService, { strict: false })
    .erase(await find(app, who), COMMAND_LINE, new Date());
  process.stdout.write(`Receipt ${id}, ${erasedAt.toISOString()}\n`);
  for (const [part, count] of Object.entries(counts)) process.stdout.write(`  ${part}: ${count}\n`);
}

async function find(app: INestApplicationContext, who: string): Promise<string> {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(who)) return who;
  const [source, ...id] = who.split(':');
  const by = who.includes('@') ? { email: who } : { source, externalId: id.join(':') };
  const [found] = await app.get(Subjects, { strict: false }).find(by);
  if (!found) throw new CommandError(`There is no customer ${who}.`);
  return found.id;
}
