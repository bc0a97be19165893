import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Config } from '../../../platform/config.js';
import { Templates } from '../../../platform/templates.js';
import { Branding } from '../../asking/settings.js';
import { paletteOf } from '../../surveys/palette.js';
import { directionOf, pageTexts } from '../../surveys/texts.js';

type PageName = 'answer' | 'answered' | 'thanks' | 'message';

export interface PageLook {
  branding: Branding;
  isPreview?: boolean;
}

const FOLDER = 'surveys/answering/pages';
const PLAIN: PageLook = { branding: Branding.parse({}) };

/**
 * Renders what customers see. One document without any further request: style and script lie inside and are allowed by
 * their hashes alone; logos come from the operator's own address.
 */
@Injectable()
export class AnswerPages {
  private readonly scriptHash: string;
  private readonly styleHash: string;

  constructor(
    private readonly templates: Templates,
    private readonly config: Config,
  ) {
    this.scriptHash = hashOf(templates.render(`${FOLDER}/script`, {}));
    this.styleHash = hashOf(templates.render(`${FOLDER}/style`, {}));
  }

  /** The name by which customers know the operator. */
  get company(): string {
    return this.config.env.ORGANISATION;
  }

  /** Sends a page. `data.view` carries locale, direction and words. */
  send(
    reply: FastifyReply,
    status: number,
    page: PageName,
    data: { title: string; [name: string]: unknown },
    look: PageLook = PLAIN,
  ): void {
    const palette = paletteOf(look.branding.colour);
    const logo = look.branding.logoUrl;
    const shared = { company: this.company, palette, logo, isPreview: look.isPreview ?? false };
    const colours = hashOf(this.templates.render(`${FOLDER}/colours`, { palette }));
    const images = `'self' data:${logo ? ` ${new URL(logo).origin}` : ''}`;
    const policy = [
      `default-src 'none'`,
      `style-src '${this.styleHash}' '${colours}'`,
      `script-src '${this.scriptHash}'`,
      `img-src ${images}`,
      `form-action 'self'`,
      `base-uri 'none'`,
      `frame-ancestors ${look.isPreview ? `'self'` : `'none'`}`,
    ];
    void reply
      .status(status)
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', policy.join('; '))
      .header('referrer-policy', 'no-referrer')
      .header('x-frame-options', look.isPreview ? 'sameorigin' : 'deny')
      .send(this.templates.render(`${FOLDER}/${page}`, { ...shared, ...data }));
  }

  /** The page without a survey: expired, forged, unknown and closed links look exactly the same. */
  sendClosed(reply: FastifyReply, acceptLanguage: string | undefined): void {
    const { pages, locale } = pageTexts(acceptLanguage);
    this.sendMessage(reply, 404, { title: pages.closedTitle, body: pages.closedBody, locale, pages });
  }

  sendMessage(reply: FastifyReply, status: number, message: Message): void {
    const { title, body, locale, pages, button = null, action = null } = message;
    this.send(reply, status, 'message', {
      title,
      body,
      button,
      action,
      view: { locale, dir: directionOf(locale), pages },
    });
  }
}

export interface Message {
  title: string;
  body: string;
  locale: string;
  pages: object;
  button?: string | null;
  action?: string | null;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
