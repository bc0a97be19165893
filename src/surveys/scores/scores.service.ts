import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../platform/config.js';
import type { Question } from '../surveys/question.js';
import type { SurveyWithContent } from '../surveys/surveys.service.js';
import { type Counts, type CountsOrder, countsOf } from './counts.js';
import { type Metrics, metricsOf } from './metrics.js';
import type { Dimension, MetricsQuery, TimeStep } from './metrics.schema.js';
import { type Evidence, evidenceOf, type EvidencePart } from './score-evidence.js';
import { periodOf } from './score-filter.js';

export interface SurveyMetrics {
  surveyId: string;
  question: SurveyWithContent['content']['question'];
  period: { from: string; to: string };
  leastAnswers: number;
  whole: Metrics & Evidence;
  groups: (Metrics & Evidence)[] | null;
  trend: (Metrics & Evidence)[] | null;
}

type Ungrouped = Omit<CountsOrder, 'grouping'>;

@Injectable()
export class ScoresService {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
  ) {}

  /**
   * The scores of a survey. Versions whose question differs from the current one are counted only when asked for by
   * `version`: five faces and eleven numbers have no common score.
   */
  async metrics(survey: SurveyWithContent, query: MetricsQuery, now: Date): Promise<SurveyMetrics> {
    const { by, trend, leastAnswers, ...filter } = query;
    const period = periodOf(filter, now);
    const { question, versionIds, versions } = await this.comparable(survey, filter.version);
    const order = { surveyId: survey.id, versionIds, filter, period };
    const score = (counts: Counts, part: EvidencePart) => ({
      ...metricsOf(question, counts, leastAnswers),
      ...evidenceOf({ surveyId: survey.id, period, filter, versions }, part),
    });
    const [whole] = await countsOf(this.db.manager, { ...order, grouping: { kind: 'whole' } });
    const groups = by ? await this.byDimension(order, by) : null;
    const steps = trend ? await this.byTime(order, trend) : null;
    const zone = this.config.env.TIME_ZONE;
    return {
      surveyId: survey.id,
      question,
      period: { from: period.from.toISOString(), to: period.to.toISOString() },
      leastAnswers,
      whole: score(whole!, { kind: 'whole' }),
      groups: groups && groups.map((counts) => score(counts, { kind: 'dimension', by: by!, group: counts.group })),
      trend: steps && steps.map((counts) => score(counts, { kind: 'time', step: trend!, zone, group: counts.group })),
    };
  }

  private async byDimension(order: Ungrouped, by: Dimension): Promise<Counts[]> {
    const groups = await countsOf(this.db.manager, { ...order, grouping: { kind: 'dimension', by } });
    return groups.sort((a, b) => b.counted - a.counted || String(a.group).localeCompare(String(b.group)));
  }

  private async byTime(order: Ungrouped, step: TimeStep): Promise<Counts[]> {
    const groups = await countsOf(this.db.manager, {
      ...order,
      grouping: { kind: 'time', step, zone: this.config.env.TIME_ZONE },
    });
    return groups.sort((a, b) => String(a.group).localeCompare(String(b.group)));
  }

  /** The versions that ask the same on the same scale as the current one, or as the version that was asked for. */
  private async comparable(survey: SurveyWithContent, version: number | undefined) {
    const rows = await this.db.query<{ id: string; number: number; question: Question; is_same: boolean }[]>(
      `SELECT v.id, v.number, w.content -> 'question' AS question, v.content -> 'question' = w.content -> 'question' AS is_same
       FROM survey_version v JOIN survey_version w ON w.survey_id = v.survey_id AND w.number = $2
       WHERE v.survey_id = $1 AND ($3::int IS NULL OR v.number = $3)`,
      [survey.id, version ?? survey.currentVersion, version ?? null],
    );
    const same = rows.filter((row) => row.is_same);
    return {
      question: same[0]?.question ?? survey.content.question,
      versionIds: same.map(({ id }) => id),
      versions: same.length === rows.length ? null : same.map(({ number }) => number),
    };
  }
}
