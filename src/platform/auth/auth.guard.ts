import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { PUBLIC, SCOPE, TEAMS } from './public.js';
import { allows, type Scope } from './scopes.js';

/** Deny by default: a route is open when it says so, and otherwise needs the scope that it names. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const places = [context.getHandler(), context.getClass()];
    const scope = this.reflector.getAllAndOverride<Scope | undefined>(SCOPE, places);
    if (!scope && this.reflector.getAllAndOverride<boolean>(PUBLIC, places)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { caller } = request;
    if (caller.kind === 'anonymous') {
      throw new UnauthorizedException({
        code: 'caller.unknown',
        message: 'Sign in, or send an API key as a bearer token.',
      });
    }
    if (!scope || !allows(caller.scopes, scope))
      throw new ForbiddenException({
        code: 'caller.not-allowed',
        message: `This needs the scope "${scope ?? 'admin'}".`,
      });
    if (
      caller.teamIds.length &&
      isApi(request.routeOptions.url ?? '') &&
      !this.reflector.getAllAndOverride(TEAMS, places)
    )
      throw new ForbiddenException({
        code: 'caller.team-only',
        message: 'This tells of all teams, and the key or member may see only some.',
      });
    return true;
  }
}

/** Pages show people of single teams what is theirs on their own account. */
function isApi(url: string): boolean {
  return /^\/(v1|mcp|metrics)(?=\/|$)/.test(url);
}
