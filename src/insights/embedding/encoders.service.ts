import { BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../platform/config.js';
import { HealthService, type HealthReport } from '../../platform/health/health.service.js';
import { type Heads, loadHeads, NO_HEADS } from '../sentiment/heads.js';
import { EmbeddingsService } from './embeddings.service.js';
import type { EncoderRecord } from './encoder-record.entity.js';
import { MiningError, MiningProcess } from './mining-process.js';
import { encoderFolder, ModelError } from './model-folder.js';

/** The configured encoder, ready to use: its row and its heads. */
export interface ConfiguredEncoder {
  record: EncoderRecord;
  heads: Heads;
}

/** The languages of the shipped encoder. */
const SHIPPED_LANGUAGES = ['en'];

/** Knows the configured encoder, watches the mining process, and tells health about both. */
@Injectable()
export class EncodersService implements BeforeApplicationShutdown {
  private readonly logger = new Logger(EncodersService.name);
  private heads: Heads | null = null;

  constructor(
    private readonly config: Config,
    private readonly mining: MiningProcess,
    private readonly embeddings: EmbeddingsService,
    private readonly db: DataSource,
    health: HealthService,
  ) {
    health.register('mining', () => this.check());
  }

  /** Languages that are mined; null: all. */
  private get languages(): string[] | null {
    const { EMBEDDINGS_URL, MODEL_DIR, MODEL_LANGUAGES } = this.config.env;
    if (MODEL_LANGUAGES === '*') return null;
    if (MODEL_LANGUAGES) return MODEL_LANGUAGES.split(',').map((language) => language.trim().toLowerCase());
    return EMBEDDINGS_URL || MODEL_DIR ? null : SHIPPED_LANGUAGES;
  }

  /** Starts the mining process when needed. Null, with a line in the log and a word in health, while the model cannot be used. */
  async configured(now: Date): Promise<ConfiguredEncoder | null> {
    try {
      const model = await this.mining.model();
      this.heads ??= await this.loadHeads(model.dimensions);
      const record = await this.embeddings.register({ ...model, languages: this.languages }, now);
      return { record, heads: this.heads };
    } catch (error) {
      if (!(error instanceof ModelError || error instanceof MiningError)) throw error;
      this.logger.warn({ event: 'encoder.unavailable', reason: error.message });
      return null;
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.mining.close();
  }

  /** Heads lie beside the weights; vectors of an endpoint have none. */
  private async loadHeads(dimensions: number): Promise<Heads> {
    if (this.config.env.EMBEDDINGS_URL) return NO_HEADS;
    return loadHeads(encoderFolder(this.config.env), dimensions);
  }

  private async check(): Promise<HealthReport> {
    const { status, reason, queued, restarts } = this.mining.state();
    if (status === 'failed') return { status: 'degraded', detail: `mining has stopped: ${reason}` };
    const [row] = await this.db.query<{ failed: number }[]>('SELECT count(*)::int AS failed FROM embedding_failure');
    const [run] = await this.db.query<{ reason: string | null; state: string }[]>(
      'SELECT state, reason FROM mining_run ORDER BY position DESC LIMIT 1',
    );
    if (run?.state === 'failed')
      return { status: 'degraded', detail: `the last fit of the themes failed: ${run.reason}` };
    if (row!.failed > 0)
      return { status: 'degraded', detail: `${row!.failed} messages could not be read by the encoder` };
    return { status: 'ready', detail: `${status}, ${queued} calls waiting, ${restarts} restarts` };
  }
}
