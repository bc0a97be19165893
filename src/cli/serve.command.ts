import type { Command } from 'commander';
import { boot, type Service } from '../main.js';
import { loadConfig } from '../platform/config.js';

export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('Run the service: pages, API and jobs.')
    .action(async () => {
      const config = loadConfig();
      const service = await boot(config);
      if (config.servesWeb) await service.app.listen(config.env.PORT, config.env.HOST);
      process.stdout.write(`Hearback runs on ${config.publicUrl}\n`);
      await untilStopped(service);
    });
}

/** Waits for Ctrl-C or SIGTERM, then stops in order. A second signal ends the process at once. */
export async function untilStopped(service: Service): Promise<void> {
  await new Promise<void>((resume) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(130));
        resume();
      });
    }
  });
  await service.close();
}
