import { Injectable } from '@nestjs/common';
import { renderSVG } from 'uqr';
import { Config } from '../../platform/config.js';
import { textsOf } from './content.js';
import { optionsOf } from './question.js';
import type { SurveyWithContent } from './surveys.service.js';

/** The ways to a survey beside our own mails. */
@Injectable()
export class SurveyLinks {
  constructor(private readonly config: Config) {}

  of({ publicKey, content }: Pick<SurveyWithContent, 'publicKey' | 'content'>) {
    const page = `${this.config.publicUrl}/f/${publicKey}`;
    const options = optionsOf(content.question).map(({ id }) => ({ option: id, url: `${page}/${id}` }));
    return { page, options, qrCode: `${page}/qr.svg`, widget: this.widgetSnippet(publicKey) };
  }

  /** For the help desk's own mail template; `{{ticket.id}}` is to be replaced by its placeholder. */
  templateHtml({ publicKey, content }: Pick<SurveyWithContent, 'publicKey' | 'content'>, placeholder: string): string {
    const { labels } = textsOf(content, content.defaultLocale);
    const links = this.of({ publicKey, content }).options.map(
      ({ option, url }) => `<a href="${url}?ticket=${placeholder}">${escaped(labels[option] ?? option)}</a>`,
    );
    return links.join(' ·\n');
  }

  /** Where the links of a test mail lead. */
  previewUrl(surveyId: string): string {
    return `${this.config.publicUrl}/surveys/${surveyId}/preview`;
  }

  qrCode(publicKey: string): string {
    return renderSVG(`${this.config.publicUrl}/f/${publicKey}`, { border: 2, ecc: 'M' });
  }

  private widgetSnippet(publicKey: string): string {
    return `<script src="${this.config.publicUrl}/widget.js" data-survey="${publicKey}" async></script>`;
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
