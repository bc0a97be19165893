import { count } from '../rendering/words.js';

/** What is here already. */
export interface SetUp {
  tickets: number;
  connections: number;
  /** Connections through which tickets came. */
  heardFrom: number;
  articles: number;
  themes: number;
  surveysOn: number;
  answers: number;
  /** Teams that somebody reads for. */
  teams: number;
  digests: number;
  sendsMail: boolean;
  hasPublicUrl: boolean;
}

export interface Step {
  title: string;
  isDone: boolean;
  says: string;
  link: { href: string; label: string } | null;
}

/** Fewest messages of which themes are made. */
const LEAST_MESSAGES = 20;

/** The way from an empty service to the first digest, each step with what is here already. */
export function stepsOf(here: SetUp): Step[] {
  return [
    {
      title: 'Bring the past',
      isDone: here.tickets > 0,
      says: here.tickets
        ? `${count(here.tickets, 'ticket is', 'tickets are')} here.`
        : 'An export of your help desk (CSV, JSONL or mbox) of the last three to six months gives themes and something to compare with.',
      link: { href: '/imports', label: 'Import a file' },
    },
    connectionStep(here),
    {
      title: 'Bring the help articles',
      isDone: here.articles > 0,
      says: here.articles
        ? `${count(here.articles, 'article is', 'articles are')} here.`
        : 'Without them nothing can be said about missing articles. A connected help desk brings its own; a folder of them is read by: npm run -s hearback -- import help-articles/ --kb',
      link: null,
    },
    {
      title: 'Find themes',
      isDone: here.themes > 0,
      says: here.themes
        ? `${count(here.themes, 'theme was', 'themes were')} found. Look through them once: rename, merge or split what is wrong.`
        : `This happens by itself as soon as ${LEAST_MESSAGES} messages are here, and anew each week.`,
      link: { href: '/themes', label: 'Themes' },
    },
    mailStep(here),
    surveyStep(here),
    {
      title: 'Tell the teams',
      isDone: here.teams > 0,
      says: here.teams
        ? `${count(here.teams, 'team gets', 'teams get')} a digest, ${count(here.digests, 'was', 'were')} built so far.`
        : 'A team has a kind, recipients and rules for what concerns it. Its digest comes once a week.',
      link: { href: '/teams', label: 'Teams' },
    },
  ];
}

function connectionStep({ connections, heardFrom }: SetUp): Step {
  const link = { href: '/connections', label: 'Connections' };
  const title = 'Connect the help desk';
  if (heardFrom > 0)
    return {
      title,
      isDone: true,
      says: `${heardFrom} of ${count(connections, 'connection', 'connections')} delivered something.`,
      link,
    };
  const says = connections
    ? `${count(connections, 'connection is', 'connections are')} set up, but nothing has come yet. Its page says what to enter where and can send a test event.`
    : 'New tickets then arrive within seconds, by webhook, by pulling, or from a mailbox.';
  return { title, isDone: false, says, link };
}

function mailStep({ sendsMail, hasPublicUrl }: SetUp): Step {
  const missing = [...(sendsMail ? [] : ['SMTP_URL']), ...(hasPublicUrl ? [] : ['PUBLIC_URL'])];
  return {
    title: 'Let mail out',
    isDone: missing.length === 0,
    says: missing.length
      ? `Set ${missing.join(' and ')} in the environment and start again. ${sendsMail ? '' : 'Until then mails are written into a folder and shown under Outbox.'}`.trim()
      : 'A mail server and an address for links are set.',
    link: sendsMail ? null : { href: '/outbox', label: 'Outbox' },
  };
}

function surveyStep({ surveysOn, answers }: SetUp): Step {
  const title = 'Ask customers';
  if (surveysOn > 0) {
    const says = `${count(surveysOn, 'survey is', 'surveys are')} switched on, ${count(answers, 'answer', 'answers')} so far.`;
    return { title, isDone: true, says, link: { href: '/surveys', label: 'Surveys' } };
  }
  const says =
    'One question after each solved ticket. The dry run shows who would have been asked before anything is sent.';
  return { title, isDone: false, says, link: { href: '/surveys/new', label: 'New survey' } };
}
