import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IngestModule } from '../ingest/ingest.module.js';
import { InsightsModule } from '../insights/insights.module.js';
import { ActionEvent } from './actions/action-event.entity.js';
import { ActionPagesController } from './actions/action-pages.controller.js';
import { ActionPanels } from './actions/action-panels.service.js';
import { ActionReadingService } from './actions/action-reading.service.js';
import { Action } from './actions/action.entity.js';
import { ActionsController } from './actions/actions.controller.js';
import { ActionsService } from './actions/actions.service.js';
import { ChannelsController } from './chat/channels.controller.js';
import { ChannelsService } from './chat/channels.service.js';
import { ChatSender } from './chat/chat-sender.js';
import { SendChatJob } from './chat/send-chat.job.js';
import { TeamChannel } from './chat/team-channel.entity.js';
import { BuildDigestsJob } from './delivery/build-digests.job.js';
import { DeliveriesService } from './delivery/deliveries.service.js';
import { Delivery } from './delivery/delivery.entity.js';
import { DigestAnswer } from './delivery/digest-answer.entity.js';
import { DigestDrafts } from './delivery/digest-drafts.service.js';
import { Digest } from './delivery/digest.entity.js';
import { QuotedCustomers } from './delivery/quoted-customers.js';
import { DigestsController } from './delivery/digests.controller.js';
import { DigestsService } from './delivery/digests.service.js';
import { Effect } from './effects/effect.entity.js';
import { EffectsService } from './effects/effects.service.js';
import { ReadEffectsJob } from './effects/read-effects.job.js';
import { DataFactsService } from './facts/data-facts.service.js';
import { AlertLetter } from './alerts/alert-letter.js';
import { TeamAlerts } from './alerts/team-alerts.service.js';
import { FactsService } from './facts/facts.service.js';
import { TeamShare } from './facts/team-share.service.js';
import { ThemeFactsService } from './facts/theme-facts.service.js';
import { WeekFigures } from './facts/week-figures.service.js';
import { TeamMemory } from './memory/team-memory.service.js';
import { CustomerNoticeRecipient } from './notices/customer-notice-recipient.entity.js';
import { CustomerNotice } from './notices/customer-notice.entity.js';
import { NoticeMailer } from './notices/notice-mailer.js';
import { NoticePagesController } from './notices/notice-pages.controller.js';
import { NoticesController } from './notices/notices.controller.js';
import { NoticesService } from './notices/notices.service.js';
import { PublicNoticesController } from './notices/public-notices.controller.js';
import { AnswersService } from './reading/answers.service.js';
import { DigestArchive } from './reading/digest-archive.service.js';
import { DigestPagesController } from './reading/digest-pages.controller.js';
import { ReaderPagesController } from './reading/reader-pages.controller.js';
import { DigestRendering } from './rendering/digest-rendering.service.js';
import { ReviewDecision } from './review/review-decision.entity.js';
import { ReviewPagesController } from './review/review-pages.controller.js';
import { Review } from './review/review.entity.js';
import { ReviewsService } from './review/reviews.service.js';
import { DryRunService } from './routing/dry-run.service.js';
import { RoutingRule } from './routing/routing-rule.entity.js';
import { RoutingRulesController } from './routing/routing-rules.controller.js';
import { RoutedThemes } from './routing/routed-themes.service.js';
import { RoutingRulesService } from './routing/routing-rules.service.js';
import { TeamPagesController } from './teams/team-pages.controller.js';
import { TeamRecipient } from './teams/team-recipient.entity.js';
import { SettingUp } from './start/setting-up.service.js';
import { StartController } from './start/start.controller.js';
import { Team } from './teams/team.entity.js';
import { TeamsController } from './teams/teams.controller.js';
import { OfTeamGuard } from './teams/of-team.js';
import { TeamsService } from './teams/teams.service.js';
import { OutsideIssue } from './trackers/outside-issue.entity.js';
import { OutsideIssuesService } from './trackers/outside-issues.service.js';
import { TrackerEventsController } from './trackers/tracker-events.controller.js';
import { TrackerPagesController } from './trackers/tracker-pages.controller.js';
import { Tracker } from './trackers/tracker.entity.js';
import { TrackersController } from './trackers/trackers.controller.js';
import { TrackersService } from './trackers/trackers.service.js';

const entities = [
  Team,
  TeamRecipient,
  TeamChannel,
  RoutingRule,
  Digest,
  Delivery,
  DigestAnswer,
  Action,
  ActionEvent,
  Effect,
  Tracker,
  OutsideIssue,
  Review,
  ReviewDecision,
  CustomerNotice,
  CustomerNoticeRecipient,
];
const controllers = [
  TeamsController,
  ChannelsController,
  RoutingRulesController,
  DigestsController,
  ActionsController,
  DigestPagesController,
  ReaderPagesController,
  TeamPagesController,
  ActionPagesController,
  TrackersController,
  TrackerEventsController,
  TrackerPagesController,
  NoticesController,
  NoticePagesController,
  PublicNoticesController,
  ReviewPagesController,
  StartController,
];
const services = [
  OfTeamGuard,
  SettingUp,
  TeamsService,
  ChannelsService,
  ChatSender,
  SendChatJob,
  RoutingRulesService,
  RoutedThemes,
  DryRunService,
  FactsService,
  WeekFigures,
  AlertLetter,
  TeamAlerts,
  DigestRendering,
  DigestsService,
  DeliveriesService,
  ActionsService,
  AnswersService,
  EffectsService,
  ReadEffectsJob,
  BuildDigestsJob,
  DataFactsService,
  ThemeFactsService,
  TeamShare,
  TeamMemory,
  DigestDrafts,
  QuotedCustomers,
  ActionReadingService,
  ActionPanels,
  TrackersService,
  OutsideIssuesService,
  NoticesService,
  NoticeMailer,
  ReviewsService,
  DigestArchive,
];

/**
 * Telling and closing the loop: teams and who gets what, the facts of a week frozen as JSON, their words, mails and pages,
 * what teams decided, and whether it worked. Reads the other modules; nobody reads it.
 */
@Module({
  imports: [TypeOrmModule.forFeature(entities), IngestModule, InsightsModule],
  controllers,
  providers: services,
  exports: services,
})
export class DigestModule {}
