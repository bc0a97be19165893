import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../../platform/config.js';
import { refreshStatistics } from '../../../platform/database/database.js';
import { type Period, weekOf } from '../../../platform/periods.js';
import { AskedScores } from '../../../platform/scores/asked-scores.js';
import { EmbeddingsService } from '../../embedding/embeddings.service.js';
import type { EncoderRecord } from '../../embedding/encoder-record.entity.js';
import { MiningError, MiningProcess } from '../../embedding/mining-process.js';
import { calibrate, type Calibration, calibrationPeriod } from '../../sentiment/calibration.js';
import { MiningRun } from '../tables/mining-run.entity.js';
import { checkedAnswer } from './checked-answer.js';
import { fitDue } from './fit-due.js';
import { failedLately, fitWindow, lastFit } from './fit-history.js';
import { countReady, type FitInputs, loadFitInputs, UUID_BYTES } from './fit-inputs.js';
import { type FitPlan, planFirst } from './fit-plan.js';
import { storePlan } from './fit-store.js';
import { refreshAreas } from './area-store.js';
import { carriedThemes, serve } from './encoder-change.js';
import { planRebuild } from './plan-rebuild.js';
import { planRefit, refitInput } from './plan-refit.js';
import { keptApart, liveThemes } from './theme-centroids.js';
import { type SpreadCounts, spreadThemes } from './spread.js';
import { curationMark, lockThemes, touchedByPeople } from './theme-log.js';
import { reviewStates, updateSeen } from './theme-states.js';

const SEED = 1;
/** A fit that people's corrections overtook starts again so many times. */
const ATTEMPTS = 3;

interface Stored {
  kind: MiningRun['kind'];
  runId: string;
  encoder: EncoderRecord;
  now: Date;
  settings: { assignAt?: number; sentiment?: Calibration };
  /** Null: stored whatever people did meanwhile. */
  mark: string | null;
}

