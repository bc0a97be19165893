import { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { OutgoingMail } from './outgoing-mail.entity.js';
import { DeliveryError, type MailTransport } from './transport.js';

const SECOND = 1000;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);
interface Delivery {
  message: Buffer;
  wasHandedOver: boolean;
}

/** SMTP over kept-open connections. TLS is required except to this machine itself. */
export class SmtpTransport implements MailTransport {
  readonly isRepeatable = false;
  private readonly pool;

  constructor(
    url: string,
    /** The address that this mail comes back to when it cannot be delivered. */
    private readonly returnPath: (mail: OutgoingMail) => string,
  ) {
    const { hostname } = new URL(url);
    this.pool = createTransport({
      url,
      pool: true,
      maxConnections: 3,
      maxMessages: 100,
      // The pool would repeat a mail whose connection broke, also when it may have arrived. Repeating is the outbox's decision.
      maxRequeues: 0,
      connectionTimeout: 15 * SECOND,
      greetingTimeout: 15 * SECOND,
      socketTimeout: 60 * SECOND,
      requireTLS: !LOOPBACK.has(hostname),
      disableFileAccess: true,
      disableUrlAccess: true,
    } as Parameters<typeof createTransport>[0]);
    this.pool.use('stream', watchHandOver as never);
  }

  async deliver(mail: OutgoingMail, message: Buffer): Promise<void> {
    const delivery: Delivery = { message, wasHandedOver: false };
    const envelope = { from: this.returnPath(mail), to: [mail.toAddress] };
    try {
      await this.pool.sendMail({ envelope, raw: message, hearbackDelivery: delivery } as never);
    } catch (error) {
      throw new DeliveryError(error, delivery.wasHandedOver);
    }
  }

  async close(): Promise<void> {
    this.pool.close();
  }
}

/**
 * Replaces the stream that the connection reads after the server said "go ahead". It is read to its end just before the
 * final dot: from there on, silence means that the mail may have arrived.
 */
function watchHandOver(
  mail: { data: { hearbackDelivery?: Delivery }; message: { createReadStream: () => Readable } },
  done: () => void,
): void {
  const delivery = mail.data.hearbackDelivery;
  if (delivery) {
    mail.message.createReadStream = () => {
      const stream = Readable.from([delivery.message], { objectMode: false });
      stream.once('end', () => {
        delivery.wasHandedOver = true;
      });
      return stream;
    };
  }
  done();
}
