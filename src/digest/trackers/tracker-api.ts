import { z } from 'zod';
import type { Tracker } from './tracker.entity.js';

export interface IssueDraft {
  title: string;
  /** Markdown. */
  text: string;
}

export interface CreatedIssue {
  url: string;
  status: 'open' | 'closed';
  at: Date;
}

interface Api {
  path(project: string): string;
  headers(token: string): Record<string, string>;
  body(draft: IssueDraft): object;
  read(answer: unknown): CreatedIssue | null;
}

const GitHubIssue = z.object({ html_url: z.url(), state: z.string(), updated_at: z.coerce.date() });
const GitLabIssue = z.object({ web_url: z.url(), state: z.string(), updated_at: z.coerce.date() });

/** How each tracker is asked for a new issue. Both answer 201 with the issue. */
const APIS: Record<Tracker['kind'], Api> = {
  // https://docs.github.com/en/rest/issues/issues#create-an-issue
  github: {
    path: (project) => `/repos/${project}/issues`,
    headers: (token) => ({
      authorization: `Bearer ${token}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
    }),
    body: ({ title, text }) => ({ title, body: text }),
    read: (answer) => {
      const { data } = GitHubIssue.safeParse(answer);
      return data ? { url: data.html_url, status: statusOf(data.state), at: data.updated_at } : null;
    },
  },
  // https://docs.gitlab.com/api/issues/#new-issue
  gitlab: {
    path: (project) => `/projects/${encodeURIComponent(project)}/issues`,
    headers: (token) => ({ 'private-token': token }),
    body: ({ title, text }) => ({ title, description: text }),
    read: (answer) => {
      const { data } = GitLabIssue.safeParse(answer);
      return data ? { url: data.web_url, status: statusOf(data.state), at: data.updated_at } : null;
    },
  },
};

function statusOf(state: string): 'open' | 'closed' {
  return state === 'closed' ? 'closed' : 'open';
}

/** The call that makes an issue. */
export function creationCall(tracker: Pick<Tracker, 'kind' | 'apiUrl' | 'project'>, token: string, draft: IssueDraft) {
  const api = APIS[tracker.kind];
  return {
    url: tracker.apiUrl + api.path(tracker.project),
    headers: { 'content-type': 'application/json', ...api.headers(token) },
    body: JSON.stringify(api.body(draft)),
  };
}

/** The issue in an answer, or null when the answer is not what the tracker's documentation says. */
export function createdIssue(kind: Tracker['kind'], body: string): CreatedIssue | null {
  try {
    return APIS[kind].read(JSON.parse(body));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const MARKS = /([\\`*_[\]<>|~])/g;

/**
 * Words that customers wrote, as plain text in Markdown: no formatting, no link, and neither a mention nor a reference to
 * another issue (a zero-width space keeps the tracker from seeing one).
 */
export function plainMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(MARKS, '\\$1')
    .replace(/([@#!&%])(?=\w)/g, '$1\u200b');
}
