import { BadRequestException, Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Amendment } from '../answering/amendment.js';
import { AnswerFlow } from '../answering/answer-flow.js';
import { type AnswerForm, readReport } from '../answering/answer-form.js';
import { AnswersService } from '../answering/answers.service.js';
import { clientOf } from '../answering/client.js';
import { openNonce } from '../answering/form-nonce.js';
import { OpenSurveys } from '../answering/open-survey.service.js';
import { AnswerPages } from '../answering/pages/answer-pages.js';
import { questionView } from '../answering/pages/answer-view.js';
import { SurveyTokens } from '../answering/survey-tokens.js';
import { randomId } from '../answering/token.js';
import { findOption } from '../surveys/question.js';
import { paletteOf } from '../surveys/palette.js';
import type { SurveyWithContent } from '../surveys/surveys.service.js';
import { thanksFor } from '../surveys/texts.js';
import { textsOf } from '../surveys/content.js';

@Injectable()
export class WidgetService {
  constructor(
    private readonly open: OpenSurveys,
    private readonly flow: AnswerFlow,
    private readonly answers: AnswersService,
    private readonly tokens: SurveyTokens,
    private readonly pages: AnswerPages,
  ) {}

  /** Everything the script needs to draw the question. */
  question(survey: SurveyWithContent, request: FastifyRequest, lang: string, now: Date) {
    const subject = randomId();
    const locale = this.open.localeFor(survey, request.headers['accept-language'], lang);
    const view = questionView(survey.content, locale, { company: this.pages.company, agent: null }, null);
    const { question, dir, options, low, high, hasEnds: isNumbers, texts, pages } = view;
    return {
      question,
      locale: view.locale,
      dir,
      options,
      low,
      high,
      isNumbers,
      palette: paletteOf(survey.settings.branding.colour),
      nonce: this.flow.nonceFor(subject, 'first', this.client(request, subject), now),
      asksComment: survey.content.asksComment,
      commentPrompt: texts.commentPrompt,
      saveComment: pages.saveComment,
      saved: pages.saved,
      trouble: pages.troubleTitle,
      close: pages.close,
    };
  }

  async answer(survey: SurveyWithContent, request: FastifyRequest, form: AnswerForm, now: Date) {
    const subject = form.n.split('.')[1] ?? '';
    const nonce = openNonce(this.tokens.formKey, subject, form.n);
    const option = findOption(survey.content.question, form.o);
    if (!nonce || !option)
      throw new BadRequestException({ code: 'answer.invalid', message: 'The form was not one of ours.' });
    const locale = this.open.localeFor(survey, request.headers['accept-language']);
    const invitation = await this.open.admit({ survey, subject, reference: null, via: 'widget', locale }, now);
    const script = readReport(form.e);
    const outcome = await this.answers.accept(
      { invitationId: invitation.id, optionId: form.o, nonce, client: this.client(request, subject), script },
      now,
    );
    const thanks = thanksFor(textsOf(survey.content, locale), option.band);
    if (outcome.verdict === 'closed') return { thanks, edit: null };
    return {
      thanks,
      edit: this.tokens.mint('edit', { subject: outcome.responseId, expiresAt: outcome.editableUntil }),
    };
  }

  async comment(token: string, amendment: Amendment, now: Date): Promise<void> {
    const content = this.tokens.read('edit', token);
    const changed = content && (await this.answers.amend(content.subject, amendment, now));
    if (!changed)
      throw new NotFoundException({ code: 'response.not-found', message: 'There is no such answer, or it is closed.' });
  }

  private client({ ip: address, method, headers }: FastifyRequest, subject: string) {
    return clientOf({ address, method, headers }, this.tokens.visitorKey, subject);
  }
}
