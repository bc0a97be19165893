import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IngestModule } from '../ingest/ingest.module.js';
import { InsightsModule } from '../insights/insights.module.js';
import { ActionEvent } from './actions/action-event.entity.js';
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
import { Digest } from './delivery/digest.entity.js';
import { DigestsController } from './delivery/digests.controller.js';
import { DigestsService } from './delivery/digests.service.js';
import { Effect } from './effects/effect.entity.js';
import { EffectsService } from './effects/effects.service.js';
import { ReadEffectsJob } from './effects/read-effects.job.js';
import { FactsService } from './facts/facts.service.js';
import { AnswersService } from './reading/answers.service.js';
import { DigestPagesController } from './reading/digest-pages.controller.js';
import { ReaderPagesController } from './reading/reader-pages.controller.js';
import { DigestRendering } from './rendering/digest-rendering.service.js';
import { RoutingRule } from './routing/routing-rule.entity.js';
import { RoutingRulesController } from './routing/routing-rules.controller.js';
import { DryRunService } from './routing/dry-run.service.js';
import { RoutingRulesService } from './routing/routing-rules.service.js';
import { TeamRecipient } from './teams/team-recipient.entity.js';
import { Team } from './teams/team.entity.js';
import { TeamsController } from './teams/teams.controller.js';
import { TeamsService } from './teams/teams.service.js';

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
];
const controllers = [
  TeamsController,
  ChannelsController,
  RoutingRulesController,
  DigestsController,
  ActionsController,
  DigestPagesController,
  ReaderPagesController,
];
const services = [
  TeamsService,
  ChannelsService,
  ChatSender,
  SendChatJob,
  RoutingRulesService,
  DryRunService,
  FactsService,
  DigestRendering,
  DigestsService,
  DeliveriesService,
  ActionsService,
  AnswersService,
  EffectsService,
  ReadEffectsJob,
  BuildDigestsJob,
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
