import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Id } from '../../platform/auth/auth.schema.js';
import { actorOf } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { HtmlPage } from '../../platform/pages/page.decorator.js';
import { Pages } from '../../platform/pages/pages.js';
import { AnswerPages } from '../answering/pages/answer-pages.js';
import { SurveysService } from '../surveys/surveys.service.js';
import { LOCALE, READY_LOCALES } from '../surveys/texts.js';
import { checked } from './refused.js';
import { headView } from './survey-views.js';
import { applyWords, WordsForm, wordsView } from './words-form.js';

const WordsQuery = z.object({
  locale: z.string().regex(LOCALE, 'As in de or pt-BR.').optional(),
  saved: z.string().max(5).optional(),
});
type WordsQuery = z.infer<typeof WordsQuery>;

/** The operator's own words, language by language. */
@ApiExcludeController()
@RequireScope('write')
@Controller('surveys/:id/words')
export class SurveyWordsController {
  constructor(
    private readonly surveys: SurveysService,
    private readonly pages: Pages,
    private readonly answerPages: AnswerPages,
  ) {}

  @Get()
  @HtmlPage()
  async show(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: WordsQuery }) { locale, saved }: WordsQuery,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    const survey = await this.surveys.get(id);
    return this.pages.render(request, 'surveys/pages/words', {
      title: `Words of ${survey.name}`,
      survey: headView(survey, '/words', request.caller, this.answerPages.company),
      isSaved: saved !== undefined,
      readyLocales: READY_LOCALES,
      ...wordsView(survey.content, locale ?? survey.content.defaultLocale),
    });
  }

  @Post()
  @HtmlPage()
  @AtEdge({ form: true })
  async save(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: WordsForm }) form: WordsForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const survey = await this.surveys.get(id);
    const content = checked(() => applyWords(survey.content, form));
    await this.surveys.change(id, { content }, actorOf(caller), new Date());
    void reply.redirect(`/surveys/${id}/words?locale=${encodeURIComponent(form.locale)}&saved=1`, 303);
  }
}
