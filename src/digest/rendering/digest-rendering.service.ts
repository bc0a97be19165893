import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config.js';
import { Secrets } from '../../platform/secrets.js';
import { Templates } from '../../platform/templates.js';
import { readerToken } from '../delivery/reader-token.js';
import type { DigestDocument } from './document.js';
import type { ReaderLinks } from './mail-view.js';
import { renderDigestMail, type RenderedMail } from './render-digest.js';

const READER_PURPOSE = 'digest-reader';

/** Binds the pure rendering to this deployment: its address, its keys, its templates. */
@Injectable()
export class DigestRendering {
  constructor(
    private readonly config: Config,
    private readonly secrets: Secrets,
    private readonly templates: Templates,
  ) {}

  get readerKey(): Buffer {
    return this.secrets.key(READER_PURPOSE);
  }

  linksFor(digestId: string, recipientId: string): ReaderLinks {
    const root = this.config.publicUrl;
    const own = `${root}/d/${readerToken({ digestId, recipientId }, this.readerKey)}`;
    return {
      page: own,
      unsubscribe: `${own}/unsubscribe`,
      to: (path) => `${root}${path}`,
      answer: (itemKey, answer) => `${own}/answer?item=${encodeURIComponent(itemKey)}&answer=${answer}`,
    };
  }

  /** RFC 2369 and RFC 8058: mail programs show a button that stops these mails. */
  listHeaders({ unsubscribe }: ReaderLinks): Record<string, string> {
    return {
      'List-Id': `Hearback digest <digest.${new URL(this.config.publicUrl).hostname}>`,
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    };
  }

  mail(digest: { document: DigestDocument }, links: ReaderLinks): RenderedMail {
    return renderDigestMail(digest.document, links, this.templates);
  }
}
