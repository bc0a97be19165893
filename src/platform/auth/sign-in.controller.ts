import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../config.js';
import { AtEdge } from '../http/edge.decorator.js';
import { refuse } from '../http/schema.pipe.js';
import { HtmlPage } from '../pages/page.decorator.js';
import { Pages } from '../pages/pages.js';
import { NextQuery, SignInBody, UseLinkBody } from './auth.schema.js';
import { Public } from './public.js';
import { sessionCookieName, sessionCookieOptions } from './session-cookie.js';
import { SessionsService } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';

@Public()
@Controller()
export class SignInController {
  constructor(
    private readonly signIn: SignInService,
    private readonly sessions: SessionsService,
    private readonly pages: Pages,
    private readonly config: Config,
  ) {}

  @Get('sign-in')
  @HtmlPage()
  form(@Query({ schema: NextQuery }) { next }: NextQuery): string {
    return this.pages.renderBare('platform/auth/sign-in', { title: 'Sign in', next });
  }

  /** The answer is the same whether or not somebody has this address. */
  @Post('sign-in')
  @HttpCode(200)
  @HtmlPage()
  @AtEdge({ form: true, rate: 'sign-in' })
  async request(@Body({ schema: SignInBody }) { email, next }: SignInBody): Promise<string> {
    await this.signIn.request(email, next, new Date());
    const hasMail = this.config.env.SMTP_URL !== undefined;
    return this.pages.renderBare('platform/auth/sign-in-sent', {
      title: 'Look into your mail',
      hasMail,
      outbox: this.config.env.OUTBOX_DIR,
    });
  }

  /** Shows a button and changes nothing: mail scanners open links before people do. */
  @Get('sign-in/:token')
  @HtmlPage()
  @AtEdge({ rate: 'sign-in' })
  async confirm(@Param('token') token: string, @Query({ schema: NextQuery }) { next }: NextQuery): Promise<string> {
    const isFirstAdmin = (await this.signIn.inspect(token, new Date())) === 'first-admin';
    return this.pages.renderBare('platform/auth/sign-in-confirm', {
      title: isFirstAdmin ? 'Welcome' : 'Sign in',
      token,
      next,
      isFirstAdmin,
    });
  }

  @Post('sign-in/:token')
  @HtmlPage()
  @AtEdge({ form: true, rate: 'sign-in' })
  async use(
    @Param('token') token: string,
    @Body({ schema: UseLinkBody }) body: UseLinkBody,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const now = new Date();
    const isFirstAdmin = (await this.signIn.inspect(token, now)) === 'first-admin';
    if (isFirstAdmin && !(body.email && body.name)) throw refuse(['email'], 'Enter your name and mail address');
    const person = isFirstAdmin ? { email: body.email!, name: body.name! } : null;
    const session = await this.signIn.use(token, person, now);
    const { publicUrl } = this.config;
    void reply.setCookie(
      sessionCookieName(publicUrl),
      session.token,
      sessionCookieOptions(publicUrl, session.expiresAt),
    );
    void reply.redirect(body.next, 303);
  }

  @Post('sign-out')
  @HtmlPage()
  @AtEdge({ form: true })
  async out(@Req() { caller }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (caller.kind === 'member') await this.sessions.close(caller.sessionId);
    void reply.clearCookie(
      sessionCookieName(this.config.publicUrl),
      sessionCookieOptions(this.config.publicUrl, new Date(0)),
    );
    void reply.redirect('/sign-in', 303);
  }
}
