import { isIP } from 'node:net';
import { ImapFlow } from 'imapflow';

export interface ImapAccount {
  host: string;
  /** Where to connect, when the name was looked up before; the certificate must still be that of the host. */
  address?: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS where the server offers it. */
  secure: boolean;
  user: string;
  password: string;
}

const TIMEOUT_MS = 60_000;
const GREETING_MS = 15_000;

/** Runs an action on a connection of its own, and closes it whatever happens. */
export async function withImap<T>(account: ImapAccount, action: (client: ImapFlow) => Promise<T>): Promise<T> {
  const { host, address = host, port, secure, user, password } = account;
  const auth = { user, pass: password };
  const times = { socketTimeout: TIMEOUT_MS, greetingTimeout: GREETING_MS };
  const serverName = isIP(host) === 0 ? { servername: host } : {};
  const client = new ImapFlow({ host: address, port, secure, auth, logger: false, ...times, ...serverName });
  // Without a listener a connection that breaks between two commands would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await action(client);
  } finally {
    await client.logout().catch(() => client.close());
  }
}

/** Reads `imaps://user:password@host:993/folder`; the folder is INBOX when absent. */
export function parseImapUrl(text: string): ImapAccount & { folder: string } {
  const { protocol, hostname, port, username, password, pathname } = new URL(text);
  const secure = protocol === 'imaps:';
  return {
    host: hostname,
    port: Number(port) || (secure ? 993 : 143),
    secure,
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    folder: decodeURIComponent(pathname.slice(1)) || 'INBOX',
  };
}
