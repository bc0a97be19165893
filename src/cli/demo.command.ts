import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { closingSunday, isoDay } from '../../samples/calendar.js';
import { generateCompany } from '../../samples/generate-company.js';
import { writeCompany } from '../../samples/write-company.js';
import { ArticleImport } from '../ingest/articles/article-import.js';
import { ImportsService } from '../ingest/imports/imports.service.js';
import { boot, type Service } from '../main.js';
import { type Config, loadConfig } from '../platform/config.js';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { furnishCompany } from './demo-company.js';
import { mineWithProgress } from './mining-progress.js';
import { startProgress } from './progress.js';
import { offerFirstSignIn, untilStopped } from './serve.command.js';

const SEED = 1;
const DAY_MS = 86_400_000;

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'Show Hearback with a sample company: twelve weeks of tickets, their themes, and the digests of last week.',
    )
    .option('--once', 'exit after printing where to look')
    .action(({ once }: { once?: boolean }) => runDemo(Boolean(once)));
}

/** Every step can be repeated: a demo that was killed goes on where it stopped. */
async function runDemo(once: boolean): Promise<void> {
  const now = new Date();
  const sunday = closingSunday(new Date(now.getTime() - DAY_MS));
  const folder = resolve(process.env['DATA_DIR'] ?? 'data', `demo-${isoDay(sunday)}`);
  mkdirSync(folder, { recursive: true });
  say(`The sample company Marlowick, twelve weeks until Sunday ${isoDay(sunday)}. Everything lies in ${folder}.`);
  const telling = await boot(configFor(folder, 'web'));
  try {
    await tellTheStory(telling, folder, sunday, now);
  } finally {
    await telling.close();
  }
  if (!once) await serveDemo(configFor(folder, 'all'));
}

function configFor(folder: string, role: string): Config {
  const own = { ROLE: role, DATA_DIR: folder, OUTBOX_DIR: join(folder, 'outbox') };
  return loadConfig({ LOG_LEVEL: 'warn', ORGANISATION: 'Marlowick', ...process.env, ...own });
}

async function tellTheStory({ app }: Service, folder: string, sunday: Date, now: Date): Promise<void> {
  const company = generateCompany({ seed: SEED, endsOn: sunday });
  const sample = join(folder, 'sample');
  if (!existsSync(join(sample, 'actions.json'))) writeCompany(sample, company);
  await importTickets(
    app.get(ImportsService, { strict: false }),
    join(sample, 'tickets.jsonl'),
    company.tickets.length,
    now,
  );
  const articles = await app.get(ArticleImport, { strict: false }).importPath(join(sample, 'articles'), 'sample', now);
  say(`Help articles: ${articles.recorded.inserted + articles.recorded.unchanged}`);
  await mineWithProgress(app, now);
  await furnishCompany(app, company.actions, now);
  const counts = await app.get(JobsService).drain(now, ['digest.effects', 'digest.build', 'mail.send']);
  say(`Digests built: ${counts['digest.build']?.['built'] ?? 0}`);
  sayWhereToLook(join(folder, 'outbox'));
}

async function importTickets(imports: ImportsService, path: string, total: number, now: Date): Promise<void> {
  const progress = startProgress('Importing tickets', total, 'tickets');
  const batch = await imports.importTickets({
    path,
    source: 'sample',
    now,
    onProgress: ({ imported, unchanged }) => progress.to(imported + unchanged),
  });
  progress.stop();
  say(`Tickets: ${batch.imported + batch.unchanged} (${batch.refused} lines refused)`);
}

function sayWhereToLook(outbox: string): void {
  const files = existsSync(outbox) ? readdirSync(outbox).sort() : [];
  say('The digests, as mails and as pages of their own:');
  for (const file of files) say(`  ${join(outbox, file)}`);
}

async function serveDemo(config: Config): Promise<void> {
  const service = await boot(config);
  await service.app.listen(config.env.PORT, config.env.HOST);
  say(`Pages and API: ${config.publicUrl}  (Ctrl-C stops)`);
  await offerFirstSignIn(service);
  await untilStopped(service);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
