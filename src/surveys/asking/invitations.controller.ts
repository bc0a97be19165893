import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Id } from '../../platform/auth/auth.schema.js';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge, MEGABYTE } from '../../platform/http/edge.decorator.js';
import { Pager } from '../../platform/http/page.js';
import { SurveysService } from '../surveys/surveys.service.js';
import { InviteBody, ListDecisions } from './asking.schema.js';
import { DecisionsService } from './decisions.service.js';
import { InvitePeople } from './invite-people.service.js';

@ApiTags('surveys')
@Controller('v1')
export class InvitationsController {
  constructor(
    private readonly surveys: SurveysService,
    private readonly people: InvitePeople,
    private readonly decisions: DecisionsService,
    private readonly pager: Pager,
  ) {}

  /** Asks up to 500 people. Each gets send, or the reason why not; the same event is never asked twice. */
  @Post('surveys/:id/invitations')
  @HttpCode(200)
  @RequireScope('surveys:send')
  @AtEdge({ bodyLimit: MEGABYTE })
  async invite(@Param('id', { schema: Id }) id: string, @Body({ schema: InviteBody }) body: InviteBody) {
    const survey = await this.surveys.get(id);
    return { items: await this.people.invite(survey, body, new Date()) };
  }

  /** The ledger: everybody who might have been asked, with send or the reason why not. Newest first. */
  @Get('send-decisions')
  @RequireScope('read')
  async list(@Query({ schema: ListDecisions }) { limit, cursor, ...filter }: ListDecisions) {
    const scope = ['send-decisions', filter];
    const rows = await this.decisions.list(filter, limit + 1, this.pager.after(cursor, scope));
    return this.pager.page(rows, limit, scope, (row) => [row.decidedAt.toISOString(), row.id]);
  }

  /** How many candidates of a survey were asked, skipped and withdrawn, by reason. */
  @Get('surveys/:id/send-decisions/summary')
  @RequireScope('read')
  async summary(@Param('id', { schema: Id }) id: string) {
    await this.surveys.get(id);
    return { items: await this.decisions.summary(id) };
  }
}
