import { createServer, type Server, type Socket } from 'node:net';

/** What a mail server does when it is unwell. */
export const FAULTS = [
  'refuse',
  'reset',
  'busy-greeting',
  'garbage',
  'slow-close',
  'drop-after-dot',
  'blackhole',
  'one-byte',
] as const;
export type Fault = (typeof FAULTS)[number];
/** These hold a connection until the sender's own patience ends. */
export const SLOW_FAULTS: readonly Fault[] = ['blackhole', 'one-byte'];

const MOST_SWALLOWED = 10;

/** A port that answers with one fault. `refuse` is a port where nobody listens. */
export class FaultyServer {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  /** Recipients of mails that were taken whole before the connection broke. */
  readonly swallowed: string[] = [];

  constructor(private readonly port: number) {}

  async start(fault: Fault): Promise<void> {
    if (fault === 'refuse') return;
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
      this.behave(socket, fault);
    });
    const { server } = this;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', () => resolve()));
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    const { server } = this;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
    this.server = undefined;
  }

  private behave(socket: Socket, fault: Fault): void {
    if (fault === 'reset') socket.resetAndDestroy();
    else if (fault === 'busy-greeting') socket.end('421 4.3.2 come back later\r\n');
    else if (fault === 'garbage') socket.end(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0xff, 0xfe]));
    else if (fault === 'slow-close') setTimeout(() => socket.end(), 300);
    else if (fault === 'one-byte') this.trickle(socket);
    else if (fault === 'drop-after-dot') this.dropAfterDot(socket);
  }

  private trickle(socket: Socket): void {
    const text = '220 mail.example ESMTP at its own pace\r\n';
    let at = 0;
    const timer = setInterval(() => (at < text.length ? socket.write(text[at++]!) : clearInterval(timer)), 1000);
    socket.on('close', () => clearInterval(timer));
  }

  /** Takes a mail to its final dot and hangs up instead of answering; after some of them it only resets. */
  private dropAfterDot(socket: Socket): void {
    if (this.swallowed.length >= MOST_SWALLOWED) return void socket.resetAndDestroy();
    let recipient = '';
    let isData = false;
    socket.write('220 mail.example ESMTP\r\n');
    socket.on('data', (chunk) => {
      const text = chunk.toString('latin1');
      if (isData) {
        if (!text.endsWith('\r\n.\r\n')) return;
        this.swallowed.push(recipient);
        return void socket.destroy();
      }
      recipient = /^RCPT TO:<([^>]*)>/im.exec(text)?.[1] ?? recipient;
      isData = /^DATA/im.test(text);
      socket.write(isData ? '354 go ahead\r\n' : '250 ok\r\n');
    });
  }
}
