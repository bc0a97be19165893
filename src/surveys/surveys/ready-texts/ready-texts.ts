import type { Kind } from '../question.js';

/** Everything a customer reads about one survey, in one language. `{company}` and `{agent}` are filled in. */
export interface SurveyTexts {
  question: string;
  /** Words at the two ends of a scale of numbers. */
  low: string;
  high: string;
  /** A word for each option that is not a bare number, by option id. */
  labels: Record<string, string>;
  reasons: Record<string, string>;
  reasonsPrompt: string;
  commentPrompt: string;
  thanksLow: string;
  thanksMiddle: string;
  thanksHigh: string;
  mailSubject: string;
  mailHint: string;
  mailWhy: string;
  reminderSubject: string;
}

/** The words of pages around the question, the same for every survey. */
export interface PageTexts {
  send: string;
  orChoose: string;
  optional: string;
  saveComment: string;
  saved: string;
  change: string;
  yourAnswer: string;
  alreadyAnswered: string;
  again: string;
  closedTitle: string;
  closedBody: string;
  unsubscribe: string;
  unsubscribeTitle: string;
  unsubscribeBody: string;
  unsubscribeButton: string;
  unsubscribedTitle: string;
  unsubscribedBody: string;
  troubleTitle: string;
  troubleBody: string;
  anonymous: string;
  preview: string;
  close: string;
}

/** What a language brings for one kind; what is missing comes from `shared`. `choice` has no ready question: it is the operator's. */
export type KindTexts = Pick<SurveyTexts, 'question' | 'low' | 'high'> & {
  labels: (points: number) => Record<string, string>;
};

export interface ReadyTexts {
  locale: string;
  pages: PageTexts;
  shared: Omit<SurveyTexts, 'question' | 'low' | 'high' | 'labels'>;
  kinds: Record<Kind, KindTexts>;
}

/** Words for 2, 3 or 5 degrees of satisfaction, worst first, under the ids that the scale uses. */
export function degrees(
  words: readonly [string, string, string, string, string],
): (points: number) => Record<string, string> {
  const picks: Record<number, number[]> = { 2: [1, 3], 3: [1, 2, 3], 5: [0, 1, 2, 3, 4] };
  return (points) => {
    const first = points === 2 ? 0 : 1;
    return Object.fromEntries((picks[points] ?? []).map((word, i) => [String(first + i), words[word]!]));
  };
}

export const noLabels = (): Record<string, string> => ({});
