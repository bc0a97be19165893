import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../../platform/config.js';
import { refreshStatistics } from '../../../platform/database/database.js';
import { type Period, weekOf } from '../../../platform/periods.js';
import { EmbeddingsService } from '../../embedding/embeddings.service.js';
import type { EncoderRecord } from '../../embedding/encoder-record.entity.js';
import { MiningProcess } from '../../embedding/mining-process.js';
import { MiningRun } from '../tables/mining-run.entity.js';
import { fitDue } from './fit-due.js';
import { countReady, type FitInputs, loadFitInputs } from './fit-inputs.js';
import { type FitPlan, planFirst } from './fit-plan.js';
import { storePlan } from './fit-store.js';
import { refreshAreas } from './area-store.js';
import { carriedThemes, serve } from './encoder-change.js';
import { planRebuild } from './plan-rebuild.js';
import { planRefit, refitInput } from './plan-refit.js';
import { keptApart, liveThemes } from './theme-centroids.js';
import { curationMark, lockThemes, touchedByPeople } from './theme-log.js';
import { reviewStates, updateSeen } from './theme-states.js';

/** Messages of twelve weeks make the themes; older ones keep the theme they had (4C). */
const WINDOW_DAYS = 84;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const SEED = 1;
/** A fit that people's corrections overtook starts again so many times. */
const ATTEMPTS = 3;

interface Stored {
  kind: MiningRun['kind'];
  runId: string;
  encoder: EncoderRecord;
  now: Date;
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
  ) {}

  /** The fit that is due now, if any, with what it will look at. */
  async due(now: Date): Promise<{ kind: MiningRun['kind']; encoder: EncoderRecord; window: Period } | null> {
    const encoder = await this.embeddings.next();
    const window = await this.window(now);
    if (!encoder || !window || (await this.failedLately(now))) return null;
    await this.embeddings.dropBroken(encoder);
    const ready = await countReady(this.db, encoder, window);
    const waiting = await this.embeddings.countWaiting(encoder, now);
    const kind = fitDue({ ready, waiting, last: await this.last(now), encoderId: encoder.id });
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
      const inputs = await loadFitInputs(this.db, run.encoder, run.window);
      const plan = await this.plan(kind, inputs, run.encoder);
      const counts = await this.store(plan, inputs, { ...run, kind, mark: attempt < ATTEMPTS ? mark : null });
      if (counts) return counts;
    }
  }

  private async plan(kind: MiningRun['kind'], inputs: FitInputs, encoder: EncoderRecord): Promise<FitPlan> {
    const em = this.db.manager;
    const { vectors, texts, people } = inputs;
    if (kind === 'first' || kind === 'grown') {
      const found = await this.mining.call('mine', { vectors, texts, customers: people, options: { seed: SEED } });
      return kind === 'first'
        ? planFirst(inputs, found)
        : planRebuild(inputs, (await liveThemes(em, encoder)).themes, await touchedByPeople(em), found);
    }
    const live = kind === 'encoder' ? await carriedThemes(em, encoder) : await liveThemes(em, encoder);
    const input = refitInput(inputs, live, await keptApart(em, live.themes), SEED);
    return planRefit(inputs, live, await this.mining.call('refit', input));
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
        statements: inputs.ids.length,
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
        { state: 'done', finishedAt: run.now, inputsHash: inputs.hash, counts, stability: plan.stability },
      );
      return counts;
    });
  }

  /** Twelve weeks that end with the newest message, so that an old export is mined as well as a live stream. */
  private async window(now: Date): Promise<Period | null> {
    const [row] = await this.db.query<{ newest: Date | null }[]>(
      'SELECT max(occurred_at) AS newest FROM feedback WHERE occurred_at <= $1 AND deleted_at IS NULL',
      [now],
    );
    if (!row?.newest) return null;
    return { from: new Date(row.newest.getTime() - WINDOW_DAYS * DAY_MS), to: new Date(row.newest.getTime() + 1) };
  }

  /** A fit that failed is not tried again at once: what it failed of is told in health. */
  private async failedLately(now: Date): Promise<boolean> {
    const [last] = await this.db.query<{ state: string; at: Date }[]>(
      'SELECT state, started_at AS at FROM mining_run ORDER BY position DESC LIMIT 1',
    );
    return last?.state === 'failed' && now.getTime() - last.at.getTime() < HOUR_MS;
  }

  private async last(now: Date) {
    const [last] = await this.db.query<{ startedAt: Date; encoderId: number; discoveredAmong: number }[]>(
      `SELECT started_at AS "startedAt", encoder_id AS "encoderId",
         (SELECT (d.counts ->> 'statements')::int FROM mining_run d WHERE d.state = 'done' AND d.kind IN ('first', 'grown') ORDER BY position DESC LIMIT 1) AS "discoveredAmong"
       FROM mining_run WHERE state = 'done' ORDER BY position DESC LIMIT 1`,
    );
    if (!last) return null;
    return { ...last, isThisWeek: last.startedAt >= weekOf(now, this.config.env.TIME_ZONE).from };
  }
}
