import type { Readable } from 'node:stream';
import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actorOf, type Caller, CurrentCaller } from '../../auth/caller.js';
import { RequireScope } from '../../auth/public.js';
import { AtEdge, MEGABYTE } from '../../http/edge.decorator.js';
import { readReports } from './delivery-report.js';
import { MailReports, type ReportCounts } from './mail-reports.service.js';

const BounceBody = z.strictObject({
  items: z
    .array(
      z.strictObject({
        kind: z.enum(['hard', 'soft', 'complaint', 'delivered']).describe('soft: given up for this time.'),
        recipient: z.string().trim().max(254).optional(),
        messageId: z.string().max(300).optional().describe('Message-ID of our mail.'),
        status: z
          .string()
          .regex(/^[245]\.\d{1,3}\.\d{1,3}$/)
          .optional(),
        eventId: z.string().max(200).optional().describe('The same id is the same event.'),
      }),
    )
    .min(1)
    .max(500),
});
type BounceBody = z.infer<typeof BounceBody>;

/** What mail servers report back through a program of the operator. */
@ApiTags('mail')
@RequireScope('ingest')
@Controller('v1/bounces')
export class ReturnsController {
  constructor(private readonly reports: MailReports) {}

  /** Reports of a mail server, in our words. Only addresses that we wrote to are taken. */
  @Post()
  @HttpCode(200)
  async take(
    @Body({ schema: BounceBody }) { items }: BounceBody,
    @CurrentCaller() caller: Caller,
  ): Promise<ReportCounts> {
    const reports = items.map(({ kind, recipient = null, messageId = null, status = null, eventId = null }) => ({
      ...{ kind, recipient, messageId, status, eventId },
      sentTo: [],
    }));
    return this.reports.take(reports, { name: 'api', actor: actorOf(caller), mayNameRecipients: true }, new Date());
  }

  /** A returned mail as it came (RFC 3464 or RFC 5965), as `application/octet-stream`: for a pipe behind the bounce mailbox. */
  @Post('message')
  @HttpCode(200)
  @AtEdge({ stream: true, bodyLimit: MEGABYTE })
  async takeMessage(@Req() request: FastifyRequest, @CurrentCaller() caller: Caller): Promise<ReportCounts> {
    const chunks: Buffer[] = [];
    for await (const chunk of request.body as Readable) chunks.push(chunk as Buffer);
    const reports = await readReports(Buffer.concat(chunks));
    // The caller is trusted, the mail that it passes on is not.
    const reporter = { name: 'mailbox', actor: actorOf(caller), mayNameRecipients: false };
    return this.reports.take(reports, reporter, new Date());
  }
}
