import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  NotFoundException,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { ForTeams } from '../../platform/auth/public.js';
import { maySeeTeam } from './team-scope.js';

/** Where it is written to which team a thing belongs. */
const OWNERS = {
  team: 'SELECT id AS team FROM team WHERE id = $1',
  digest: 'SELECT team_id AS team FROM digest WHERE id = $1',
  action: 'SELECT team_id AS team FROM action WHERE id = $1',
  review: 'SELECT team_id AS team FROM review WHERE id = $1',
} as const;

interface Owned {
  kind: keyof typeof OWNERS;
  param: string;
}

const OWNED = 'digest.owned';

/** Lets callers of some teams reach only what belongs to these; to them everything else does not exist. */
@Injectable()
export class OfTeamGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly db: DataSource,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { kind, param } = this.reflector.get<Owned>(OWNED, context.getHandler());
    const { caller, params } = context.switchToHttp().getRequest<FastifyRequest>();
    const id = (params as Record<string, string>)[param] ?? '';
    // What is no id is refused by the handler's own schema, with its own words.
    if (caller.teamIds.length === 0 || !/^[0-9a-f-]{36}$/i.test(id)) return true;
    const [row] = await this.db.query<{ team: string }[]>(OWNERS[kind], [id]);
    if (row && maySeeTeam(caller, row.team)) return true;
    throw new NotFoundException({ code: `${kind}.not-found`, message: `There is no such ${kind}.` });
  }
}

/** The thing of this route belongs to a team, and callers of other teams do not see it. */
export function OfTeam(kind: Owned['kind'], param = 'id'): MethodDecorator {
  return applyDecorators(ForTeams('own'), SetMetadata(OWNED, { kind, param }), UseGuards(OfTeamGuard));
}
