import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ArticleImport } from './articles/article-import.js';
import { ArticlesService } from './articles/articles.service.js';
import { KbArticle } from './articles/kb-article.entity.js';
import { KbChunk } from './articles/kb-chunk.entity.js';
import { CustomerProfile } from './customers/customer-profile.entity.js';
import { Customer } from './customers/customer.entity.js';
import { CustomersService } from './customers/customers.service.js';
import { Feedback } from './feedback/feedback.entity.js';
import { FeedbackService } from './feedback/feedback.service.js';
import { Statement } from './feedback/statement.entity.js';
import { StatementsService } from './feedback/statements.service.js';
import { ImportBatch } from './imports/import-batch.entity.js';
import { ImportError } from './imports/import-error.entity.js';
import { ImportsService } from './imports/imports.service.js';
import { AgentRepliesService } from './replies/agent-replies.service.js';
import { AgentReply } from './replies/agent-reply.entity.js';
import { ErasureMark } from './rights/erasure-mark.entity.js';
import { ErasureMarks } from './rights/erasure-marks.js';
import { StageRule } from './stages/stage-rule.entity.js';
import { StageRules } from './stages/stage-rules.service.js';
import { MessagesService } from './tickets/messages.service.js';
import { Ticket } from './tickets/ticket.entity.js';
import { TicketsService } from './tickets/tickets.service.js';

const entities = [
  Customer,
  CustomerProfile,
  Ticket,
  AgentReply,
  Feedback,
  Statement,
  StageRule,
  ImportBatch,
  ImportError,
  KbArticle,
  KbChunk,
  ErasureMark,
];
const services = [
  CustomersService,
  TicketsService,
  MessagesService,
  AgentRepliesService,
  FeedbackService,
  StatementsService,
  StageRules,
  ImportsService,
  ArticlesService,
  ArticleImport,
  ErasureMarks,
];

/**
 * What customers said, wherever it was said: tickets, feedback, statements, imports, help articles. Texts are cleaned
 * and masked here, once, before anybody else can see them. Knows nothing of surveys, themes or digests.
 */
@Module({ imports: [TypeOrmModule.forFeature(entities)], providers: services, exports: services })
export class IngestModule {}
