import { Body, Controller, HttpCode, Logger, Param, Post, Req, UnauthorizedException } from '@nestjs/common';
import type { RawBodyRequest } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../platform/auth/public.js';
import { AtEdge, MEGABYTE } from '../../platform/http/edge.decorator.js';
import { OutsideIssuesService } from './outside-issues.service.js';
import { isFromTracker, issueNews } from './tracker-events.js';
import { TrackersService } from './trackers.service.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Checked in place of the secret of a tracker that does not exist, so that the answer takes as long. */
const NOBODYS_SECRET = 'nobody has this secret, it is never used';
/** Payloads of GitHub hold whole repositories and users. */
const EVENT_JSON = { keys: 5000, items: 2000 };

/** Where GitHub and GitLab tell what became of issues. The signature is the credential. */
@ApiTags('Trackers')
@Controller('v1/tracker-events')
export class TrackerEventsController {
  private readonly logger = new Logger(TrackerEventsController.name);

  constructor(
    private readonly trackers: TrackersService,
    private readonly issues: OutsideIssuesService,
  ) {}

  @Public()
  @AtEdge({ rawBody: true, bodyLimit: MEGABYTE, json: EVENT_JSON, rate: 'ingest', tokenRoute: true })
  @Post(':tracker')
  @HttpCode(202)
  async receive(
    @Param('tracker') id: string,
    @Req() request: RawBodyRequest<FastifyRequest>,
    @Body() body: unknown,
  ): Promise<{ accepted: true; moved: number }> {
    const tracker = UUID.test(id) ? await this.trackers.find(id) : null;
    const secret = tracker ? this.trackers.secretOf(tracker) : NOBODYS_SECRET;
    const raw = request.rawBody ?? Buffer.alloc(0);
    const isGenuine = isFromTracker(tracker?.kind ?? 'github', request.headers, raw, secret);
    if (!tracker || !isGenuine) {
      this.logger.warn({ event: 'tracker-event.refused', tracker: tracker?.id ?? null });
      const message = 'The delivery is not signed as it should be.';
      throw new UnauthorizedException({ code: 'tracker-event.not-signed', message });
    }
    const news = issueNews(tracker.kind, body);
    return { accepted: true, moved: news ? await this.issues.follow(news, new Date()) : 0 };
  }
}
