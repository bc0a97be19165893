import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Content } from '../surveys/content.js';
import { findOption } from '../surveys/question.js';
import { VersionCache } from '../surveys/version-cache.js';
import { type AnswerForm, readReport } from './answer-form.js';
import type { OpenInvitation } from './store/invitations.js';
import { AnswersService } from './answers.service.js';
import { type Client, clientOf } from './client.js';
import { ClosedLinks } from './closed-links.js';
import { FORM_LIFE_MS, type FormNonce, newNonceId, openNonce, sealNonce, type Step } from './form-nonce.js';
import { AnswerPages } from './pages/answer-pages.js';
import { questionView, type QuestionView } from './pages/answer-view.js';
import { SurveyTokens } from './survey-tokens.js';
import { isCounted } from './transition.js';

/** One request about one invitation. `path` is the address that forms post to. */
export interface Visitor {
  request: FastifyRequest;
  reply: FastifyReply;
  now: Date;
  invitation: OpenInvitation;
  path: string;
  /** What the form was shown for, when that is not the invitation itself: the first form of a shared link makes one. */
  formSubject?: string;
}

/** A posted form about one invitation, which is looked up only when its page must be shown again. */
export interface Post extends Omit<Visitor, 'invitation'> {
  invitationId: string;
  load: () => Promise<OpenInvitation | null>;
}

export interface Wish {
  optionId: string | null;
  isChange: boolean;
  notice?: string | null;
  reference?: string | null;
}

/** Shows the question and takes the form, for personal links and shared ones alike. */
@Injectable()
export class AnswerFlow {
  constructor(
    private readonly answers: AnswersService,
    private readonly versions: VersionCache,
    private readonly tokens: SurveyTokens,
    private readonly pages: AnswerPages,
    private readonly closed: ClosedLinks,
  ) {}

  /** The question with the tapped option preselected; after an answer that counts, what was answered and a way to change it. */
  async show(visitor: Visitor, wish: Wish, client: Client): Promise<void> {
    const { answer } = visitor.invitation;
    const isSettled = answer !== null && isCounted(answer.status);
    if (isSettled && !wish.isChange) return this.showAnswered(visitor, answer.optionId);
    await this.showQuestion(
      visitor,
      { ...wish, optionId: wish.optionId ?? answer?.optionId ?? null },
      client,
      isSettled ? 'change' : 'first',
    );
  }

  private async showAnswered({ invitation, reply, path }: Visitor, optionId: string): Promise<void> {
    const view = await this.viewOf(invitation, optionId);
    const data = { title: view.pages.alreadyAnswered, view, changeUrl: `${path}?change=1` };
    this.pages.send(reply, 200, 'answered', data, invitation.settings);
  }

  private async showQuestion(
    { invitation, reply, path, now }: Visitor,
    wish: Wish,
    client: Client,
    step: Step,
  ): Promise<void> {
    const { id, versionId, locale, agent, isAnonymous, settings, via } = invitation;
    const content = await this.versions.content(versionId);
    const { notice = null, reference = null } = wish;
    const optionId = findOption(content.question, wish.optionId ?? '')?.id ?? null;
    const isMailed = via === 'mail';
    const fields = {
      action: path,
      nonce: this.nonceFor(id, step, client, now),
      unsubscribeUrl: isMailed ? this.tokens.unsubscribeUrl(id, now) : '',
    };
    const data = (filled: typeof fields) => {
      const view = this.view(content, invitation, optionId);
      const unsubscribeUrl = isMailed ? filled.unsubscribeUrl : null;
      return { title: view.question, view, notice, reference, isAnonymous, ...filled, unsubscribeUrl };
    };
    if (notice || reference) return this.pages.send(reply, 200, 'answer', data(fields), settings);
    const key = JSON.stringify([versionId, locale, agent, optionId, isAnonymous, isMailed]);
    this.pages.sendAlike(reply, { name: 'answer', key, fields, data }, settings);
  }

  /** Takes the form and sends the browser to the thank-you page, so that a reload posts nothing. */
  async answer(post: Post, form: AnswerForm): Promise<void> {
    const { invitationId, request, reply, now } = post;
    const { ip: address, method, headers } = request;
    const subject = post.formSubject ?? invitationId;
    const client = clientOf({ address, method, headers }, this.tokens.visitorKey, subject);
    const nonce = openNonce(this.tokens.formKey, subject, form.n);
    if (!nonce || isStale(nonce, now)) return this.showAgain(post, form, client);
    const script = readReport(form.e);
    const outcome = await this.answers.accept({ invitationId, optionId: form.o, nonce, client, script }, now);
    if (outcome.verdict === 'closed') return this.closed.refuse(request, reply, now);
    if (outcome.verdict === 'ignore') return this.showAfter(post, { optionId: null, isChange: false }, client);
    const edit = this.tokens.mint('edit', { subject: outcome.responseId, expiresAt: outcome.editableUntil });
    void reply.redirect(`/e/${edit}`, 303);
  }

  /** Whether we showed this form for this subject. */
  isFormOf(subject: string, sealed: string): boolean {
    return openNonce(this.tokens.formKey, subject, sealed) !== null;
  }

  nonceFor(subject: string, step: Step, client: Client, now: Date): string {
    const { network, agent } = client;
    return sealNonce(this.tokens.formKey, { id: newNonceId(), subject, step, shownAt: now, network, agent });
  }

  private async showAgain(post: Post, form: AnswerForm, client: Client): Promise<void> {
    const wish = { optionId: form.o, isChange: false, isAgain: true, reference: form.t ?? null };
    await this.showAfter(post, wish, client);
  }

  /** The page after a form that changed nothing; only now the invitation is looked up. */
  private async showAfter(post: Post, wish: Wish & { isAgain?: boolean }, client: Client): Promise<void> {
    const { request, reply, now } = post;
    const invitation = await post.load();
    if (!invitation) return this.closed.refuse(request, reply, now);
    const { pages } = await this.viewOf(invitation, null);
    await this.show({ ...post, invitation }, { ...wish, notice: wish.isAgain ? pages.again : null }, client);
  }

  private async viewOf(invitation: OpenInvitation, optionId: string | null): Promise<QuestionView> {
    return this.view(await this.versions.content(invitation.versionId), invitation, optionId);
  }

  private view(content: Content, { locale, agent }: OpenInvitation, optionId: string | null): QuestionView {
    return questionView(content, locale, { company: this.pages.company, agent }, optionId);
  }
}

function isStale(nonce: FormNonce, now: Date): boolean {
  return now.getTime() - nonce.shownAt.getTime() > FORM_LIFE_MS;
}
