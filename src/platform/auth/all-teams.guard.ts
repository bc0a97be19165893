import { type CanActivate, type ExecutionContext, ForbiddenException, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** For pages that tell of all teams together: callers of single teams are refused, as the API refuses them. */
@Injectable()
export class AllTeamsGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    if (caller.teamIds.length === 0) return true;
    throw new ForbiddenException({
      code: 'caller.team-only',
      message: 'This tells of all teams, and the key or member may see only some.',
    });
  }
}
