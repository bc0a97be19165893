import type { Readable } from 'node:stream';
import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actorOf, type Caller, CurrentCaller } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge, MEGABYTE } from '../../platform/http/edge.decorator.js';
import { type BounceCounts, BouncesService } from './bounces.service.js';

const BounceBody = z.strictObject({
  items: z
    .array(
      z.strictObject({
        kind: z.enum(['hard', 'soft', 'complaint']),
        recipient: z.string().trim().max(254).optional(),
        messageId: z.string().max(300).optional().describe('Message-ID of our mail.'),
        status: z
          .string()
          .regex(/^[245]\.\d{1,3}\.\d{1,3}$/)
          .optional(),
      }),
    )
    .min(1)
    .max(500),
});
type BounceBody = z.infer<typeof BounceBody>;

/** What mail servers and providers report back. */
@ApiTags('mail')
@RequireScope('ingest')
@Controller('v1/bounces')
export class BouncesController {
  constructor(private readonly bounces: BouncesService) {}

  /** Reports of a provider, in our words. Only addresses that we wrote to are taken. */
  @Post()
  @HttpCode(200)
  async take(
    @Body({ schema: BounceBody }) { items }: BounceBody,
    @CurrentCaller() caller: Caller,
  ): Promise<BounceCounts> {
    const reports = items.map(({ kind, recipient = null, messageId = null, status = null }) => ({
      kind,
      recipient,
      messageId,
      status,
    }));
    return this.bounces.take(reports, actorOf(caller), new Date());
  }

  /** A returned mail as it came (RFC 3464 or RFC 5965), as `application/octet-stream`: for a pipe behind the bounce mailbox. */
  @Post('message')
  @HttpCode(200)
  @AtEdge({ stream: true, bodyLimit: MEGABYTE })
  async takeMessage(@Req() request: FastifyRequest, @CurrentCaller() caller: Caller): Promise<BounceCounts> {
    const chunks: Buffer[] = [];
    for await (const chunk of request.body as Readable) chunks.push(chunk as Buffer);
    return this.bounces.takeMessage(Buffer.concat(chunks), actorOf(caller), new Date());
  }
}
