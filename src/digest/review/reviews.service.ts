import { randomUUID } from 'node:crypto';
import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager, In, MoreThan } from 'typeorm';
import { ACTION_STATUSES, type ActionStatus } from '../actions/action.entity.js';
import { ActionsService, type Decision } from '../actions/actions.service.js';
import { Digest } from '../delivery/digest.entity.js';
import { Effect } from '../effects/effect.entity.js';
import { Team } from '../teams/team.entity.js';
import { AnswersService } from '../reading/answers.service.js';
import { type AgendaItem, agendaOf, type AgendaPart } from './agenda.js';
import type { DecisionForm } from './review-form.js';
import { Review } from './review.entity.js';
import { ReviewDecision } from './review-decision.entity.js';

/** Without an earlier review, readings of so many days are news. */
const FIRST_LOOK_BACK_MS = 28 * 86_400_000;
const MOST_LISTED = 52;

@Injectable()
export class ReviewsService {
  constructor(
    private readonly db: DataSource,
    private readonly actions: ActionsService,
    private readonly answers: AnswersService,
  ) {}

  /** Newest first. */
  async list(teamId?: string): Promise<Review[]> {
    const where = teamId ? { teamId } : {};
    return this.db.getRepository(Review).find({ where, order: { startedAt: 'DESC', id: 'ASC' }, take: MOST_LISTED });
  }

  async get(id: string): Promise<Review> {
    const review = await this.db.getRepository(Review).findOneBy({ id });
    if (!review) throw new NotFoundException({ code: 'review.not-found', message: 'There is no such review.' });
    return review;
  }

  async decisions(reviewId: string): Promise<ReviewDecision[]> {
    return this.db.getRepository(ReviewDecision).find({ where: { reviewId }, order: { at: 'ASC', id: 'ASC' } });
  }

  async digestOf({ digestId }: Review): Promise<Digest | null> {
    return digestId ? this.db.getRepository(Digest).findOneBy({ id: digestId }) : null;
  }

  /** Starts a review over the team's newest digest, or returns the one that is still going on. */
  async start(teamId: string, { actor, now }: Decision): Promise<Review> {
    return this.db.transaction(async (em) => {
      await em.query('SELECT id FROM team WHERE id = $1 FOR UPDATE', [teamId]);
      const going = (await em.findBy(Review, { teamId })).find(({ endedAt }) => endedAt === null);
      if (going) return going;
      const [digest] = await em.find(Digest, {
        where: { teamId },
        order: { week: 'DESC' },
        take: 1,
        select: { id: true },
      });
      const row = { id: randomUUID(), teamId, digestId: digest?.id ?? null, startedBy: actor.name, startedAt: now };
      const review: Review = { ...row, endedAt: null };
      await em.insert(Review, review);
      return review;
    });
  }

  /** What the meeting walks through: the state of the loop as it is now, decided items left in their place. */
  async agenda(review: Review, now: Date): Promise<AgendaPart[]> {
    const digest = await this.digestOf(review);
    const actions = await this.actions.list({ team: review.teamId });
    const before = await this.previous(review);
    const effects = await this.db.getRepository(Effect).find({
      where: { actionId: In(actions.map(({ id }) => id)), readAt: MoreThan(before) },
      order: { weeks: 'ASC' },
    });
    const decided = new Set((await this.decisions(review.id)).map(({ itemKey }) => itemKey));
    const { timeZone: zone } = await this.db.getRepository(Team).findOneByOrFail({ id: review.teamId });
    const { startedAt } = review;
    const parts = agendaOf({ document: digest?.document ?? null, actions, effects, startedAt, now, zone });
    return parts.map((part) => ({ ...part, items: part.items.filter(({ key }) => !decided.has(key)) }));
  }

  /** Records a decision and carries it out: the action changes, or the digest's item becomes one. */
  async decide(reviewId: string, form: DecisionForm, decision: Decision): Promise<void> {
    const review = await this.get(reviewId);
    if (review.endedAt) throw new ConflictException({ code: 'review.ended', message: 'This review has ended.' });
    const item = (await this.agenda(review, decision.now))
      .flatMap(({ items }) => items)
      .find(({ key }) => key === form.item);
    if (!item) throw new NotFoundException({ code: 'review-item.not-found', message: 'This is not on the agenda.' });
    await this.carryOut(review, item, form, decision);
    const { owner, dueOn, note } = form;
    const row = {
      id: randomUUID(),
      reviewId,
      itemKey: item.key,
      title: item.title,
      decision: form.decision,
      owner,
      dueOn,
      note,
    };
    const values: ReviewDecision = { ...row, actor: decision.actor.name, at: decision.now };
    await this.db.getRepository(ReviewDecision).upsert(values, ['reviewId', 'itemKey']);
  }

  async end(reviewId: string, now: Date): Promise<void> {
    await this.get(reviewId);
    const open = 'UPDATE review SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL';
    await this.db.query(open, [reviewId, now]);
  }

  private async carryOut(review: Review, item: AgendaItem, form: DecisionForm, decision: Decision): Promise<void> {
    const { owner, dueOn, note } = form;
    const more = { ...(owner && { owner }), ...(dueOn && { dueOn }), ...(note && { note }) };
    if (form.decision === 'later') return;
    if (item.action) {
      const status = isStatus(form.decision) ? { status: form.decision } : {};
      return void (await this.actions.change(item.action.id, { ...status, ...more }, decision));
    }
    if (form.decision === 'accept' || form.decision === 'dismiss')
      await this.answerItem(review, { item: item.key, answer: form.decision }, more, decision);
  }

  private async answerItem(
    review: Review,
    given: { item: string; answer: 'accept' | 'dismiss' },
    more: { owner?: string; dueOn?: string; note?: string },
    decision: Decision,
  ): Promise<void> {
    const digest = await this.digestOf(review);
    const reader = { id: decision.actor.id ?? decision.actor.name, actor: decision.actor };
    const answer = { ...given, ...(more.note && { reason: more.note }) };
    const { action } = await this.answers.answer(digest!, answer, reader, decision.now);
    if (action && given.answer === 'accept') await this.actions.change(action.id, more, decision);
  }

  private async previous({ id, teamId, startedAt }: Review, em: EntityManager = this.db.manager): Promise<Date> {
    const rows = await em.find(Review, { where: { teamId }, order: { startedAt: 'DESC' } });
    const earlier = rows.find((row) => row.id !== id && row.startedAt < startedAt);
    return earlier?.startedAt ?? new Date(startedAt.getTime() - FIRST_LOOK_BACK_MS);
  }
}

function isStatus(decision: string): decision is ActionStatus {
  return (ACTION_STATUSES as readonly string[]).includes(decision);
}
