import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IngestModule } from '../ingest/ingest.module.js';
import { Config } from '../platform/config.js';
import { AlertAudience } from './alerts/alert-audience.js';
import { AlertDecisions } from './alerts/alert-decisions.service.js';
import { AlertList } from './alerts/alert-list.service.js';
import { AlertLook } from './alerts/alert-look.entity.js';
import { AlertMember } from './alerts/alert-member.entity.js';
import { AlertMoment } from './alerts/alert-moment.entity.js';
import { AlertRow } from './alerts/alert.entity.js';
import { AlertStore } from './alerts/alert-store.service.js';
import { AlertTeller } from './alerts/alert-teller.service.js';
import { AlertsController } from './alerts/alerts.controller.js';
import { AlertsJob } from './alerts/alerts.job.js';
import { AlertsService } from './alerts/alerts.service.js';
import { BurstScan } from './alerts/burst-scan.service.js';
import { RehearsalController } from './alerts/rehearsal/rehearsal.controller.js';
import { AlertRehearsal } from './alerts/rehearsal/rehearsal.entity.js';
import { Rehearsals } from './alerts/rehearsal/rehearsals.service.js';
import { RehearseAlertsJob } from './alerts/rehearsal/rehearse-alerts.job.js';
import { DriversController } from './drivers/drivers.controller.js';
import { DriversService } from './drivers/drivers.service.js';
import { ChunkEmbedding } from './embedding/chunk-embedding.entity.js';
import { EmbedJob } from './embedding/embed.job.js';
import { EmbedTextsService } from './embedding/embed-texts.service.js';
import { EmbeddingFailure } from './embedding/embedding-failure.entity.js';
import { Embedding } from './embedding/embedding.entity.js';
import { EmbeddingsService } from './embedding/embeddings.service.js';
import { EncoderRecord } from './embedding/encoder-record.entity.js';
import { encoderFolder } from './embedding/model-folder.js';
import { EncodersService } from './embedding/encoders.service.js';
import { StatementListener } from './embedding/statement-listener.js';
import { MiningProcess } from './embedding/mining-process.js';
import { remoteEmbedder } from './endpoints/http-embedder.js';
import { ExportSources } from './exports/export-sources.js';
import { ExportsController } from './exports/exports.controller.js';
import { McpController } from './mcp/mcp.controller.js';
import { McpTools } from './mcp/mcp-tools.service.js';
import { McpViews } from './mcp/mcp-views.js';
import { GapDecisions } from './gaps/gap-decisions.service.js';
import { GapFiguresService } from './gaps/gap-figures.service.js';
import { GapList } from './gaps/gap-list.service.js';
import { GapMaterial } from './gaps/gap-material.service.js';
import { GapsController } from './gaps/gaps.controller.js';
import { GapsJob } from './gaps/gaps.job.js';
import { GapsService } from './gaps/gaps.service.js';
import { KbGap } from './gaps/kb-gap.entity.js';
import { Goal } from './goals/goal.entity.js';
import { GoalsController } from './goals/goals.controller.js';
import { GoalsService } from './goals/goals.service.js';
import { KpiViews } from './kpis/kpi-views.service.js';
import { KpisController } from './kpis/kpis.controller.js';
import { KpiCounter } from './kpis/kpi-counter.service.js';
import { KpisService } from './kpis/kpis.service.js';
import { PrioritiesController } from './priority/priorities.controller.js';
import { PrioritiesService } from './priority/priorities.service.js';
import { SearchController } from './search/search.controller.js';
import { SearchDocument } from './search/search-document.entity.js';
import { SearchTerm } from './search/search-term.entity.js';
import { SearchWordsJob } from './search/search-words.job.js';
import { ErasedWords } from './search/erased-words.js';
import { SearchWordsService } from './search/search-words.service.js';
import { SearchService } from './search/search.service.js';
import { VectorIndexService } from './search/vector-index.service.js';
import { ReadingsService } from './sentiment/readings.service.js';
import { StatementReading } from './sentiment/statement-reading.entity.js';
import { CurationController } from './themes/curation/curation.controller.js';
import { CurationService } from './themes/curation/curation.service.js';
import { DraftThemesService } from './themes/curation/draft-themes.service.js';
import { MembershipService } from './themes/curation/membership.service.js';
import { TagThemesController } from './themes/curation/tag-themes.controller.js';
import { TagThemesService } from './themes/curation/tag-themes.service.js';
import { ProposalsService } from './themes/curation/proposals.service.js';
import { InsightSetting } from './settings/insight-setting.entity.js';
import { InsightSettings } from './settings/insight-settings.service.js';
import { InsightSettingsController } from './settings/settings.controller.js';
import { SuppliedCount } from './settings/supplied-count.entity.js';
import { AssignJob } from './themes/lifecycle/assign.job.js';
import { AssignService } from './themes/lifecycle/assign.service.js';
import { FitJob } from './themes/lifecycle/fit.job.js';
import { FitService } from './themes/lifecycle/fit.service.js';
import { ThemeReader } from './themes/reading/theme-reader.service.js';
import { MiningRun } from './themes/tables/mining-run.entity.js';
import { ThemeArea } from './themes/tables/theme-area.entity.js';
import { ThemeAssignment } from './themes/tables/theme-assignment.entity.js';
import { ThemeConstraint } from './themes/tables/theme-constraint.entity.js';
import { ThemeEvent } from './themes/tables/theme-event.entity.js';
import { ThemeProposal } from './themes/tables/theme-proposal.entity.js';
import { Theme } from './themes/tables/theme.entity.js';
import { MessageList } from './themes/reading/message-list.service.js';
import { MessagesController } from './themes/reading/messages.controller.js';
import { ThemesController } from './themes/themes.controller.js';
import { ThemesService } from './themes/themes.service.js';
import { NearestThemeService } from './themes/nearest-theme.service.js';
import { WordingJob } from './themes/wording/wording.job.js';
import { WordingService } from './themes/wording/wording.service.js';
import { TrendViews } from './trends/trend-views.service.js';
import { TrendsController } from './trends/trends.controller.js';
import { TrendsService } from './trends/trends.service.js';

