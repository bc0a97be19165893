import { createRequire } from 'node:module';
import type { Server } from 'node:net';

/** A mail server in this process, for the tests that read mailboxes. */
export interface ImapServer {
  appendMessage(mailbox: string, flags: string[], date: Date | null, raw: string): void;
  listen(port: number, host: string, done: () => void): void;
  close(done: () => void): void;
  server: Server;
}

const hoodiecrow = createRequire(import.meta.url)('hoodiecrow-imap') as (options: object) => ImapServer;

/** Listens on a free port of this machine. */
export async function imapServer(options: object): Promise<{ imap: ImapServer; port: number }> {
  const imap = hoodiecrow(options);
  await new Promise<void>((resume) => imap.listen(0, '127.0.0.1', resume));
  return { imap, port: (imap.server.address() as { port: number }).port };
}
