import { issueOfUrl } from './issue-url.js';

describe('issueOfUrl', () => {
  it.each([
    ['https://github.com/acme/app/issues/12', 'github', 'GitHub acme/app #12'],
    ['https://github.com/acme/app/pull/13/', 'github', 'GitHub acme/app #13'],
    ['https://github.acme.example/core/app/issues/3?x=1#c', 'github', 'GitHub core/app #3'],
    ['https://gitlab.com/group/sub/app/-/issues/7', 'gitlab', 'GitLab group/sub/app #7'],
    ['https://git.acme.example/team/app/-/work_items/8', 'gitlab', 'GitLab team/app #8'],
    ['https://acme.atlassian.net/browse/APP-42', 'jira', 'Jira APP-42'],
    ['https://tools.acme.example/jira/browse/OPS_2-1', 'jira', 'Jira OPS_2-1'],
    ['https://linear.app/acme/issue/APP-9/fix-the-export', 'linear', 'Linear APP-9'],
    ['https://tasks.acme.example/t/77', null, 'tasks.acme.example'],
    ['https://github.com/acme/app', null, 'github.com'],
  ])('reads %s', (url, tracker, label) => {
    expect(issueOfUrl(url)).toEqual({ tracker, label, url });
  });

  it.each(['', 'APP-42', 'javascript:alert(1)', 'mailto:a@b.c'])('refuses %p', (url) => {
    expect(issueOfUrl(url)).toBeNull();
  });
});
