import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { type Content, textsOf } from '../../surveys/content.js';
import { Survey } from '../../surveys/survey.entity.js';
import { thanksFor } from '../../surveys/texts.js';
import { VersionCache } from '../../surveys/version-cache.js';
import { SurveyResponse } from '../survey-response.entity.js';
import { SurveyTokens } from '../survey-tokens.js';
import { randomId } from '../token.js';
import { AnswerPages } from './answer-pages.js';
import { questionView } from './answer-view.js';

/** The page after an answer, opened by a token that only the answering browser got. */
@Injectable()
export class ThanksPage {
  constructor(
    private readonly db: DataSource,
    private readonly tokens: SurveyTokens,
    private readonly versions: VersionCache,
    private readonly pages: AnswerPages,
  ) {}

  /** The answer that a token may still change. Forged tokens cost a look into the database too, so time tells nothing. */
  async find(token: string, now: Date): Promise<SurveyResponse | null> {
    const content = this.tokens.read('edit', token);
    const response = await this.db.manager.findOneBy(SurveyResponse, { id: content?.subject ?? randomId() });
    return content && response && response.editableUntil > now ? response : null;
  }

  async send(reply: FastifyReply, response: SurveyResponse, page: { action: string; isSaved: boolean }): Promise<void> {
    const { settings, isAnonymous } = await this.db.manager.findOneByOrFail(Survey, { id: response.surveyId });
    const content = await this.versions.content(response.versionId);
    this.pages.send(
      reply,
      200,
      'thanks',
      { ...thanksView(content, response, this.pages.company), ...page, isAnonymous },
      settings,
    );
  }
}

/** What the page says: thanks for the band, reasons after a low score, and the comment so far. */
export function thanksView(content: Content, response: SurveyResponse, company: string) {
  const view = questionView(content, response.locale, { company, agent: response.agent }, response.optionId);
  const texts = textsOf(content, response.locale);
  const offered = response.band === 'low' ? content.reasons : [];
  const reasons = offered.map((id) => ({
    id,
    label: texts.reasons[id] ?? id,
    isTicked: response.reasons.includes(id),
  }));
  const thanks = thanksFor(texts, response.band);
  const { asksComment } = content;
  return {
    title: thanks,
    thanks,
    view,
    reasons,
    asksComment,
    asksMore: asksComment || reasons.length > 0,
    comment: response.comment ?? '',
  };
}
