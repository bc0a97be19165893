import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Pager } from '../http/page.js';
import { Id, ListMembers, MemberChangeBody, NewMemberBody } from './auth.schema.js';
import { actorOf, type Caller, CurrentCaller } from './caller.js';
import { MembersService } from './members.service.js';
import { RequireScope } from './public.js';

@ApiTags('members')
@RequireScope('admin')
@Controller('v1/members')
export class MembersController {
  constructor(
    private readonly members: MembersService,
    private readonly pager: Pager,
  ) {}

  /** The people who may sign in, by name. */
  @Get()
  async list(@Query({ schema: ListMembers }) { limit, cursor }: ListMembers) {
    const rows = await this.members.list(limit + 1, this.pager.after(cursor, 'members'));
    return this.pager.page(rows, limit, 'members', (row) => [row.name, row.id]);
  }

  /** Adds a person, who can then ask for a sign-in link by mail. */
  @Post()
  add(@Body({ schema: NewMemberBody }) body: NewMemberBody, @CurrentCaller() caller: Caller) {
    return this.members.add(body, actorOf(caller), new Date());
  }

  @Get(':id')
  get(@Param('id', { schema: Id }) id: string) {
    return this.members.get(id);
  }

  /** Changes name, role or teams, or disables a person. */
  @Patch(':id')
  change(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: MemberChangeBody }) body: MemberChangeBody,
    @CurrentCaller() caller: Caller,
  ) {
    return this.members.change(id, body, actorOf(caller), new Date());
  }
}
