import { cleanMessage } from '../../ingest/text/clean-message.js';
import type { Content } from '../surveys/content.js';
import { findOption, scoreOfOption } from '../surveys/question.js';
import type { ScriptReport } from './evidence.js';
import type { SurveyResponse } from './survey-response.entity.js';

/** What the page that answered sends later: another option, a comment, reasons. What is absent stays as it is. */
export interface Amendment {
  optionId?: string | undefined;
  comment?: string | undefined;
  reasons?: string[] | undefined;
  script: ScriptReport | null;
}

type Changes = Partial<Pick<SurveyResponse, 'optionId' | 'band' | 'score' | 'reasons' | 'comment' | 'level'>>;

const LONGEST_COMMENT = 4000;
/** Fewer keys are a slip or a pasted text. */
const LEAST_TYPED_KEYS = 3;

/** The columns that an amendment changes; empty when it repeats what is stored. Unknown options and reasons are ignored. */
export function changesOf(response: SurveyResponse, amendment: Amendment, content: Content): Changes {
  const changes: Changes = {
    ...optionChange(response, amendment, content),
    ...reasonChange(response, amendment, content),
  };
  const comment =
    amendment.comment === undefined || !content.asksComment ? response.comment : maskedComment(amendment.comment);
  if (comment !== response.comment) changes.comment = comment;
  if (comment && response.level === 3 && isTyped(amendment.script)) changes.level = 4;
  return changes;
}

/** What is kept and shown of a comment: without personal data, at most 4,000 characters, null when nothing is left. */
export function maskedComment(text: string): string | null {
  const { masked } = cleanMessage({ text: [...text].slice(0, LONGEST_COMMENT).join('') });
  return masked.trim() === '' ? null : masked.trim();
}

function optionChange(response: SurveyResponse, { optionId }: Amendment, { question }: Content): Changes {
  const option = optionId === undefined ? null : findOption(question, optionId);
  if (!option || option.id === response.optionId) return {};
  return { optionId: option.id, band: option.band, score: scoreOfOption(question, option) };
}

function reasonChange(response: SurveyResponse, { reasons }: Amendment, content: Content): Changes {
  const known = reasons?.filter((id) => content.reasons.includes(id));
  return known && known.join() !== response.reasons.join() ? { reasons: known } : {};
}

function isTyped(script: ScriptReport | null): boolean {
  return script !== null && script.hasGesture && script.typedKeys >= LEAST_TYPED_KEYS;
}
