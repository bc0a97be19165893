import { randomBytes, randomUUID } from 'node:crypto';
import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor } from '../../platform/audit/actor.js';
import { AuditService } from '../../platform/audit/audit.service.js';
import type { Position } from '../../platform/http/page.js';
import type { Settings } from '../asking/settings.js';
import type { Content } from './content.js';
import { SurveyVersion } from './survey-version.entity.js';
import { Survey, type SurveyState } from './survey.entity.js';

export interface NewSurvey {
  name: string;
  isAnonymous: boolean;
  content: Content;
  settings: Settings;
}

export interface SurveyChange {
  name?: string | undefined;
  content?: Content | undefined;
  settings?: Settings | undefined;
}

/** A survey with what it asks now. */
export interface SurveyWithContent extends Survey {
  versionId: string;
  content: Content;
}

/** From which states a survey may come into each. What is archived stays so: its numbers are history. */
const COMES_FROM: Record<SurveyState, readonly SurveyState[]> = {
  draft: [],
  active: ['draft', 'paused', 'active'],
  paused: ['active', 'paused'],
  archived: ['draft', 'active', 'paused', 'archived'],
};

@Injectable()
export class SurveysService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  async create(input: NewSurvey, actor: Actor, now: Date): Promise<SurveyWithContent> {
    const { content, ...rest } = input;
    const id = randomUUID();
    const survey: Survey = {
      id,
      ...rest,
      state: 'draft',
      publicKey: randomBytes(16).toString('base64url'),
      currentVersion: 1,
      createdAt: now,
      updatedAt: now,
      activatedAt: null,
    };
    await this.db.transaction(async (em) => {
      await em.insert(Survey, survey);
      await this.addVersion(em, id, 1, content, now);
      await this.audit.record(
        { actor, action: 'survey.created', subject: `survey:${id}`, detail: { name: survey.name }, now },
        em,
      );
    });
    return this.get(id);
  }

  /** A changed question or text makes a new version; the same content again makes none. */
  async change(id: string, change: SurveyChange, actor: Actor, now: Date): Promise<SurveyWithContent> {
    await this.db.transaction(async (em) => {
      const survey = await this.lock(em, id);
      if (survey.state === 'archived') throw archived();
      const isNew = change.content !== undefined && (await this.isDifferent(em, survey, change.content));
      const currentVersion = survey.currentVersion + (isNew ? 1 : 0);
      if (isNew) await this.addVersion(em, id, currentVersion, change.content!, now);
      const { name = survey.name, settings = survey.settings } = change;
      await em.update(Survey, { id }, { name, settings: settings as never, currentVersion, updatedAt: now });
      const detail = { version: currentVersion, fields: Object.keys(change) };
      await this.audit.record({ actor, action: 'survey.changed', subject: `survey:${id}`, detail, now }, em);
    });
    return this.get(id);
  }

  /** Switches a survey on, pauses or archives it. It asks about what happens from the first switching on. */
  async setState(id: string, state: SurveyState, actor: Actor, now: Date): Promise<SurveyWithContent> {
    await this.db.transaction(async (em) => {
      const survey = await this.lock(em, id);
      if (!COMES_FROM[state].includes(survey.state)) {
        throw new ConflictException({
          code: 'survey.wrong-state',
          message: `A survey that is ${survey.state} cannot become ${state}.`,
        });
      }
      const activatedAt = state === 'active' && survey.state !== 'active' ? now : survey.activatedAt;
      await em.update(Survey, { id }, { state, activatedAt, updatedAt: now });
      await this.audit.record({ actor, action: `survey.${state}`, subject: `survey:${id}`, now }, em);
    });
    return this.get(id);
  }

  async get(id: string, em: EntityManager = this.db.manager): Promise<SurveyWithContent> {
    const survey = await em.findOneBy(Survey, { id });
    if (!survey) throw notFound();
    return this.withContent(em, survey);
  }

  /** The survey of a shared link, or null. */
  async findByPublicKey(publicKey: string): Promise<SurveyWithContent | null> {
    const survey = await this.db.manager.findOneBy(Survey, { publicKey });
    return survey && this.withContent(this.db.manager, survey);
  }

  async versionsOf(surveyId: string): Promise<SurveyVersion[]> {
    return this.db.manager.find(SurveyVersion, { where: { surveyId }, order: { number: 'DESC' } });
  }

  /** Newest first. */
  async list(limit: number, after: Position | null): Promise<Survey[]> {
    const query = this.db.manager
      .createQueryBuilder(Survey, 's')
      .orderBy('s.createdAt', 'DESC')
      .addOrderBy('s.id', 'DESC')
      .limit(limit);
    if (after) query.where('(s.createdAt, s.id) < (:time, :id)', { time: after[0], id: after[1] });
    return query.getMany();
  }

  private async withContent(em: EntityManager, survey: Survey): Promise<SurveyWithContent> {
    const version = await em.findOneByOrFail(SurveyVersion, { surveyId: survey.id, number: survey.currentVersion });
    return { ...survey, versionId: version.id, content: version.content };
  }

  private async lock(em: EntityManager, id: string): Promise<Survey> {
    const survey = await em.findOne(Survey, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!survey) throw notFound();
    return survey;
  }

  private async addVersion(
    em: EntityManager,
    surveyId: string,
    number: number,
    content: Content,
    now: Date,
  ): Promise<void> {
    await em.insert(SurveyVersion, { id: randomUUID(), surveyId, number, content: content as never, createdAt: now });
  }

  /** Compared by the database: jsonb does not mind the order of keys. */
  private async isDifferent(em: EntityManager, survey: Survey, content: Content): Promise<boolean> {
    const [row] = await em.query<{ same: boolean }[]>(
      'SELECT content = $3::jsonb AS same FROM survey_version WHERE survey_id = $1 AND number = $2',
      [survey.id, survey.currentVersion, JSON.stringify(content)],
    );
    return !row!.same;
  }
}

function notFound(): NotFoundException {
  return new NotFoundException({ code: 'survey.not-found', message: 'There is no such survey.' });
}

function archived(): ConflictException {
  return new ConflictException({ code: 'survey.archived', message: 'An archived survey cannot be changed.' });
}
