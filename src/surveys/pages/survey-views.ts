import { allows, type Scope } from '../../platform/auth/scopes.js';
import type { Suspicion } from '../answering/evidence.js';
import type { SurveyResponse } from '../answering/survey-response.entity.js';
import type { SkipReason } from '../asking/eligibility.js';
import type { Metrics } from '../scores/metrics.js';
import { answersPage, type Evidence } from '../scores/score-evidence.js';
import { textsOf } from '../surveys/content.js';
import type { Content } from '../surveys/content.js';
import { optionsOf, type Question } from '../surveys/question.js';
import type { SurveyState } from '../surveys/survey.entity.js';
import type { SurveyWithContent } from '../surveys/surveys.service.js';
import { fill } from '../surveys/texts.js';

/** Why somebody was not asked, in words. */
export const REASON_WORDS: Record<SkipReason, string> = {
  'survey-not-active': 'the survey was not switched on',
  'no-address': 'no mail address is known',
  staff: 'the address is one of our own',
  'ticket-deleted': 'the ticket was deleted',
  'ticket-spam': 'the ticket was spam',
  'ticket-merged': 'the ticket was merged into another',
  'ticket-not-solved': 'the ticket was not solved any more',
  'ticket-reopened': 'the ticket was reopened',
  'no-agent-reply': 'nobody had replied',
  'auto-closed': 'the ticket was closed automatically',
  rules: 'the rules did not hold',
  'too-old': 'it was too long ago',
  suppressed: 'the person unsubscribed, or the mailbox is gone',
  'asked-recently': 'the person was asked not long ago',
  'not-sampled': 'not drawn for the sample',
};

export const SUSPICION_WORDS: Record<Suspicion, string> = {
  'machine-agent': 'the program calls itself a machine',
  'driven-browser': 'the browser says that a program drives it',
  'no-gesture': 'the script ran, but nobody pressed the button',
  'too-fast': 'it was faster than anybody reads',
  'soon-after-sending': 'it came within a minute of the mail, without evidence of a person',
  'several-options': 'several answers were opened within a moment',
  prefetch: 'the same visitor fetched the link without showing it',
  honeypot: 'a link that no person sees was opened',
  'second-network': 'the link was used from two networks at nearly the same time',
  'replayed-form': 'the form came back from another browser than it was shown to',
  contradicted: 'two strong answers contradict each other',
};

export const STATE_TONES: Record<SurveyState, string> = { draft: '', active: 'good', paused: 'warn', archived: '' };
const KIND_WORDS: Record<Question['kind'], string> = {
  csat: 'Satisfaction',
  ces: 'Effort',
  nps: 'Recommendation (NPS)',
  thumbs: 'Solved or not',
  choice: 'Own question',
};

export function kindWords({ kind, points, appearance }: Question): string {
  return `${KIND_WORDS[kind]}, ${points} ${appearance === 'numbers' ? 'points' : appearance}`;
}

const TABS = [
  ['Results', ''],
  ['Answers', '/answers'],
  ['Quarantine', '/quarantine'],
  ['Settings', '/settings'],
  ['Words', '/words'],
  ['Preview', '/preview'],
  ['Dry run', '/dry-run'],
  ['Links', '/share'],
] as const;

/** The head that all pages of a survey share. */
export function headView(
  survey: SurveyWithContent,
  tab: (typeof TABS)[number][1],
  caller: { scopes: readonly Scope[] },
  company: string,
) {
  const { id, name, state, content } = survey;
  const maySend = allows(caller.scopes, 'surveys:send');
  return {
    id,
    name,
    state,
    tone: STATE_TONES[state],
    question: fill(textsOf(content, content.defaultLocale).question, { company, agent: null }),
    mayActivate: maySend && (state === 'draft' || state === 'paused'),
    mayPause: maySend && state === 'active',
    tabs: TABS.map(([label, path]) => ({ label, href: `/surveys/${id}${path}`, isCurrent: path === tab })),
  };
}

