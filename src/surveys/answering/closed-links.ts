import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiter } from '../../platform/http/rate-limiter.js';
import { AnswerPages } from './pages/answer-pages.js';

/** The same page, status and time for every link that opens nothing; guessing is slowed down per network. */
@Injectable()
export class ClosedLinks {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly pages: AnswerPages,
  ) {}

  async refuse(request: FastifyRequest, reply: FastifyReply, now: Date): Promise<void> {
    await this.limiter.take('unknown-token', this.limiter.addressKey(request.ip, now), now);
    this.pages.sendClosed(reply, request.headers['accept-language']);
  }
}
