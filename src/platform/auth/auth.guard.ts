import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { PUBLIC, SCOPE } from './public.js';
import { allows, type Scope } from './scopes.js';

/** Deny by default: a route is open when it says so, and otherwise needs the scope that it names. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const places = [context.getHandler(), context.getClass()];
    const scope = this.reflector.getAllAndOverride<Scope | undefined>(SCOPE, places);
    if (!scope && this.reflector.getAllAndOverride<boolean>(PUBLIC, places)) return true;
    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    if (caller.kind === 'anonymous') {
      throw new UnauthorizedException({
        code: 'caller.unknown',
        message: 'Sign in, or send an API key as a bearer token.',
      });
    }
    if (scope && allows(caller.scopes, scope)) return true;
    throw new ForbiddenException({
      code: 'caller.not-allowed',
      message: `This needs the scope "${scope ?? 'admin'}".`,
    });
  }
}
