import { htmlToMarkdownish } from '../../articles/article-body.js';
import type { NewArticle } from '../../articles/article.schema.js';
import { type Payload, id, label, link, list, object, text, time } from '../desks/read-payload.js';
import { type ZendeskPeople, zendeskTicket } from '../desks/zendesk.js';
import type { SourceChange } from '../source-change.js';
import type { ApiClient } from './api-client.js';
import type { Page, PullableDesk, PullContext, PullStream } from './pull-stream.js';

const INCLUDE = 'users,groups,metric_sets';

/** https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/ */
const tickets: PullStream = {
  name: 'tickets',
  async next(cursor, context) {
    const place: Record<string, string | number> = cursor?.['after']
      ? { cursor: cursor['after'] }
      : { start_time: Number(cursor?.['start'] ?? Math.floor(context.since.getTime() / 1000)) };
    const page =
      (await context.api.get('/api/v2/incremental/tickets/cursor.json', { ...place, include: INCLUDE })) ?? {};
    const changes = await changesOf(page, context);
    const after = text(page['after_cursor']);
    return {
      changes,
      cursor: { after: after ?? text(cursor?.['after']) ?? null, start: cursor?.['start'] ?? null },
      isLast: page['end_of_stream'] !== false,
    };
  },
  async one(externalId, { api }) {
    const page = await api.get(`/api/v2/tickets/${encodeURIComponent(externalId)}.json`, { include: INCLUDE });
    if (page === null) return null;
    const people = peopleOf(page);
    return zendeskTicket(withMetrics(object(page['ticket']), page), await commentsOf(api, externalId, people), people);
  },
};

async function changesOf(page: Payload, { api, outdated }: PullContext): Promise<SourceChange[]> {
  const listed = list(page['tickets']).filter((ticket) => id(ticket['id']) && time(ticket['updated_at']));
  const people = peopleOf(page);
  const fresh = await outdated(
    listed.map((ticket) => ({ externalId: id(ticket['id'])!, updatedAt: time(ticket['updated_at'])! })),
  );
  const changes: SourceChange[] = [];
  for (const ticket of listed) {
    const externalId = id(ticket['id'])!;
    if (!fresh.has(externalId)) continue;
    const comments = ticket['status'] === 'deleted' ? [] : await commentsOf(api, externalId, people);
    changes.push(zendeskTicket(withMetrics(ticket, page), comments, people));
  }
  return changes;
}

function withMetrics(ticket: Payload, page: Payload): Payload {
  const metrics = list(page['metric_sets']).find((metric) => id(metric['ticket_id']) === id(ticket['id']));
  return metrics ? { ...ticket, metric_set: metrics } : ticket;
}

function peopleOf(page: Payload): ZendeskPeople {
  const byId = (rows: Payload[]) => new Map(rows.map((row) => [id(row['id']) ?? '', row]));
  return { users: byId(list(page['users'])), groups: byId(list(page['groups'])) };
}

/** All comments of a ticket; people who wrote them are added to those already known. */
async function commentsOf(api: ApiClient, ticketId: string, people: ZendeskPeople): Promise<Payload[]> {
  const comments: Payload[] = [];
  let next: string | null = `/api/v2/tickets/${encodeURIComponent(ticketId)}/comments.json`;
  let query: Record<string, string | number> = { include: 'users', 'page[size]': 100 };
  while (next) {
    const page: Payload = (await api.get(next, query)) ?? {};
    comments.push(...list(page['comments']));
    for (const user of list(page['users'])) people.users.set(id(user['id']) ?? '', user);
    next = object(page['meta'])['has_more'] === true ? text(object(page['links'])['next']) : null;
    query = {};
  }
  return comments;
}

/** https://developer.zendesk.com/api-reference/help_center/help-center-api/articles/ */
const articles: PullStream = {
  name: 'articles',
  listsAll: true,
  async next(cursor, { api }): Promise<Page> {
    const place = Number(cursor?.['page'] ?? 1);
    const page =
      (await api.get('/api/v2/help_center/articles.json', {
        page: place,
        per_page: 100,
        sort_by: 'created_at',
        sort_order: 'asc',
      })) ?? {};
    const changes = list(page['articles']).flatMap(articleChange);
    const isLast = text(page['next_page']) === null;
    return { changes, cursor: { page: isLast ? 1 : place + 1 }, isLast };
  },
};

export function articleChange(item: Payload): SourceChange[] {
  const externalId = id(item['id']);
  const title = text(item['title']) ?? text(item['name']);
  const at = time(item['updated_at']) ?? time(item['edited_at']);
  if (!externalId || !title || !at) return [];
  if (item['draft'] === true) return [{ kind: 'article-deleted', externalId, at }];
  const article: NewArticle = {
    externalId,
    title,
    body: htmlToMarkdownish(text(item['body']) ?? ''),
    locale: label(item['locale'])?.slice(0, 35),
    url: link(item['html_url']),
    publishedAt: time(item['created_at']),
    updatedAt: at,
  };
  return [{ kind: 'article', article }];
}

export const zendeskPull: PullableDesk = {
  baseUrl: ({ baseUrl, subdomain }) => baseUrl ?? (subdomain ? `https://${subdomain}.zendesk.com` : null),
  authorize: async ({ email, token }) => {
    const basic = Buffer.from(`${email ?? ''}/token:${token ?? ''}`).toString('base64');
    return { authorization: email ? `Basic ${basic}` : `Bearer ${token ?? ''}` };
  },
  check: '/api/v2/users/me.json',
  streams: ({ pullArticles }) => (pullArticles ? [tickets, articles] : [tickets]),
};
