import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Scope } from './scopes.js';

export const PUBLIC = 'hearback:public';
export const SCOPE = 'hearback:scope';
export const TEAMS = 'hearback:teams';

/** Anyone may call this route. A route with neither this nor `@RequireScope` stops the service from starting. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, true);

/** Only a key or member with this scope may call this route. */
export const RequireScope = (scope: Scope): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(SCOPE, scope), ApiExtension('x-scope', scope));

/**
 * What callers of single teams get from a route of the API: `own`, where the handler shows them no more than what belongs to
 * their teams, or `any`, where there is nothing of customers to be seen. A route that says neither refuses them.
 */
export const ForTeams = (what: 'own' | 'any'): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(TEAMS, what), ApiExtension('x-teams', what));
