import type { z } from 'zod';

/** An OpenAI-compatible API that the operator configured; texts leave the machine for it. */
export interface EndpointOptions {
  /** Base of the API, such as http://localhost:11434/v1. */
  url: string;
  model: string;
  apiKey?: string | undefined;
  timeoutMs?: number;
}

/** The endpoint gave no usable answer; the message names no text and no key. `isRefusal`: it will refuse this body again. */
export class EndpointError extends Error {
  constructor(
    message: string,
    readonly isRefusal = false,
  ) {
    super(message);
  }
}

const TIMEOUT_MS = 30_000;
const ATTEMPTS = 3;
const PAUSE_MS = 500;
/** Statuses that speak of the body and not of the endpoint, its address or its key. */
const REFUSALS = [400, 413, 422];

/** POSTs to one route of the API. Busy or broken answers (429, 5xx, time-outs) are tried three times, then an EndpointError. */
export async function askEndpoint<T>(
  options: EndpointOptions,
  route: string,
  body: Record<string, unknown>,
  answer: z.ZodType<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const given = await post(options, route, body);
    if ('body' in given) {
      const parsed = answer.safeParse(given.body);
      if (parsed.success) return parsed.data;
      throw new EndpointError('gave an answer of another form');
    }
    if (!given.again || attempt === ATTEMPTS) throw new EndpointError(given.problem, given.isRefusal);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** (attempt - 1)));
  }
}

type Given = { body: unknown } | { problem: string; again: boolean; isRefusal: boolean };

async function post(options: EndpointOptions, route: string, body: Record<string, unknown>): Promise<Given> {
  const { url, model, apiKey, timeoutMs = TIMEOUT_MS } = options;
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}/${route}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
      body: JSON.stringify({ model, ...body }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.ok) return { body: await response.json() };
    await response.body?.cancel();
    const { status } = response;
    const again = status === 429 || status >= 500;
    return { problem: `answered ${status}`, again, isRefusal: REFUSALS.includes(status) };
  } catch (error) {
    if (error instanceof SyntaxError) return { problem: 'did not answer in JSON', again: false, isRefusal: false };
    const isLate = (error as Error).name === 'TimeoutError';
    const problem = isLate ? `did not answer within ${timeoutMs} ms` : 'cannot be reached';
    return { problem, again: true, isRefusal: false };
  }
}
