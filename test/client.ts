import { ApiKeysService } from '../src/platform/auth/api-keys.service.js';
import type { Scope } from '../src/platform/auth/scopes.js';
import { SYSTEM } from '../src/platform/audit/actor.js';
import { SignInService } from '../src/platform/auth/sign-in.service.js';
import type { TestApp } from './app.js';

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
  text: string;
}

export interface Client {
  get<T = Record<string, unknown>>(path: string, headers?: Record<string, string>): Promise<Answer<T>>;
  post<T = Record<string, unknown>>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>;
  patch<T = Record<string, unknown>>(
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>;
  put<T = Record<string, unknown>>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>;
  delete<T = Record<string, unknown>>(path: string, headers?: Record<string, string>): Promise<Answer<T>>;
}

/** Speaks JSON to a running service, with the given headers on every call. Never follows redirects. */
export function client(url: string, standing: Record<string, string> = {}): Client {
  const send = async <T>(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer<T>> => {
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const init = {
      method,
      headers: { ...json, ...standing, ...headers },
      redirect: 'manual' as const,
      body: payload as string,
    };
    const response = await fetch(url + path, init);
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (isJson && text ? JSON.parse(text) : {}) as T,
    };
  };
  return {
    get: (path, headers = {}) => send('GET', path, undefined, headers),
    post: (path, body, headers = {}) => send('POST', path, body, headers),
    patch: (path, body, headers = {}) => send('PATCH', path, body, headers),
    put: (path, body, headers = {}) => send('PUT', path, body, headers),
    delete: (path, headers = {}) => send('DELETE', path, undefined, headers),
  };
}

/** A client with a fresh key of the given scopes. */
export async function keyClient(
  service: TestApp,
  scopes: Scope[] = ['admin'],
  teamIds: string[] = [],
): Promise<Client> {
  const order = { name: 'test', scopes, teamIds, expiresAt: null };
  const { key } = await service.get(ApiKeysService).insert(order, SYSTEM, new Date());
  return client(service.url, { authorization: `Bearer ${key}` });
}

/** A browser of the first admin: a client with a session cookie, sending what browsers send. Only on a service without members. */
export async function adminBrowser(service: TestApp): Promise<Client> {
  const signIn = service.get(SignInService);
  const link = await signIn.firstAdminLink(new Date());
  if (!link) throw new Error('There is an admin already');
  const { token } = await signIn.use(link.split('/').at(-1)!, { name: 'Ada', email: 'ada@example.com' }, new Date());
  return client(service.url, { cookie: `hb_session=${token}`, accept: 'text/html', 'sec-fetch-site': 'same-origin' });
}
