import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';

const NAME = 'hb_session';
const SECURE_NAME = `__Host-${NAME}`;

/** On https the `__Host-` prefix makes browsers refuse the cookie from any other host or path. */
export function sessionCookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? SECURE_NAME : NAME;
}

export function sessionCookieOptions(publicUrl: string, expires: Date): CookieSerializeOptions {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: publicUrl.startsWith('https:'), expires };
}

/** Whether a request carries a session cookie at all; read before cookies are parsed. */
export function hasSessionCookie(request: Pick<FastifyRequest, 'headers'>): boolean {
  return String(request.headers.cookie ?? '').includes(`${NAME}=`);
}
