import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutgoingMail } from './outgoing-mail.entity.js';
import { DeliveryError, type MailTransport } from './transport.js';

/** Writes each mail as an `.eml` file, and its HTML beside it for a quick look. */
export class FolderTransport implements MailTransport {
  readonly isRepeatable = true;

  constructor(private readonly folder: string) {}

  async deliver(mail: OutgoingMail, message: Buffer): Promise<void> {
    const name = fileName(mail);
    try {
      await mkdir(this.folder, { recursive: true });
      await this.replace(`${name}.eml`, message);
      await this.replace(`${name}.html`, withImages(mail));
    } catch (error) {
      throw new DeliveryError(error, false);
    }
  }

  async close(): Promise<void> {}

  /** A reader never sees half a file. */
  private async replace(name: string, content: Buffer | string): Promise<void> {
    const draft = join(this.folder, `.${name}.tmp`);
    await writeFile(draft, content, { mode: 0o600 });
    await rename(draft, join(this.folder, name));
  }
}

/** Sorts by time and is the same at every repetition. */
export function fileName(mail: Pick<OutgoingMail, 'id' | 'kind' | 'createdAt'>): string {
  const time = mail.createdAt.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `${time}-${mail.kind.replace(/[^\w-]/g, '_')}-${mail.id.slice(0, 8)}`;
}

/** The HTML with its images as data addresses, so that it shows outside a mail program. */
export function withImages(mail: Pick<OutgoingMail, 'html' | 'images'>): string {
  return mail.images.reduce(
    (html, { cid, contentType, base64 }) => html.replaceAll(`cid:${cid}`, `data:${contentType};base64,${base64}`),
    mail.html,
  );
}
