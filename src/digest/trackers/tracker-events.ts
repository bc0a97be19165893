import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ActionStatus } from '../actions/action.entity.js';
import type { ActionChanges } from '../actions/action.schema.js';
import type { Tracker } from './tracker.entity.js';

/** What a tracker tells of an issue. */
export interface IssueNews {
  url: string;
  status: 'open' | 'closed';
  /** Closed without being done. */
  isRejected: boolean;
  at: Date;
  closedAt: Date | null;
}

export type EventHeaders = Record<string, string | string[] | undefined>;

/**
 * Whether a webhook comes from the tracker. GitHub signs the raw bytes with HMAC-SHA256 (X-Hub-Signature-256); GitLab sends
 * the secret itself (X-Gitlab-Token). Compared in constant time.
 * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 * https://docs.gitlab.com/user/project/integrations/webhooks/#validate-requests-by-using-a-secret-token
 */
export function isFromTracker(kind: Tracker['kind'], headers: EventHeaders, raw: Buffer, secret: string): boolean {
  if (kind === 'gitlab') return isSame(headers['x-gitlab-token'], secret);
  const signature = `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`;
  return isSame(headers['x-hub-signature-256'], signature);
}

function isSame(given: string | string[] | undefined, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(expected));
}

const time = z.coerce.date();
const GitHubEvent = z.object({
  issue: z.object({
    html_url: z.url(),
    state: z.enum(['open', 'closed']),
    state_reason: z.string().nullish(),
    updated_at: time,
    closed_at: time.nullish(),
    pull_request: z.unknown().optional(),
  }),
});
const GitLabEvent = z.object({
  object_kind: z.literal('issue'),
  object_attributes: z.object({ url: z.url(), state: z.string(), updated_at: time, closed_at: time.nullish() }),
});

/** The news in a payload, or null for events that are not about the state of an issue. */
export function issueNews(kind: Tracker['kind'], payload: unknown): IssueNews | null {
  return kind === 'github' ? gitHubNews(payload) : gitLabNews(payload);
}

function gitHubNews(payload: unknown): IssueNews | null {
  const issue = GitHubEvent.safeParse(payload).data?.issue;
  if (!issue || issue.pull_request) return null;
  return {
    url: issue.html_url,
    status: issue.state,
    isRejected: issue.state === 'closed' && ['not_planned', 'duplicate'].includes(issue.state_reason ?? ''),
    at: issue.updated_at,
    closedAt: issue.closed_at ?? null,
  };
}

function gitLabNews(payload: unknown): IssueNews | null {
  const issue = GitLabEvent.safeParse(payload).data?.object_attributes;
  if (!issue) return null;
  const status = issue.state === 'closed' ? 'closed' : 'open';
  return { url: issue.url, status, isRejected: false, at: issue.updated_at, closedAt: issue.closed_at ?? null };
}

/** What the news means for the action: done is shipped, rejected is declined, opened again is in progress; else nothing. */
export function changesFor(current: ActionStatus, news: IssueNews, label: string): ActionChanges | null {
  if (news.status === 'open') {
    const wasOver = current === 'shipped' || current === 'declined';
    return wasOver ? { status: 'in_progress', note: `Opened again in ${label}.` } : null;
  }
  if (news.isRejected)
    return current === 'declined' ? null : { status: 'declined', note: `Closed as not planned in ${label}.` };
  if (current === 'shipped') return null;
  const shippedAt = (news.closedAt ?? news.at).toISOString();
  return { status: 'shipped', shippedAt, note: `Closed in ${label}.` };
}
