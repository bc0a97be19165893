import { BadRequestException, Injectable, UnauthorizedException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config } from '../config.js';
import { RateLimiter, tooMany } from '../http/rate-limiter.js';
import { ApiKeysService } from './api-keys.service.js';
import { ANONYMOUS, type Caller } from './caller.js';
import { scopesOfRole } from './scopes.js';
import { sessionCookieName } from './session-cookie.js';
import { SessionsService } from './sessions.service.js';
import { KEY_PREFIX } from './tokens.js';

const BEARER = /^Bearer +(\S+)$/i;

/** Finds out who sends a request, before limits and guards. A wrong key is refused even where none is needed. */
@Injectable()
export class Identifier {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly sessions: SessionsService,
    private readonly limiter: RateLimiter,
    private readonly config: Config,
  ) {}

  async identify(request: FastifyRequest, now: Date): Promise<Caller> {
    if (request.url.includes(KEY_PREFIX)) throw keyInUrl();
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.byKey(authorization, request.ip, now);
    const token = request.cookies?.[sessionCookieName(this.config.publicUrl)];
    return token ? this.bySession(token, now) : ANONYMOUS;
  }

  private async byKey(authorization: string, ip: string, now: Date): Promise<Caller> {
    const address = this.limiter.addressKey(ip, now);
    const token = BEARER.exec(authorization)?.[1] ?? '';
    const key = await this.keys.authenticate(token, now);
    if (key) return { kind: 'key', id: key.id, name: key.name, scopes: key.scopes, teamIds: key.teamIds };
    if (this.limiter.isExhausted('auth-failure', address, now)) throw tooMany(60_000);
    await this.limiter.take('auth-failure', address, now);
    throw new UnauthorizedException({ code: 'caller.unknown', message: 'This API key is not valid.' });
  }

  private async bySession(token: string, now: Date): Promise<Caller> {
    const found = await this.sessions.find(token, now);
    if (!found) return ANONYMOUS;
    const { id, name, email, role, teamIds } = found.member;
    return { kind: 'member', id, name, email, role, scopes: scopesOfRole(role), teamIds, sessionId: found.session.id };
  }
}

function keyInUrl(): BadRequestException {
  const message =
    'Never put an API key into an address: addresses are logged. Send it as a bearer token, and replace this key.';
  return new BadRequestException({ code: 'key.in-address', message });
}