/** Fits the themes to the messages of the last twelve weeks, and writes down what came of it. */
@Injectable()
export class FitService {
  private readonly logger = new Logger(FitService.name);

  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly embeddings: EmbeddingsService,
    private readonly mining: MiningProcess,
    private readonly asked: AskedScores,
  ) {}

  /** The fit that is due now, if any, with what it will look at. */
  async due(now: Date): Promise<{ kind: MiningRun['kind']; encoder: EncoderRecord; window: Period } | null> {
    const encoder = await this.embeddings.next();
    const window = await fitWindow(this.db, now);
    if (!encoder || !window || (await failedLately(this.db, now))) return null;
    await this.embeddings.dropBroken(encoder);
    const ready = await countReady(this.db, encoder, window);
    const waiting = await this.embeddings.countWaiting(encoder, now);
    const last = await lastFit(this.db, weekOf(now, this.config.env.TIME_ZONE).from);
    const kind = fitDue({ ready, waiting, last, encoderId: encoder.id });
    return kind && { kind, encoder, window };
  }

  /** Runs one fit. A failure is kept in the run, shown by health, and thrown. */
  async fit(
    { kind, encoder, window }: { kind: MiningRun['kind']; encoder: EncoderRecord; window: Period },
    now: Date,
  ): Promise<Record<string, number>> {
    const runId = randomUUID();
    const started = Date.now();
    await this.db.manager.insert(MiningRun, {
      id: runId,
      kind,
      state: 'running',
      startedAt: now,
      finishedAt: null,
      encoderId: encoder.id,
      windowFrom: window.from,
      windowTo: window.to,
      settings: {},
      seed: SEED,
      inputsHash: null,
      counts: {},
      stability: null,
      reason: null,
    });
    try {
      const counts = await this.fitUntilStored(kind, { runId, encoder, window, now });
      await refreshStatistics(this.db, ['embedding', 'statement_reading', 'theme', 'theme_assignment']);
      this.logger.log({ event: 'themes.fitted', kind, ms: Date.now() - started, ...counts });
      return counts;
    } catch (error) {
      await this.db.manager.update(
        MiningRun,
        { id: runId },
        { state: 'failed', finishedAt: now, reason: (error as Error).message },
      );
      throw error;
    }
  }

  private async fitUntilStored(
    kind: MiningRun['kind'],
    run: { runId: string; encoder: EncoderRecord; window: Period; now: Date },
  ) {
    for (let attempt = 1; ; attempt++) {
      const mark = await curationMark(this.db.manager);
      const isWarm = kind !== 'first' && kind !== 'grown';
      const inputs = await loadFitInputs(this.db, { ...run, isWarm });
      const plan = await this.plan(kind, inputs, run.encoder);
      const settings = await this.settings(plan, run);
      const counts = await this.store(plan, inputs, { ...run, kind, settings, mark: attempt < ATTEMPTS ? mark : null });
      if (counts) return { ...counts, ...(await this.spread(plan, inputs, run)) };
    }
  }

  /** Statements outside the sample. The fit stands although this may fail: see `spreadThemes`. */
  private async spread(
    { rule }: FitPlan,
    { rest }: FitInputs,
    { runId, encoder, now }: { runId: string; encoder: EncoderRecord; now: Date },
  ): Promise<Partial<SpreadCounts>> {
    if (!rule || rest.length === 0) return {};
    try {
      const spread = await spreadThemes({ db: this.db, mining: this.mining, encoder, rule, now }, rest);
      await this.db.transaction(async (em) => {
        await lockThemes(em);
        await updateSeen(em, null);
        await reviewStates(em, now, this.config.env.TIME_ZONE, runId);
      });
      return spread;
    } catch (error) {
      if (!(error instanceof MiningError)) throw error;
      this.logger.warn({ event: 'themes.spread-stopped', reason: error.message });
      return {};
    }
  }

  private async plan(kind: MiningRun['kind'], inputs: FitInputs, encoder: EncoderRecord): Promise<FitPlan> {
    const em = this.db.manager;
    const { vectors, texts, people } = inputs;
    const asked = { rows: vectors.rows, dimensions: encoder.dimensions };
    if (kind === 'first' || kind === 'grown') {
      const question = { vectors, texts, customers: people, options: { seed: SEED } };
      const found = checkedAnswer(await this.mining.call('mine', question), asked);
      // Before the first fit there may be themes that people described or that tags seeded: they keep what is theirs.
      const { themes } = await liveThemes(em, encoder);
      return themes.length === 0
        ? planFirst(inputs, found)
        : planRebuild(inputs, themes, await touchedByPeople(em), found);
    }
    const live = kind === 'encoder' ? await carriedThemes(em, encoder) : await liveThemes(em, encoder);
    const input = refitInput(inputs, live, await keptApart(em, live.themes), SEED);
    return planRefit(inputs, live, checkedAnswer(await this.mining.call('refit', input), asked));
  }

  /** What holds until the next fit: how near a message must be, and how far its sentiment is to be trusted. */
  private async settings({ assignAt }: FitPlan, { encoder, now }: { encoder: EncoderRecord; now: Date }) {
    const answers = await this.asked.answers({ period: calibrationPeriod(now), filter: {} });
    const sentiment = await calibrate(this.db.manager, encoder.id, answers, now);
    return { ...(assignAt !== null && { assignAt }), ...(sentiment && { sentiment }) };
  }

  /** Null when people changed themes since the inputs were read. */
  private store(plan: FitPlan, inputs: FitInputs, run: Stored): Promise<Record<string, number> | null> {
    return this.db.transaction(async (em) => {
      await lockThemes(em);
      if (run.mark !== null && run.mark !== (await curationMark(em))) return null;
      if (run.kind === 'encoder') await serve(em, run.encoder);
      const changed = await storePlan(em, plan, inputs, run);
      await updateSeen(em, null);
      const areas = await refreshAreas(em, run.encoder, run.now);
      const states = await reviewStates(em, run.now, this.config.env.TIME_ZONE, run.runId);
      const unassigned = plan.themes.filter((theme) => theme === null).length;
      const counts = {
        statements: inputs.ids.length + inputs.rest.length / UUID_BYTES,
        sampled: inputs.ids.length,
        born: plan.births.length,
        retired: plan.retired.length,
        unassigned,
        changed,
        areas,
        ...states,
      };
      await em.update(
        MiningRun,
        { id: run.runId },
        {
          state: 'done',
          finishedAt: run.now,
          inputsHash: inputs.hash,
          settings: run.settings,
          counts,
          stability: plan.stability,
        },
      );
      return counts;
    });
  }
}
