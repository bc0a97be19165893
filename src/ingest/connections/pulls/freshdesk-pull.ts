import { type FreshdeskNames, freshdeskTicket } from '../desks/freshdesk.js';
import { id, list, object, type Payload, text, time } from '../desks/read-payload.js';
import type { SourceChange } from '../source-change.js';
import { type ApiClient, NotAllowedError } from './api-client.js';
import { type Cursor, OVERLAP_SECONDS, type Page, type PullableDesk, type PullStream } from './pull-stream.js';

const PER_PAGE = 100;
/** Freshdesk lists no page after this one: the window slides to the last seen ticket and begins anew. */
const LAST_PAGE = 300;

/** https://developers.freshdesk.com/api/#list_all_tickets. One instance a run: names of agents and groups are read once. */
function ticketStream(): PullStream {
  let names: FreshdeskNames | undefined;
  const namesOf = async (api: ApiClient): Promise<FreshdeskNames> => (names ??= await readNames(api));
  return {
    name: 'tickets',
    async next(cursor, { api, since, outdated }): Promise<Page> {
      const window = text(cursor?.['since']) ?? since.toISOString();
      const page = Number(cursor?.['page'] ?? 1);
      const query = {
        updated_since: window,
        order_by: 'updated_at',
        order_type: 'asc',
        per_page: PER_PAGE,
        page,
        include: 'requester,description,stats',
      };
      const listed = list((await api.get('/api/v2/tickets', query))?.['items']).filter(isDated);
      const versions = listed.map((ticket) => ({
        externalId: id(ticket['id'])!,
        updatedAt: time(ticket['updated_at'])!,
      }));
      const fresh = await outdated(versions);
      const changes: SourceChange[] = [];
      for (const ticket of listed.filter((one) => fresh.has(id(one['id'])!)))
        changes.push(freshdeskTicket(ticket, await conversationsOf(api, id(ticket['id'])!), await namesOf(api)));
      const isLast = listed.length < PER_PAGE;
      return { changes, cursor: nextCursor(window, page, versions.at(-1)?.updatedAt ?? null, isLast), isLast };
    },
    async one(externalId, { api }) {
      const ticket = await api.get(`/api/v2/tickets/${encodeURIComponent(externalId)}`, { include: 'requester,stats' });
      return ticket && isDated(ticket)
        ? freshdeskTicket(ticket, await conversationsOf(api, externalId), await namesOf(api))
        : null;
    },
  };
}

function isDated(ticket: Payload): boolean {
  return id(ticket['id']) !== null && time(ticket['updated_at']) !== null && time(ticket['created_at']) !== null;
}

function nextCursor(window: string, page: number, newest: string | null, isLast: boolean): Cursor {
  if (!isLast && page < LAST_PAGE) return { since: window, page: page + 1 };
  const overlap = isLast ? OVERLAP_SECONDS * 1000 : 0;
  return {
    since: newest ? new Date(Math.max(Date.parse(window), Date.parse(newest) - overlap)).toISOString() : window,
    page: 1,
  };
}

async function conversationsOf(api: ApiClient, ticketId: string): Promise<Payload[]> {
  const all: Payload[] = [];
  for (let page = 1; page <= LAST_PAGE; page++) {
    const answer = await api.get(`/api/v2/tickets/${encodeURIComponent(ticketId)}/conversations`, {
      per_page: PER_PAGE,
      page,
    });
    const parts = list(answer?.['items']);
    all.push(...parts);
    if (parts.length < PER_PAGE) break;
  }
  return all;
}

/** Keys of ordinary agents may not list agents and groups; then their ids stand for their names. */
async function readNames(api: ApiClient): Promise<FreshdeskNames> {
  const read = async (path: string, nameOf: (row: Payload) => string | null): Promise<Map<string, string>> => {
    try {
      const rows = list((await api.get(path, { per_page: PER_PAGE }))?.['items']);
      return new Map(rows.flatMap((row) => (id(row['id']) && nameOf(row) ? [[id(row['id'])!, nameOf(row)!]] : [])));
    } catch (error) {
      if (error instanceof NotAllowedError) return new Map();
      throw error;
    }
  };
  return {
    agents: await read('/api/v2/agents', (row) => text(object(row['contact'])['name'])),
    groups: await read('/api/v2/groups', (row) => text(row['name'])),
  };
}

export const freshdeskPull: PullableDesk = {
  baseUrl: ({ baseUrl, subdomain }) => baseUrl ?? (subdomain ? `https://${subdomain}.freshdesk.com` : null),
  authorize: async ({ token }) => ({ authorization: `Basic ${Buffer.from(`${token ?? ''}:X`).toString('base64')}` }),
  check: '/api/v2/tickets?per_page=1',
  streams: () => [ticketStream()],
};
