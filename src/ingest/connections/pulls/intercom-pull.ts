import { htmlToMarkdownish } from '../../articles/article-body.js';
import { intercomConversation } from '../desks/intercom.js';
import { id, label, link, list, object, type Payload, text, time } from '../desks/read-payload.js';
import type { SourceChange } from '../source-change.js';
import { OVERLAP_SECONDS, type Page, type PullableDesk, type PullContext, type PullStream } from './pull-stream.js';

/** https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations/searchconversations */
const conversations: PullStream = {
  name: 'tickets',
  async next(cursor, context) {
    const since = Number(cursor?.['since'] ?? Math.floor(context.since.getTime() / 1000));
    const page = (await context.api.post('/conversations/search', searchFor(since, text(cursor?.['after'])))) ?? {};
    const listed = list(page['conversations']);
    const after = text(object(object(page['pages'])['next'])['starting_after']);
    const newest = Math.max(
      since,
      Number(cursor?.['newest'] ?? 0),
      ...listed.map((item) => Number(item['updated_at']) || 0),
    );
    const changes = await changesOf(listed, context);
    // The next window begins where this one ended, a little before: Intercom finds conversations with some delay.
    const next = after
      ? { since, after, newest }
      : { since: Math.max(since, newest - OVERLAP_SECONDS), after: null, newest };
    return { changes, cursor: next, isLast: after === null };
  },
  async one(externalId, { api, now }) {
    const item = await api.get(`/conversations/${encodeURIComponent(externalId)}`, { display_as: 'html' });
    return item && intercomConversation(item, now.toISOString());
  },
};

function searchFor(since: number, after: string | null): Payload {
  return {
    query: { field: 'updated_at', operator: '>', value: since },
    sort: { field: 'updated_at', order: 'ascending' },
    pagination: { per_page: 50, ...(after && { starting_after: after }) },
  };
}

async function changesOf(listed: Payload[], context: PullContext): Promise<SourceChange[]> {
  const known = listed.flatMap((item) => {
    const externalId = id(item['id']);
    const updatedAt = time(item['updated_at']);
    return externalId && updatedAt ? [{ externalId, updatedAt }] : [];
  });
  const fresh = await context.outdated(known);
  const changes: SourceChange[] = [];
  for (const { externalId } of known) {
    const change = fresh.has(externalId) ? await conversations.one!(externalId, context) : null;
    if (change) changes.push(change);
  }
  return changes;
}

/** https://developers.intercom.com/docs/references/rest-api/api.intercom.io/articles/listarticles */
const articles: PullStream = {
  name: 'articles',
  listsAll: true,
  async next(cursor, { api }): Promise<Page> {
    const place = Number(cursor?.['page'] ?? 1);
    const page = (await api.get('/articles', { page: place, per_page: 50 })) ?? {};
    const total = Number(object(page['pages'])['total_pages'] ?? 1);
    const isLast = place >= total;
    return { changes: list(page['data']).flatMap(intercomArticle), cursor: { page: isLast ? 1 : place + 1 }, isLast };
  },
};

export function intercomArticle(item: Payload): SourceChange[] {
  const externalId = id(item['id']);
  const title = text(item['title']);
  const at = time(item['updated_at']);
  if (!externalId || !title || !at) return [];
  if (item['state'] !== 'published') return [{ kind: 'article-deleted', externalId, at }];
  const body = htmlToMarkdownish(text(item['body']) ?? '');
  const facts = {
    locale: label(item['default_locale'])?.slice(0, 35),
    url: link(item['url']),
    publishedAt: time(item['created_at']),
  };
  return [{ kind: 'article', article: { externalId, title, body, ...facts, updatedAt: at } }];
}

export const intercomPull: PullableDesk = {
  baseUrl: ({ baseUrl }) => baseUrl ?? 'https://api.intercom.io',
  authorize: async ({ token }) => ({ authorization: `Bearer ${token ?? ''}`, 'intercom-version': '2.11' }),
  check: '/me',
  streams: ({ pullArticles }) => (pullArticles ? [conversations, articles] : [conversations]),
};
