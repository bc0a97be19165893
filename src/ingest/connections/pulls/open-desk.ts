import { Injectable } from '@nestjs/common';
import { Outbound } from '../../../platform/outbound/outbound.js';
import type { Connection } from '../connection.entity.js';
import { ConnectionsService } from '../connections.service.js';
import { openMailbox } from '../mailbox/mailbox-stream.js';
import { ApiClient, NotAllowedError } from './api-client.js';
import { PULLABLE } from './desks.js';
import type { Post, PullStream } from './pull-stream.js';

export interface OpenDesk {
  api: ApiClient;
  streams: PullStream[];
  /** A cheap call that shows whether the credentials work. Throws like any call. */
  check(): Promise<void>;
}

const TOKEN_BYTES = 64 * 1024;

/** Turns a stored connection into something that can be asked. */
@Injectable()
export class DeskOpener {
  constructor(
    private readonly outbound: Outbound,
    private readonly connections: ConnectionsService,
  ) {}

  /** Null when the connection only pushes or has no credentials. Throws NotAllowedError when they are refused. */
  async open(
    connection: Connection,
    signal: AbortSignal,
    onWait?: (seconds: number) => void,
  ): Promise<OpenDesk | null> {
    const credentials = this.connections.credentialsOf(connection);
    if (!credentials) return null;
    if (connection.kind === 'imap')
      return openMailbox(connection.settings, credentials, {
        api: this.apiAt('https://mailbox.invalid', {}, signal),
        addressOf: (host) => this.outbound.addressOf(host),
      });
    const desk = PULLABLE[connection.kind];
    const baseUrl = desk?.baseUrl(connection.settings);
    if (!desk || !baseUrl) return null;
    const refused = this.outbound.refusal(baseUrl);
    if (refused) throw new NotAllowedError(refused);
    const headers = await desk.authorize(credentials, baseUrl, this.post());
    const api = this.apiAt(baseUrl, headers, signal, onWait);
    const check = async (): Promise<void> => void (await api.get(desk.check));
    return { api, check, streams: desk.streams(connection.settings) };
  }

  private apiAt(
    baseUrl: string,
    headers: Record<string, string>,
    signal: AbortSignal,
    onWait?: (seconds: number) => void,
  ): ApiClient {
    return new ApiClient(this.outbound, { baseUrl, headers, signal, ...(onWait && { onWait }) });
  }

  private post(): Post {
    return (url, body, headers) => this.outbound.post({ url, body, headers, answerBytes: TOKEN_BYTES });
  }
}
