import { Body, Controller, Get, Header, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { actorOf } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { HtmlPage } from '../../platform/pages/page.decorator.js';
import { Pages } from '../../platform/pages/pages.js';
import { ActionsService } from '../actions/actions.service.js';
import { NoticeForm } from './notice.schema.js';
import { ticketsCsv, ticketsOfNotice } from './notice-tickets.js';
import { addressesOf, NoticesService } from './notices.service.js';
import { OfTeam } from '../teams/of-team.js';

const Id = z.uuid();

/** The page on which a person reads text and list before customers are told. */
@ApiExcludeController()
@Controller('actions/:id/notice')
export class NoticePagesController {
  constructor(
    private readonly notices: NoticesService,
    private readonly actions: ActionsService,
    private readonly db: DataSource,
    private readonly pages: Pages,
  ) {}

  @Post()
  @OfTeam('action')
  @RequireScope('write')
  @AtEdge({ form: true })
  async draft(
    @Param('id', { schema: Id }) id: string,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.notices.draft(id, { actor: actorOf(caller), now: new Date() });
    void reply.redirect(`/actions/${id}/notice`, 303);
  }

  @Get()
  @OfTeam('action')
  @RequireScope('write')
  @HtmlPage()
  async show(@Param('id', { schema: Id }) id: string, @Req() request: FastifyRequest): Promise<string> {
    const notice = await this.notices.get(id);
    const rows = await this.notices.recipients(notice.id);
    const people = await addressesOf(
      this.db.manager,
      rows.map(({ customerId }) => customerId),
    );
    const listed = rows.map((row) => {
      const { name, email } = people.get(row.customerId) ?? { name: null, email: null };
      const isChoosable = row.leftOut === null || row.leftOut === 'left out by hand';
      return {
        ...row,
        name: name ?? 'without a name',
        email: shortAddress(email),
        isTold: row.leftOut === null,
        isChoosable,
      };
    });
    return this.pages.render(request, 'digest/notices/notice-page', {
      title: 'Tell customers',
      action: await this.actions.get(id),
      notice,
      isDraft: notice.state === 'draft',
      told: listed.filter(({ isTold }) => isTold).length,
      choosable: listed.filter(({ isChoosable }) => isChoosable),
      others: listed.filter(({ isChoosable }) => !isChoosable),
    });
  }

  /** Saves the draft, or approves it as it stands in the form. */
  @Post('text')
  @OfTeam('action')
  @RequireScope('surveys:send')
  @AtEdge({ form: true })
  async save(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: NoticeForm }) { act, told, ...columns }: NoticeForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { id: noticeId } = await this.notices.get(id);
    const all = (await this.notices.recipients(noticeId)).map(({ customerId }) => customerId);
    await this.notices.change(id, { ...columns, leftOut: all.filter((customer) => !told.includes(customer)) });
    if (act === 'send') await this.notices.approve(id, { actor: actorOf(caller), now: new Date() });
    void reply.redirect(`/actions/${id}/notice`, 303);
  }

  /** For the help desk: the last ticket of each customer, with the note to paste. */
  @Get('tickets.csv')
  @OfTeam('action')
  @RequireScope('export')
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="tickets.csv"')
  async tickets(@Param('id', { schema: Id }) id: string): Promise<string> {
    const { id: noticeId } = await this.notices.get(id);
    return ticketsCsv(await ticketsOfNotice(this.db.manager, noticeId));
  }
}

/** `a…@example.com`: enough to recognise somebody. */
function shortAddress(email: string | null): string {
  return email ? email.replace(/^(.).*(@.*)$/, '$1…$2') : 'no address';
}
