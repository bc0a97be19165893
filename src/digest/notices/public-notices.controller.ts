import { Controller, Get, HttpCode, NotFoundException, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { Public } from '../../platform/auth/public.js';
import { Config } from '../../platform/config.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { HtmlPage } from '../../platform/pages/page.decorator.js';
import { Pages } from '../../platform/pages/pages.js';
import { NoticeMailer, paragraphsOf } from './notice-mailer.js';
import { NoticesService } from './notices.service.js';

const MOST_SHOWN = 50;
/** Fewer are not told as a number: somebody might recognise a colleague. */
const LEAST_TOLD = 5;

interface PublicNotice {
  subject: string;
  body: string;
  shippedAt: Date;
  customers: number;
}

/** What customers reach: the link in a notice, and the page of all that was done. */
@ApiExcludeController()
@Public()
@Controller()
export class PublicNoticesController {
  constructor(
    private readonly notices: NoticesService,
    private readonly mailer: NoticeMailer,
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly pages: Pages,
  ) {}

  @Get('updates')
  @HtmlPage()
  async updates(): Promise<string> {
    if (!this.config.env.PUBLIC_UPDATES) throw new NotFoundException();
    const rows = await this.db.query<PublicNotice[]>(
      `SELECT n.subject, n.body, a.shipped_at AS "shippedAt",
         (SELECT count(*)::int FROM customer_notice_recipient r WHERE r.notice_id = n.id) AS customers
       FROM customer_notice n JOIN action a ON a.id = n.action_id AND a.status = 'shipped'
       WHERE n.state = 'approved' AND n.is_public ORDER BY a.shipped_at DESC, n.id LIMIT $1`,
      [MOST_SHOWN],
    );
    const month = new Intl.DateTimeFormat('en-GB', {
      month: 'long',
      year: 'numeric',
      timeZone: this.config.env.TIME_ZONE,
    });
    const updates = rows.map(({ subject, body, shippedAt, customers }) => ({
      subject,
      paragraphs: paragraphsOf(body),
      month: month.format(shippedAt),
      customers: customers >= LEAST_TOLD ? customers : null,
    }));
    const title = 'What you told us, what we did';
    return this.pages.renderBare('digest/notices/updates-page', {
      title,
      organisation: this.config.env.ORGANISATION,
      updates,
    });
  }

  @Get('n/:token')
  @AtEdge({ tokenRoute: true })
  @HtmlPage()
  ask(@Param('token') token: string): string {
    const form = { action: `/n/${token}`, label: 'Send me no such mails' };
    const message = `${this.config.env.ORGANISATION} will not write to you any more about what became of your messages.`;
    return this.pages.renderBare('digest/reading/message-page', { title: 'No such mails?', message, form });
  }

  /** Also the target of RFC 8058 one-click requests. An unknown link gets the same answer as a known one. */
  @Post('n/:token')
  @AtEdge({ tokenRoute: true, form: true, multipart: true })
  @HttpCode(200)
  @HtmlPage()
  async stop(@Param('token') token: string): Promise<string> {
    const customer = this.mailer.customerOf(token);
    if (customer) await this.notices.stop(customer, new Date());
    const message = 'You will get no more of these mails.';
    return this.pages.renderBare('digest/reading/message-page', { title: 'Done', message, form: null });
  }
}
