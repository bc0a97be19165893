import type { Command } from 'commander';
import { boot, type Service } from '../main.js';
import { SignInService } from '../platform/auth/sign-in.service.js';
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
      await offerFirstSignIn(service);
      await untilStopped(service);
    });
}

/** Until there is a member, every start offers a link on the terminal, and only there. */
export async function offerFirstSignIn(service: Service): Promise<void> {
  const link = await service.app.get(SignInService, { strict: false }).firstAdminLink(new Date());
  if (link)
    process.stdout.write(
      `Nobody has signed in yet. Become the admin with this link, once, within a week:\n  ${link}\n`,
    );
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
