import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Config } from '../../../platform/config.js';
import { Templates } from '../../../platform/templates.js';
import { Branding } from '../../asking/settings.js';
import { paletteOf } from '../../surveys/palette.js';
import { directionOf, pageTexts } from '../../surveys/texts.js';
import { AlikePages } from './alike-pages.js';

type PageName = 'answer' | 'answered' | 'thanks' | 'message';

export interface PageLook {
  branding: Branding;
  isPreview?: boolean;
}

/** `view` carries locale, direction and words. */
export interface PageData {
  title: string;
  [name: string]: unknown;
}

const MOST_POLICIES = 200;
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
  private readonly policies = new Map<string, string>();
  private readonly alike = new AlikePages();

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

  send(reply: FastifyReply, status: number, page: PageName, data: PageData, look: PageLook = PLAIN): void {
    this.sendHtml(reply, status, this.render(page, data, look), look);
  }

  /** Sends a page that many visitors get alike but for `fields`; `key` names everything else that is on it. */
  sendAlike<Fields extends Record<string, string>>(
    reply: FastifyReply,
    page: { name: PageName; key: string; fields: Fields; data: (fields: Fields) => PageData },
    look: PageLook,
  ): void {
    const { colour, logoUrl } = look.branding;
    const key = JSON.stringify([page.name, colour, logoUrl, page.key]);
    const html = this.alike.fill(key, page.fields, (fields) => this.render(page.name, page.data(fields), look));
    this.sendHtml(reply, 200, html, look);
  }

  private render(page: PageName, data: PageData, { branding, isPreview = false }: PageLook): string {
    const shared = { company: this.company, palette: paletteOf(branding.colour), logo: branding.logoUrl, isPreview };
    return this.templates.render(`${FOLDER}/${page}`, { ...shared, ...data });
  }

  private sendHtml(reply: FastifyReply, status: number, html: string, look: PageLook): void {
    void reply
      .status(status)
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', this.policyFor(look))
      .header('referrer-policy', 'no-referrer')
      .header('x-frame-options', look.isPreview ? 'sameorigin' : 'deny')
      .send(html);
  }

  private policyFor({ branding, isPreview }: PageLook): string {
    const key = `${branding.colour} ${branding.logoUrl} ${isPreview}`;
    const known = this.policies.get(key);
    if (known) return known;
    const { logoUrl: logo } = branding;
    const colours = hashOf(this.templates.render(`${FOLDER}/colours`, { palette: paletteOf(branding.colour) }));
    const policy = [
      `default-src 'none'`,
      `style-src '${this.styleHash}' '${colours}'`,
      `script-src '${this.scriptHash}'`,
      `img-src 'self' data:${logo ? ` ${new URL(logo).origin}` : ''}`,
      `form-action 'self'`,
      `base-uri 'none'`,
      `frame-ancestors ${isPreview ? `'self'` : `'none'`}`,
    ].join('; ');
    if (this.policies.size >= MOST_POLICIES) this.policies.clear();
    this.policies.set(key, policy);
    return policy;
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
