import { SMTPServer } from 'smtp-server';

export interface Received {
  recipient: string;
  messageId: string;
  at: number;
}

/** A mail server on this machine that takes everything, keeps what it took, and needs a moment for each mail. */
export class SmtpSink {
  readonly received: Received[] = [];
  private server: SMTPServer | undefined;
  private port = 0;

  constructor(private readonly delayMs = 0) {}

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  get listensOn(): number {
    return this.port;
  }

  async start(port = 0): Promise<void> {
    this.server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      onData: (stream, session, done) => {
        let text = '';
        stream.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
        stream.on('end', () => {
          const messageId = /^Message-ID:\s*(\S+)/im.exec(text)?.[1] ?? '';
          // Taken before the answer leaves: what the sender does not hear of may still have arrived.
          for (const { address } of session.envelope.rcptTo)
            this.received.push({ recipient: address, messageId, at: Date.now() });
          setTimeout(done, this.delayMs * Math.random());
        });
      },
    });
    this.server.on('error', () => undefined);
    const server = this.server;
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
    this.port = (server.server.address() as { port: number }).port;
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
    this.server = undefined;
  }

  /** How many recipients got more than one mail. */
  get duplicates(): number {
    return this.received.length - new Set(this.received.map(({ recipient }) => recipient)).size;
  }
}
