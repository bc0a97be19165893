import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { type Caller, CurrentCaller } from '../../../platform/auth/caller.js';
import { ForTeams, RequireScope } from '../../../platform/auth/public.js';
import { TeamThemes } from '../../../platform/teams/team-themes.js';
import { FieldSelection } from '../../../platform/http/field-selection.js';
import { type Page, Pager } from '../../../platform/http/page.js';
import { dimensionsOf, periodOf } from '../../filters/filter.schema.js';
import { rootsOf } from '../../filters/theme-roots.js';
import { type Message, MessageList } from './message-list.service.js';
import { MessagesQuery } from './messages.schema.js';

@ApiTags('messages')
@RequireScope('read')
@UseInterceptors(FieldSelection)
@Controller('v1/messages')
export class MessagesController {
  constructor(
    private readonly db: DataSource,
    private readonly messages: MessageList,
    private readonly teams: TeamThemes,
    private readonly pager: Pager,
  ) {}

  /**
   * What customers wrote, masked, newest first: the messages behind every count of contacts. A contact is a ticket, so several
   * messages of one `ticketId` count once. Under filters by theme, a message is shown when any of its themes fits.
   */
  @Get()
  @ForTeams('own')
  async list(
    @Query({ schema: MessagesQuery }) query: MessagesQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Page<Message>> {
    const { limit, cursor, fields: _, area, ticket, sentiment, themed, theme, ...rest } = query;
    const scope = ['messages', { area, ticket, sentiment, themed, theme, ...rest }, caller.teamIds];
    const { team: __, ...plain } = dimensionsOf(rest);
    const order = {
      period: periodOf(rest, new Date()),
      filter: { ...plain, ...(await this.themesOf(theme, caller)) },
      area,
      ticket,
      sentiment,
      themed: themed === undefined ? undefined : themed === 'true',
    };
    const page = { limit: limit + 1, after: this.pager.after(cursor, scope) };
    const rows = await this.messages.page(order, page);
    return this.pager.page(rows, limit, scope, (row) => [row.occurredAt.toISOString(), row.id]);
  }

  /** The theme asked for, and for callers of single teams none but theirs. */
  private async themesOf(theme: string | undefined, caller: Caller): Promise<{ themeIds?: string[] }> {
    const own = await this.teams.of(caller);
    if (!theme) return own ? { themeIds: own } : {};
    const roots = await rootsOf(this.db.manager, [theme]);
    return { themeIds: own ? roots.filter((id) => own.includes(id)) : roots };
  }
}
