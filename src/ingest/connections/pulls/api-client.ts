import { setTimeout as pause } from 'node:timers/promises';
import type { Outbound, OutboundAnswer } from '../../../platform/outbound/outbound.js';
import { object, type Payload } from '../desks/read-payload.js';

/** The help desk asks us to come back later than we are willing to wait in one run. */
export class MustWaitError extends Error {
  constructor(readonly seconds: number) {
    super(`The help desk asks to wait ${seconds} s.`);
  }
}

/** The help desk does not accept the credentials, or does not let them see this. */
export class NotAllowedError extends Error {}

/** Something that may be gone the next time: a timeout, a 5xx, an answer cut off in the middle. */
export class PassingError extends Error {}

export interface ApiSettings {
  baseUrl: string;
  headers: Record<string, string>;
  signal: AbortSignal;
  /** Told about every wait that the help desk asked for. */
  onWait?: (seconds: number) => void;
}

const TIMEOUT_MS = 60_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** Waits up to this are sat out; longer ones end the run, and the next run goes on where it stopped. */
const LONGEST_WAIT_SECONDS = 65;
const MOST_WAITS = 20;
/** When a help desk says "too many" without saying how long. */
const DEFAULT_WAIT_SECONDS = 30;

/** Speaks JSON to the API of a help desk and honours its rate limits. */
export class ApiClient {
  constructor(
    private readonly outbound: Outbound,
    private readonly settings: ApiSettings,
  ) {}

  /** Throws MustWaitError, NotAllowedError or PassingError; null for 404. `path` may be a whole address of the same host. */
  get(path: string, query: Record<string, string | number> = {}): Promise<Payload | null> {
    return this.call(
      (url, headers) => this.outbound.get({ url, headers, timeoutMs: TIMEOUT_MS, answerBytes: MOST_BYTES }),
      path,
      query,
    );
  }

  post(path: string, body: unknown): Promise<Payload | null> {
    const text = JSON.stringify(body);
    const json = { 'content-type': 'application/json' };
    return this.call(
      (url, headers) =>
        this.outbound.post({
          url,
          headers: { ...headers, ...json },
          body: text,
          timeoutMs: TIMEOUT_MS,
          answerBytes: MOST_BYTES,
        }),
      path,
      {},
    );
  }

  private async call(
    send: (url: string, headers: Record<string, string>) => Promise<OutboundAnswer>,
    path: string,
    query: Record<string, string | number>,
  ): Promise<Payload | null> {
    const url = this.urlOf(path, query);
    for (let waits = 0; ; waits++) {
      const answer = await send(url, { accept: 'application/json', ...this.settings.headers }).catch(passing);
      const seconds = waitOf(answer);
      if (seconds === null) return read(answer);
      await this.wait(seconds, waits);
    }
  }

  /** Only addresses of the help desk itself: a forged "next page" must not carry our credentials elsewhere. */
  private urlOf(path: string, query: Record<string, string | number>): string {
    const url = new URL(path, this.settings.baseUrl);
    if (url.origin !== new URL(this.settings.baseUrl).origin)
      throw new NotAllowedError('The help desk names an address of somebody else.');
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    return url.toString();
  }

  private async wait(seconds: number, waits: number): Promise<void> {
    this.settings.onWait?.(seconds);
    if (seconds > LONGEST_WAIT_SECONDS || waits >= MOST_WAITS) throw new MustWaitError(seconds);
    await pause(seconds * 1000, undefined, { signal: this.settings.signal }).catch(() => {
      throw new MustWaitError(seconds);
    });
  }
}

function passing(error: unknown): never {
  const { code, name } = error as { code?: string; name?: string };
  if (name === 'ForbiddenTarget' || (error as Error).constructor.name === 'ForbiddenTarget')
    throw new NotAllowedError((error as Error).message);
  throw new PassingError(`No answer (${code ?? name ?? 'error'}).`);
}

/** Seconds to wait, or null. Intercom names the moment of the next window, Help Scout has a header of its own. */
function waitOf({ status, headers, retryAfterSeconds }: OutboundAnswer): number | null {
  if (status !== 429 && !(status === 503 && retryAfterSeconds !== null)) return null;
  if (retryAfterSeconds !== null) return retryAfterSeconds;
  const own = Number(headers['x-ratelimit-retry-after'] ?? NaN);
  if (Number.isFinite(own)) return Math.max(0, own);
  const reset = Number(headers['x-ratelimit-reset'] ?? NaN);
  return Number.isFinite(reset) ? Math.max(1, Math.ceil(reset - Date.now() / 1000)) : DEFAULT_WAIT_SECONDS;
}

function read({ status, body }: OutboundAnswer): Payload | null {
  if (status === 404) return null;
  if (status === 401 || status === 403)
    throw new NotAllowedError(`The help desk answers ${status}: check the credentials.`);
  if (status < 200 || status >= 300) throw new PassingError(`The help desk answers ${status}.`);
  try {
    const value: unknown = JSON.parse(body);
    return Array.isArray(value) ? { items: value } : object(value);
  } catch {
    throw new PassingError('The answer of the help desk is cut off or not JSON.');
  }
}