const vectors = [
  EncoderRecord,
  Embedding,
  ChunkEmbedding,
  EmbeddingFailure,
  StatementReading,
  SearchDocument,
  SearchTerm,
];
const themes = [MiningRun, ThemeArea, Theme, ThemeAssignment, ThemeConstraint, ThemeEvent, ThemeProposal, KbGap];
const figures = [InsightSetting, SuppliedCount, Goal, AlertRow, AlertMember, AlertMoment, AlertLook, AlertRehearsal];

const mining = {
  provide: MiningProcess,
  inject: [Config],
  useFactory: ({ env }: Config) =>
    new MiningProcess({
      modelFolder: encoderFolder(env),
      remote: remoteEmbedder(env),
      threads: env.MINING_THREADS,
      memoryMb: env.MINING_MEMORY_MB,
    }),
};

const services = [
  EncodersService,
  EmbeddingsService,
  EmbedTextsService,
  StatementListener,
  ReadingsService,
  SearchWordsService,
  ErasedWords,
  AssignService,
  FitService,
  CurationService,
  MembershipService,
  DraftThemesService,
  TagThemesService,
  ProposalsService,
  VectorIndexService,
  SearchService,
  ThemesService,
  ThemeReader,
  WordingService,
  GapsService,
  NearestThemeService,
  TrendsService,
  InsightSettings,
  KpisService,
  KpiCounter,
  KpiViews,
  GoalsService,
  TrendViews,
  DriversService,
  PrioritiesService,
  AlertAudience,
  AlertStore,
  BurstScan,
  AlertsService,
  AlertTeller,
  AlertList,
  AlertDecisions,
  Rehearsals,
  GapFiguresService,
  GapList,
  MessageList,
  GapDecisions,
  GapMaterial,
  ExportSources,
  McpViews,
  McpTools,
];
const controllers = [
  ThemesController,
  MessagesController,
  TagThemesController,
  CurationController,
  SearchController,
  InsightSettingsController,
  KpisController,
  GoalsController,
  TrendsController,
  DriversController,
  PrioritiesController,
  RehearsalController,
  AlertsController,
  GapsController,
  ExportsController,
  McpController,
];
const jobs = [SearchWordsJob, EmbedJob, AssignJob, FitJob, WordingJob, GapsJob, AlertsJob, RehearseAlertsJob];

/**
 * What customers mean: vectors, themes and their lifecycle, people's corrections, sentiment, search, help-centre gaps.
 * Heavy arithmetic runs in the mining process; this side keeps everything in tables and never waits for it in a
 * transaction. Reads what ingest stored, knows nothing of surveys or digests.
 */
@Module({
  imports: [TypeOrmModule.forFeature([...vectors, ...themes, ...figures]), IngestModule],
  controllers,
  providers: [mining, ...services, ...jobs],
  exports: [mining, ...services],
})
export class InsightsModule {}