/** One line of numbers: score, range, answers, response rate; a dash where nothing is known. */
export function metricsLine(metrics: Metrics & Evidence, name: string | null = metrics.group) {
  const score = metrics.scores?.[0] ?? null;
  return {
    name: name ?? 'not known',
    score: score?.value === null || score === null ? '–' : scoreText(score.value, score.unit),
    range: score?.interval
      ? `${scoreText(score.interval.low, score.unit)} to ${scoreText(score.interval.high, score.unit)}`
      : '',
    n: metrics.n,
    answersUrl: answersPage(metrics.evidence),
    rate: metrics.responseRate.value === null ? '–' : `${Math.round(metrics.responseRate.value)} %`,
  };
}

export function scoreText(value: number, unit: string): string {
  if (unit === 'points') return value.toFixed(1);
  if (unit === 'net') return `${value > 0 ? '+' : ''}${Math.round(value)}`;
  return `${Math.round(value)} %`;
}

export function statsOf(metrics: Metrics & Evidence) {
  const scores = (metrics.scores ?? []).map(({ title, value, unit, interval }) => ({
    label: title,
    value: value === null ? '–' : scoreText(value, unit),
    note: interval
      ? `${scoreText(interval.low, unit)} to ${scoreText(interval.high, unit)}, 19 times of 20`
      : 'too few answers for a range',
  }));
  const { coverage, responseRate, provisional, excludedTotal, n, withComment } = metrics;
  const line = metricsLine(metrics);
  return [
    ...scores,
    { label: 'Answers that count', value: String(n), note: `${withComment} with a comment`, url: line.answersUrl },
    {
      label: 'Response rate',
      value: line.rate,
      note: `of ${responseRate.n} mails that arrived${coverage.unknown ? `, ${coverage.unknown} uncertain` : ''}`,
    },
    {
      label: 'Set aside',
      value: String(excludedTotal),
      note: `${provisional} more in the ten quiet minutes`,
      url: answersPage(metrics.excludedEvidence),
    },
  ].map((stat) => ({ url: null, ...stat }));
}

/** Shares of the options, best worded: the label, or the number. */
export function sharesOf(content: Content, metrics: Metrics) {
  const texts = textsOf(content, content.defaultLocale);
  return metrics.options.map(({ option, n, percent, interval }) => ({
    label: texts.labels[option] ?? option,
    n,
    share: percent === null ? 0 : percent / 100,
    range: interval ? `${Math.round(interval.low)} to ${Math.round(interval.high)} %` : '–',
  }));
}

export function excludedWords(metrics: Metrics): string {
  const parts = Object.entries(metrics.excluded).map(
    ([reason, n]) => `${n} because ${SUSPICION_WORDS[reason as Suspicion] ?? reason}`,
  );
  return parts.join('; ') || 'nothing';
}

const STATUS_TONES: Record<SurveyResponse['status'], string> = {
  provisional: 'accent',
  confirmed: 'good',
  released: 'good',
  suspect: 'warn',
  dismissed: '',
};
const STATUS_WORDS: Record<SurveyResponse['status'], string> = {
  provisional: 'counts in some minutes',
  confirmed: 'counts',
  released: 'counts, reviewed',
  suspect: 'set aside',
  dismissed: 'left out, reviewed',
};

export function answerView(response: SurveyResponse, content: Content, mayWrite: boolean) {
  const texts = textsOf(content, content.defaultLocale);
  const { id, surveyId, optionId, status, comment, answeredAt, agent, team, suspicions } = response;
  const known = optionsOf(content.question).some((option) => option.id === optionId);
  return {
    id,
    surveyId,
    answer: texts.labels[optionId] ?? (known ? `${optionId} of ${optionsOf(content.question).at(-1)!.id}` : optionId),
    status: STATUS_WORDS[status],
    tone: STATUS_TONES[status],
    comment,
    reasons: response.reasons.map((reason) => texts.reasons[reason] ?? reason),
    suspicions: status === 'confirmed' ? [] : suspicions.map((name) => SUSPICION_WORDS[name]),
    answeredAt,
    agent,
    team,
    mayReview: mayWrite && status === 'suspect',
  };
}
