import { helpscoutConversation } from '../desks/helpscout.js';
import { id, list, object, type Payload, text, time } from '../desks/read-payload.js';
import type { SourceChange } from '../source-change.js';
import { type ApiClient, NotAllowedError, PassingError } from './api-client.js';
import { OVERLAP_SECONDS, type Page, type PullableDesk, type PullStream } from './pull-stream.js';

/** https://developer.helpscout.com/mailbox-api/endpoints/conversations/list/ */
const conversations: PullStream = {
  name: 'tickets',
  async next(cursor, { api, since, now }): Promise<Page> {
    const window = text(cursor?.['since']) ?? since.toISOString();
    const place = Number(cursor?.['page'] ?? 1);
    const query = {
      status: 'all',
      modifiedSince: seconds(window),
      sortField: 'modifiedAt',
      sortOrder: 'asc',
      embed: 'threads',
      page: place,
    };
    const page = (await api.get('/v2/conversations', query)) ?? {};
    const listed = list(object(page['_embedded'])['conversations']).filter((item) => id(item['id']) !== null);
    const changes: SourceChange[] = [];
    for (const item of listed) changes.push(await whole(api, item, now));
    const isLast = place >= Number(object(page['page'])['totalPages'] ?? 1);
    const newest = newestOf(listed) ?? text(cursor?.['newest']);
    const next = isLast ? { since: windowAfter(window, newest), page: 1 } : { since: window, page: place + 1 };
    return { changes, cursor: { ...next, newest }, isLast };
  },
  async one(externalId, { api, now }) {
    const item = await api.get(`/v2/conversations/${encodeURIComponent(externalId)}`, { embed: 'threads' });
    return item && (await whole(api, item, now));
  },
};

function newestOf(listed: Payload[]): string | null {
  const times = listed.map((item) => time(item['userUpdatedAt'])).filter((at) => at !== null);
  return times.sort().at(-1) ?? null;
}

function windowAfter(window: string, newest: string | null): string {
  const next = newest ? new Date(Date.parse(newest) - OVERLAP_SECONDS * 1000).toISOString() : window;
  return next > window ? next : window;
}

/** A listing embeds the first threads of a conversation only; the rest is asked for. */
async function whole(api: ApiClient, item: Payload, now: Date): Promise<SourceChange> {
  const counted = Number(item['threads'] ?? 0);
  const embedded = list(object(item['_embedded'])['threads']);
  const threads = embedded.length >= counted ? embedded : await threadsOf(api, id(item['id'])!);
  return helpscoutConversation({ ...item, _embedded: { ...object(item['_embedded']), threads } }, now.toISOString());
}

async function threadsOf(api: ApiClient, conversation: string): Promise<Payload[]> {
  const threads: Payload[] = [];
  for (let place = 1; ; place++) {
    const page =
      (await api.get(`/v2/conversations/${encodeURIComponent(conversation)}/threads`, { page: place })) ?? {};
    threads.push(...list(object(page['_embedded'])['threads']));
    if (place >= Number(object(page['page'])['totalPages'] ?? 1)) return threads;
  }
}

/** Help Scout refuses fractions of seconds. */
function seconds(time: string): string {
  return time.replace(/\.\d+Z$/, 'Z');
}

export const helpscoutPull: PullableDesk = {
  baseUrl: ({ baseUrl }) => baseUrl ?? 'https://api.helpscout.net',
  authorize: async ({ appId, appSecret }, baseUrl, post) => {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: appId ?? '',
      client_secret: appSecret ?? '',
    });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await post(new URL('/v2/oauth2/token', baseUrl).toString(), body.toString(), form);
    if (answer.status >= 500) throw new PassingError(`The help desk answers ${answer.status}.`);
    if (answer.status !== 200) throw new NotAllowedError('Help Scout does not accept the application id and secret.');
    return { authorization: `Bearer ${text(object(JSON.parse(answer.body))['access_token']) ?? ''}` };
  },
  check: '/v2/users/me',
  streams: () => [conversations],
};
