import type { OutgoingMail } from './outgoing-mail.entity.js';

/** A way out for mails: SMTP, or a folder. */
export interface MailTransport {
  /** Whether a repeated delivery is the same as one: true for a folder, where the file is written again. */
  isRepeatable: boolean;
  /** Delivers to exactly one recipient. Throws DeliveryError. */
  deliver(mail: OutgoingMail, message: Buffer): Promise<void>;
  close(): Promise<void>;
}

export class DeliveryError extends Error {
  constructor(
    override readonly cause: unknown,
    /** The whole message had been written before it failed. */
    readonly wasHandedOver: boolean,
  ) {
    super('The mail was not delivered');
  }
}
