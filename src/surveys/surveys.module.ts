import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IngestModule } from '../ingest/ingest.module.js';
import { PersonalData } from '../platform/personal-data/personal-data.js';
import { surveys as surveyHolder } from './following/survey-holder.js';
import { AnswerController } from './answering/answer.controller.js';
import { AnswerFlow } from './answering/answer-flow.js';
import { AnswersService } from './answering/answers.service.js';
import { ClosedLinks } from './answering/closed-links.js';
import { OpenSurveyController } from './answering/open-survey.controller.js';
import { OpenSurveys } from './answering/open-survey.service.js';
import { OutcomeService } from './answering/outcome.service.js';
import { AnswerPages } from './answering/pages/answer-pages.js';
import { ThanksPage } from './answering/pages/thanks-page.js';
import { ClearAddressesJob } from './following/clear-addresses.job.js';
import { OptOuts } from './following/opt-outs.js';
import { RecoveryAlerts } from './following/recovery-alerts.js';
import { ResponseRevision } from './answering/response-revision.entity.js';
import { SettleAnswersJob } from './following/settle-answers.job.js';
import { SurveyClick } from './answering/survey-click.entity.js';
import { SurveyEvents } from './following/survey-events.js';
import { SurveyResponse } from './answering/survey-response.entity.js';
import { SurveyTokens } from './answering/survey-tokens.js';
import { ThanksController } from './answering/thanks.controller.js';
import { UnsubscribeController } from './answering/unsubscribe.controller.js';
import { AnswerDesk } from './answering/store/answer-desk.js';
import { VisitsService } from './answering/visits.service.js';
import { DecideJob } from './asking/decide.job.js';
import { DecisionsService } from './asking/decisions.service.js';
import { DryRunService } from './asking/dry-run.service.js';
import { Invitation } from './asking/invitation.entity.js';
import { InvitationsController } from './asking/invitations.controller.js';
import { InvitationsService } from './asking/invitations.service.js';
import { InvitePeople } from './asking/invite-people.service.js';
import { SendDecision } from './asking/send-decision.entity.js';
import { BouncedInvitations } from './mail/bounced-invitations.js';
import { DeliveryTracker } from './mail/delivery-tracker.js';
import { SendInvitationsJob } from './mail/send-invitations.job.js';
import { SurveyMailer } from './mail/survey-mailer.js';
import { SurveyPagesController } from './pages/survey-pages.controller.js';
import { AskingViews } from './pages/asking-views.js';
import { SurveyToolViews } from './pages/survey-tool-views.js';
import { SurveyToolsController } from './pages/survey-tools.controller.js';
import { SurveyWordsController } from './pages/survey-words.controller.js';
import { AskedEvidence } from './scores/asked-evidence.service.js';
import { AskedEvidenceController } from './scores/asked-evidence.controller.js';
import { AskedCountsService } from './scores/asked-counts.service.js';
import { ResponsesService } from './scores/responses.service.js';
import { ScoresController } from './scores/scores.controller.js';
import { ScoresService } from './scores/scores.service.js';
import { Survey } from './surveys/survey.entity.js';
import { SurveyLinks } from './surveys/survey-links.js';
import { SurveyVersion } from './surveys/survey-version.entity.js';
import { SurveysController } from './surveys/surveys.controller.js';
import { SurveysService } from './surveys/surveys.service.js';
import { VersionCache } from './surveys/version-cache.js';
import { WidgetController } from './widget/widget.controller.js';
import { WidgetService } from './widget/widget.service.js';

const entities = [Survey, SurveyVersion, Invitation, SendDecision, SurveyClick, SurveyResponse, ResponseRevision];
const controllers = [
  SurveysController,
  InvitationsController,
  ScoresController,
  AskedEvidenceController,
  AnswerController,
  ThanksController,
  OpenSurveyController,
  UnsubscribeController,
  WidgetController,
  SurveyPagesController,
  SurveyToolsController,
  SurveyWordsController,
];
const asking = [InvitationsService, InvitePeople, DecisionsService, DryRunService, DecideJob];
const answering = [
  AnswerDesk,
  SurveyTokens,
  VisitsService,
  AnswersService,
  AnswerFlow,
  OpenSurveys,
  ClosedLinks,
  AnswerPages,
  ThanksPage,
  OutcomeService,
];
const following = [SurveyEvents, RecoveryAlerts, SettleAnswersJob, ClearAddressesJob, OptOuts];
const services = [
  SurveysService,
  VersionCache,
  SurveyLinks,
  SurveyMailer,
  SendInvitationsJob,
  BouncedInvitations,
  DeliveryTracker,
  AskingViews,
  SurveyToolViews,
  WidgetService,
  ScoresService,
  AskedCountsService,
  AskedEvidence,
  ResponsesService,
  ...asking,
  ...answering,
  ...following,
];

/**
 * Asking, answering, scores. Owns surveys and their versions, the ledger of who is asked, invitations, answers with every
 * revision, and the pages that customers see (`/s`, `/e`, `/u`, `/f`). Comments go to ingest as feedback.
 */
@Module({
  imports: [TypeOrmModule.forFeature(entities), IngestModule],
  controllers,
  providers: services,
  exports: [SurveysService, ScoresService],
})
export class SurveysModule implements OnModuleInit {
  constructor(private readonly personalData: PersonalData) {}

  onModuleInit(): void {
    this.personalData.register(surveyHolder);
  }
}
