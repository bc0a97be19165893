import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { RequireScope } from '../../platform/auth/public.js';
import { PageQuery, Pager } from '../../platform/http/page.js';
import { responseView } from '../following/survey-events.js';
import { AskedEvidence } from './asked-evidence.service.js';
import { periodOf } from './score-filter.js';

const time = z.iso.datetime({ offset: true });
const value = z.string().min(1).max(300).optional();
const Shared = {
  ...PageQuery,
  from: time.optional().describe('First moment; 90 days before the end when absent.'),
  to: time.optional().describe('End of the period, which does not belong to it; now when absent.'),
  product: value,
  channel: value,
  plan: value,
  stage: value,
  team: value,
  language: value,
  tag: value,
};
const AnswersQuery = z.object({
  ...Shared,
  kind: z.enum(['csat', 'ces', 'nps']).describe('What was asked. Thumbs are csat.'),
});
type AnswersQuery = z.infer<typeof AnswersQuery>;
const MailsQuery = z.object(Shared);
type MailsQuery = z.infer<typeof MailsQuery>;

/** What figures over all surveys rest on. */
@ApiTags('surveys')
@RequireScope('read')
@Controller('v1')
export class AskedEvidenceController {
  constructor(
    private readonly evidence: AskedEvidence,
    private readonly pager: Pager,
  ) {}

  /** The answers that count, of all surveys of a kind, newest first. */
  @Get('survey-answers')
  async answers(@Query({ schema: AnswersQuery }) { limit, cursor, kind, from, to, ...filter }: AnswersQuery) {
    const scope = ['survey-answers', kind, from, to, filter];
    const asked = { period: periodOf({ from, to }, new Date()), filter };
    const order = { limit: limit + 1, after: this.pager.after(cursor, scope) };
    const rows = await this.evidence.answers(kind, asked, order);
    const page = this.pager.page(rows, limit, scope, (row) => [row.answeredAt.toISOString(), row.id]);
    return { ...page, items: page.items.map(responseView) };
  }

  /** The survey mails that arrived, and whether each was answered, newest first: what the response rate is a share of. */
  @Get('survey-mails')
  async mails(@Query({ schema: MailsQuery }) { limit, cursor, from, to, ...filter }: MailsQuery) {
    const scope = ['survey-mails', from, to, filter];
    const asked = { period: periodOf({ from, to }, new Date()), filter };
    const order = { limit: limit + 1, after: this.pager.after(cursor, scope) };
    const rows = await this.evidence.mails(asked, order);
    return this.pager.page(rows, limit, scope, (row) => [row.sentAt.toISOString(), row.id]);
  }
}
