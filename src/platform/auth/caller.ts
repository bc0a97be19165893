import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../audit/actor.js';
import type { Role, Scope } from './scopes.js';

/** Who sends a request. Set once by the edge, before limits and guards look at it. */
export type Caller = KeyCaller | MemberCaller | Anonymous;

export interface KeyCaller {
  kind: 'key';
  id: string;
  name: string;
  scopes: readonly Scope[];
  /** Only these teams' data; empty means all teams. */
  teamIds: readonly string[];
}

export interface MemberCaller {
  kind: 'member';
  id: string;
  name: string;
  email: string;
  role: Role;
  scopes: readonly Scope[];
  teamIds: readonly string[];
  sessionId: string;
}

export interface Anonymous {
  kind: 'anonymous';
  scopes: readonly [];
  teamIds: readonly [];
}

export const ANONYMOUS: Anonymous = { kind: 'anonymous', scopes: [], teamIds: [] };

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
  }
}

/** `@CurrentCaller() caller: Caller` in a handler's parameters. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  return context.switchToHttp().getRequest<FastifyRequest>().caller;
});

/** The caller as the audit log names it. */
export function actorOf(caller: Caller): Actor {
  if (caller.kind === 'anonymous') return { kind: 'anonymous', id: null, name: 'anonymous' };
  return { kind: caller.kind, id: caller.id, name: caller.name };
}
