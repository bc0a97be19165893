import type { ScriptReport, Submission } from './evidence.js';

/** A submission as it lies in the database: times as text. */
export interface StoredSubmission {
  at: string;
  shownAt: string;
  optionId: string;
  nonceId: string;
  client: Submission['client'];
  shownTo: Submission['shownTo'];
  script: ScriptReport | null;
  hasComment: boolean;
}

export function storeSubmission(submission: Submission, hasComment: boolean): StoredSubmission {
  return { ...submission, at: submission.at.toISOString(), shownAt: submission.shownAt.toISOString(), hasComment };
}

export function restoreSubmission(stored: StoredSubmission): Submission {
  return { ...stored, at: new Date(stored.at), shownAt: new Date(stored.shownAt) };
}
