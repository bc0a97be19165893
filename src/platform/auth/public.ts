import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Scope } from './scopes.js';

export const PUBLIC = 'hearback:public';
export const SCOPE = 'hearback:scope';

/** Anyone may call this route. A route with neither this nor `@RequireScope` stops the service from starting. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, true);

/** Only a key or member with this scope may call this route. */
export const RequireScope = (scope: Scope): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(SCOPE, scope), ApiExtension('x-scope', scope));
