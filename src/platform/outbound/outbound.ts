import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Config } from '../config.js';
import { isGlobalAddress, refusalOfTarget } from './target.js';

export interface OutboundCall {
  url: string;
  headers: Record<string, string>;
  body: string;
  timeoutMs?: number;
  /** How much of the answer is read; a kilobyte when absent. */
  answerBytes?: number;
}

export interface OutboundAnswer {
  status: number;
  /** Seconds, when the answer says so. */
  retryAfterSeconds: number | null;
  /** The first kilobyte, or as much as was asked for; never to be shown to the caller. */
  body: string;
  headers: http.IncomingHttpHeaders;
}

/** The target is inside our network, or not an address at all. Nothing was sent. */
export class ForbiddenTarget extends Error {}

type Lookup = (
  host: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const TIMEOUT_MS = 15_000;
const ANSWER_BYTES = 1024;

/**
 * The only way out for calls to addresses that people typed in. Checks the address that the socket really connects to, so
 * that a name which changes between check and call gains nothing. Follows no redirect, reads at most a kilobyte.
 */
@Injectable()
export class Outbound {
  /** Replaced in tests, to play a name server that lies. */
  resolve: Lookup = lookup;

  constructor(private readonly config: Config) {}

  /** Why an address would be refused, or null; for checking it when it is entered. */
  refusal(url: string): string | null {
    return refusalOfTarget(url, this.allowsPrivate);
  }

  /** POSTs a body. Throws ForbiddenTarget, or the error of the connection. */
  post(call: OutboundCall): Promise<OutboundAnswer> {
    return this.send('POST', call);
  }

  /** GETs an address. Throws ForbiddenTarget, or the error of the connection. */
  get(call: Omit<OutboundCall, 'body'>): Promise<OutboundAnswer> {
    return this.send('GET', { ...call, body: '' });
  }

  /** The address of a host that may be connected to, for protocols of other libraries: give them this and not the name. Throws ForbiddenTarget. */
  addressOf(host: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.guardedLookup()(host, { all: false }, (error, address) =>
        error ? reject(error) : resolve(String(address)),
      );
    });
  }

  private send(
    method: 'GET' | 'POST',
    { url, headers, body, timeoutMs = TIMEOUT_MS, answerBytes = ANSWER_BYTES }: OutboundCall,
  ): Promise<OutboundAnswer> {
    const refused = this.refusal(url);
    if (refused) return Promise.reject(new ForbiddenTarget(refused));
    const target = new URL(url);
    const client = target.protocol === 'https:' ? https : http;
    const options = {
      method,
      agent: false as const,
      lookup: this.guardedLookup(),
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'user-agent': 'Hearback',
        ...headers,
        ...(body && { 'content-length': String(Buffer.byteLength(body)) }),
      },
    };
    return new Promise((resolve, reject) => {
      const request = client.request(
        target,
        options,
        (response) => void readAnswer(response, answerBytes).then(resolve, reject),
      );
      request.once('error', reject);
      request.once('socket', (socket) => socket.once('connect', () => this.refuseInside(socket, request)));
      request.end(body);
    });
  }

  private get allowsPrivate(): boolean {
    return this.config.env.ALLOW_PRIVATE_TARGETS;
  }

  /** Resolves a name and hands on only addresses that may be connected to. */
  private guardedLookup(): LookupFunction {
    return (hostname, options, callback) => {
      this.resolve(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, []);
        const allowed = this.allowsPrivate ? addresses : addresses.filter(({ address }) => isGlobalAddress(address));
        if (allowed.length === 0)
          return callback(new ForbiddenTarget('This name does not lead to the public internet.'), []);
        if (options.all) return callback(null, allowed);
        callback(null, allowed[0]!.address, allowed[0]!.family);
      });
    };
  }

  private refuseInside(socket: Socket, request: http.ClientRequest): void {
    if (this.allowsPrivate || isGlobalAddress(socket.remoteAddress ?? '')) return;
    request.destroy(new ForbiddenTarget('This name does not lead to the public internet.'));
  }
}

async function readAnswer(response: http.IncomingMessage, most: number): Promise<OutboundAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= most) break;
  }
  response.destroy();
  const body = Buffer.concat(chunks).subarray(0, most).toString('utf8');
  return {
    status: response.statusCode ?? 0,
    retryAfterSeconds: retryAfter(response.headers['retry-after']),
    body,
    headers: response.headers,
  };
}

/** Seconds or an HTTP date, RFC 9110 section 10.2.3. */
function retryAfter(header: string | undefined): number | null {
  if (!header) return null;
  if (/^\d{1,7}$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.round((at - Date.now()) / 1000));
}
