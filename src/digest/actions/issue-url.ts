export type TrackerKind = 'github' | 'gitlab' | 'jira' | 'linear';

export interface IssueReference {
  tracker: TrackerKind | null;
  /** `GitHub acme/app #12`, `Jira ABC-7`; the host when the tracker is not known. */
  label: string;
  url: string;
}

const NAMES: Record<TrackerKind, string> = { github: 'GitHub', gitlab: 'GitLab', jira: 'Jira', linear: 'Linear' };

/** How addresses of issues look: on the public services, and on servers of one's own where the path tells. */
const PATTERNS: { tracker: TrackerKind; host: RegExp; path: RegExp; label: (match: RegExpExecArray) => string }[] = [
  {
    tracker: 'github',
    host: /^github\.com$|^github\./,
    path: /^\/([\w.-]+\/[\w.-]+)\/(?:issues|pull)\/(\d+)\/?$/,
    label: ([, project, number]) => `${project} #${number}`,
  },
  {
    tracker: 'gitlab',
    host: /./,
    path: /^\/((?:[\w.-]+\/)+[\w.-]+)\/-\/(?:issues|work_items|merge_requests)\/(\d+)\/?$/,
    label: ([, project, number]) => `${project} #${number}`,
  },
  { tracker: 'jira', host: /./, path: /^(?:\/[\w.-]+)*\/browse\/([A-Z][A-Z0-9_]+-\d+)\/?$/, label: ([, key]) => key! },
  {
    tracker: 'linear',
    host: /^linear\.app$/,
    path: /^\/[\w-]+\/issue\/([A-Z][A-Z0-9]*-\d+)(?:\/[\w-]*)?\/?$/,
    label: ([, key]) => key!,
  },
];

/** Recognises the tracker of an issue by its address. Null when it is no address of the web at all. */
export function issueOfUrl(url: string): IssueReference | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, pathname, host } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  for (const { tracker, host: hosts, path, label } of PATTERNS) {
    const match = hosts.test(hostname) ? path.exec(pathname) : null;
    if (match) return { tracker, label: `${NAMES[tracker]} ${label(match)}`, url };
  }
  return { tracker: null, label: host, url };
}
