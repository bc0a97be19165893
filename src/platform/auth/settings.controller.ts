import { Body, Controller, Get, HttpCode, type OnModuleInit, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AtEdge } from '../http/edge.decorator.js';
import { HtmlPage } from '../pages/page.decorator.js';
import { Pages } from '../pages/pages.js';
import { ApiKeysService, isLive, type IssuedKey } from './api-keys.service.js';
import { Id, KeyForm, MemberChangeForm, MemberForm } from './auth.schema.js';
import { actorOf } from './caller.js';
import { MembersService } from './members.service.js';
import { RequireScope } from './public.js';
import { ROLE_MEANINGS, ROLES, SCOPES } from './scopes.js';

/** Pages show this many at most; the API pages through all. */
const SHOWN = 200;
const DAY_MS = 86_400_000;
const SCOPE_MEANINGS: Record<(typeof SCOPES)[number], string> = {
  read: 'read everything but people, keys and settings',
  write: 'change themes, surveys, routing and actions',
  ingest: 'send tickets, feedback and articles',
  'surveys:send': 'invite customers to surveys',
  export: 'export data',
  erase: 'erase a customer',
  admin: 'everything',
};

/** The pages on which admins manage keys and people. */
@RequireScope('admin')
@Controller('settings')
export class SettingsController implements OnModuleInit {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly members: MembersService,
    private readonly pages: Pages,
  ) {}

  onModuleInit(): void {
    this.pages.menu.add(
      { label: 'People', href: '/settings/people', order: 110, scope: 'admin', group: 'settings' },
      { label: 'API keys', href: '/settings/keys', order: 120, scope: 'admin', group: 'settings' },
    );
  }

  @Get('keys')
  @HtmlPage()
  showKeys(@Req() request: FastifyRequest): Promise<string> {
    return this.keysPage(request, null);
  }

  /** Answers with the page itself and not a redirect: the key is shown this once. */
  @Post('keys')
  @HttpCode(200)
  @HtmlPage()
  @AtEdge({ form: true })
  async addKey(
    @Body({ schema: KeyForm }) { name, scopes, days }: KeyForm,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    const now = new Date();
    const expiresAt = days === '' ? null : new Date(now.getTime() + Number(days) * DAY_MS);
    return this.keysPage(request, await this.keys.issue({ name, scopes, teamIds: [], expiresAt }, request.caller, now));
  }

  @Post('keys/:id/rotate')
  @HttpCode(200)
  @HtmlPage()
  @AtEdge({ form: true })
  async rotateKey(@Param('id', { schema: Id }) id: string, @Req() request: FastifyRequest): Promise<string> {
    return this.keysPage(request, await this.keys.rotate(id, request.caller, new Date()));
  }

  @Post('keys/:id/revoke')
  @HtmlPage()
  @AtEdge({ form: true })
  async revokeKey(
    @Param('id', { schema: Id }) id: string,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.keys.revoke(id, caller, new Date());
    void reply.redirect('/settings/keys', 303);
  }

  @Get('people')
  @HtmlPage()
  async showPeople(@Req() request: FastifyRequest): Promise<string> {
    const roles = ROLES.map((role) => ({ role, meaning: ROLE_MEANINGS[role] }));
    const people = (await this.members.list(SHOWN, null)).map((member) => ({
      ...member,
      isActive: member.disabledAt === null,
      isSelf: member.id === (request.caller.kind === 'member' ? request.caller.id : null),
      roles: ROLES.map((role) => ({ role, isSelected: role === member.role })),
    }));
    return this.pages.render(request, 'platform/auth/people', { title: 'People', people, roles });
  }

  @Post('people')
  @HtmlPage()
  @AtEdge({ form: true })
  async addPerson(
    @Body({ schema: MemberForm }) form: MemberForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.members.add({ ...form, teamIds: [] }, actorOf(caller), new Date());
    void reply.redirect('/settings/people', 303);
  }

  @Post('people/:id')
  @HtmlPage()
  @AtEdge({ form: true })
  async changePerson(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: MemberChangeForm }) form: MemberChangeForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.members.change(id, form, actorOf(caller), new Date());
    void reply.redirect('/settings/people', 303);
  }

  private async keysPage(request: FastifyRequest, issued: IssuedKey | null): Promise<string> {
    const now = new Date();
    const keys = (await this.keys.list(SHOWN, null)).map((row) => ({
      ...row,
      isLive: isLive(row, now),
      isFresh: row.id === issued?.row.id,
    }));
    const scopes = SCOPES.map((scope) => ({ scope, meaning: SCOPE_MEANINGS[scope], isPreset: scope === 'read' }));
    return this.pages.render(request, 'platform/auth/keys', {
      title: 'API keys',
      keys,
      scopes,
      issued: issued?.key ?? null,
    });
  }
}
