import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ArticleImport } from './articles/article-import.js';
import { ArticleList } from './articles/article-list.js';
import { ArticlesController } from './articles/articles.controller.js';
import { ArticlesService } from './articles/articles.service.js';
import { KbArticle } from './articles/kb-article.entity.js';
import { KbChunk } from './articles/kb-chunk.entity.js';
import { ChangesService } from './connections/changes.service.js';
import { Connection } from './connections/connection.entity.js';
import { ConnectionCheck } from './connections/connection-check.js';
import { ConnectionHealthReader } from './connections/connection-health.js';
import { ConnectionViews } from './connections/connection-view.js';
import { ConnectionsController } from './connections/connections.controller.js';
import { ConnectionsPageController } from './connections/connections-page.controller.js';
import { ConnectionsService } from './connections/connections.service.js';
import { DeskOpener } from './connections/pulls/open-desk.js';
import { Pull } from './connections/pulls/pull.entity.js';
import { PullJob } from './connections/pulls/pull.job.js';
import { PullsService } from './connections/pulls/pulls.service.js';
import { RefreshesService } from './connections/pulls/refreshes.service.js';
import { StreamReader } from './connections/pulls/stream-reader.js';
import { TicketRefresh } from './connections/pulls/ticket-refresh.entity.js';
import { CustomerProfile } from './customers/customer-profile.entity.js';
import { Customer } from './customers/customer.entity.js';
import { CustomersService } from './customers/customers.service.js';
import { ProcessEventsJob } from './events/process-events.job.js';
import { RawEvent } from './events/raw-event.entity.js';
import { RawEventsService } from './events/raw-events.service.js';
import { WebhooksController } from './events/webhooks.controller.js';
import { WebhooksService } from './events/webhooks.service.js';
import { Feedback } from './feedback/feedback.entity.js';
import { FeedbackController } from './feedback/feedback.controller.js';
import { FeedbackService } from './feedback/feedback.service.js';
import { OutsideFeedbackService } from './feedback/outside-feedback.service.js';
import { Statement } from './feedback/statement.entity.js';
import { StatementsService } from './feedback/statements.service.js';
import { ImportBatch } from './imports/import-batch.entity.js';
import { ImportError } from './imports/import-error.entity.js';
import { ImportJob } from './imports/import.job.js';
import { ImportsController } from './imports/imports.controller.js';
import { ImportsPageController } from './imports/imports-page.controller.js';
import { ImportsService } from './imports/imports.service.js';
import { UploadsService } from './imports/uploads.service.js';
import { AgentRepliesService } from './replies/agent-replies.service.js';
import { AgentReply } from './replies/agent-reply.entity.js';
import { ErasureLedger } from './rights/erasure-ledger.js';
import { ErasureReplay } from './rights/erasure-replay.js';
import { Erasure } from './rights/erasure.entity.js';
import { CustomersController } from './rights/customers.controller.js';
import { RetentionJob } from './retention/retention.job.js';
import { RightsService } from './rights/rights.service.js';
import { Subjects } from './rights/subjects.js';
import { ErasureMark } from './rights/erasure-mark.entity.js';
import { ErasureMarks } from './rights/erasure-marks.js';
import { KbSearch } from './searches/kb-search.entity.js';
import { SearchesController } from './searches/searches.controller.js';
import { SearchesService } from './searches/searches.service.js';
import { StageRule } from './stages/stage-rule.entity.js';
import { StageRules } from './stages/stage-rules.service.js';
import { StagesController } from './stages/stages.controller.js';
import { MessagesService } from './tickets/messages.service.js';
import { Ticket } from './tickets/ticket.entity.js';
import { TicketList } from './tickets/ticket-list.js';
import { TicketsController } from './tickets/tickets.controller.js';
import { TicketsService } from './tickets/tickets.service.js';

const tickets = {
  entities: [Ticket, AgentReply, StageRule],
  services: [TicketsService, TicketList, MessagesService, AgentRepliesService, StageRules],
};
const customers = {
  entities: [Customer, CustomerProfile, ErasureMark, Erasure],
  services: [CustomersService, ErasureMarks, ErasureLedger, ErasureReplay, RightsService, Subjects, RetentionJob],
};
const feedback = {
  entities: [Feedback, Statement],
  services: [FeedbackService, OutsideFeedbackService, StatementsService],
};
const files = { entities: [ImportBatch, ImportError], services: [ImportsService, UploadsService, ImportJob] };
const articles = {
  entities: [KbArticle, KbChunk, KbSearch],
  services: [ArticlesService, ArticleList, ArticleImport, SearchesService],
};
const connections = {
  entities: [Connection, RawEvent, Pull, TicketRefresh],
  services: [
    ConnectionsService,
    ConnectionViews,
    ConnectionHealthReader,
    ConnectionCheck,
    ChangesService,
    WebhooksService,
    RawEventsService,
    ProcessEventsJob,
    DeskOpener,
    PullsService,
    RefreshesService,
    StreamReader,
    PullJob,
  ],
};

const parts = [tickets, customers, feedback, files, articles, connections];

/**
 * What customers said, wherever it was said: tickets, feedback, statements, imports, help articles, and the connections
 * through which they come. Texts are cleaned and masked here, once, before anybody else can see them. Knows nothing of
 * surveys, themes or digests.
 */
@Module({
  imports: [TypeOrmModule.forFeature(parts.flatMap<new () => object>((part) => part.entities))],
  controllers: [
    TicketsController,
    FeedbackController,
    ArticlesController,
    SearchesController,
    StagesController,
    WebhooksController,
    ImportsController,
    ImportsPageController,
    CustomersController,
    ConnectionsController,
    ConnectionsPageController,
  ],
  providers: parts.flatMap<new (...args: never[]) => object>((part) => part.services),
  exports: parts.flatMap<new (...args: never[]) => object>((part) => part.services),
})
export class IngestModule {}
