import { randomUUID } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager, In, Not } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../../platform/audit/actor.js';
import { Action } from '../actions/action.entity.js';
import { ActionsService } from '../actions/actions.service.js';
import { GapDecisions } from '../../insights/gaps/gap-decisions.service.js';
import { Digest } from '../delivery/digest.entity.js';
import { DigestAnswer } from '../delivery/digest-answer.entity.js';
import type { Item } from '../rendering/document.js';

export const ItemAnswer = z.object({
  item: z.string().min(1).max(200),
  answer: z.enum(['accept', 'dismiss', 'useful', 'not-useful']),
  reason: z.string().trim().max(1000).optional(),
});
export type ItemAnswer = z.infer<typeof ItemAnswer>;

export interface Answered {
  item: Item;
  answer: ItemAnswer['answer'];
  action: Action | null;
}

@Injectable()
export class AnswersService {
  constructor(
    private readonly db: DataSource,
    private readonly actions: ActionsService,
    private readonly gaps: GapDecisions,
  ) {}

  /**
   * A reader answers an item. Accepting opens an action for the team, dismissing closes the matter with the reason; the
   * same answer twice, by anybody of the team, leaves one action.
   */
  async answer(digest: Digest, given: ItemAnswer, reader: { id: string; actor: Actor }, now: Date): Promise<Answered> {
    const item = itemOf(digest, given.item);
    const row = {
      id: randomUUID(),
      digestId: digest.id,
      itemKey: item.key,
      reader: reader.id,
      answer: given.answer,
      reason: given.reason ?? null,
      at: now,
    };
    await this.db.createQueryBuilder().insert().into(DigestAnswer).values(row).orIgnore().execute();
    return { item, answer: given.answer, action: await this.act(digest, item, given, { actor: reader.actor, now }) };
  }

  async answersOf(digestId: string): Promise<DigestAnswer[]> {
    return this.db.getRepository(DigestAnswer).find({ where: { digestId }, order: { at: 'ASC' } });
  }

  /** What one reader has said to the items of a digest, as `item answer`. */
  async givenBy(digestId: string, reader: string): Promise<Set<string>> {
    const rows = await this.db.getRepository(DigestAnswer).findBy({ digestId, reader });
    return new Set(rows.map(({ itemKey, answer }) => `${itemKey} ${answer}`));
  }

  private async act(
    digest: Digest,
    item: Item,
    { answer, reason }: ItemAnswer,
    decision: { actor: Actor; now: Date },
  ): Promise<Action | null> {
    if (answer !== 'accept' && answer !== 'dismiss') return null;
    if (answer === 'accept' && item.subject.kind === 'gap') await this.acceptGap(item.subject.id!, decision);
    const open = await this.openAction(this.db.manager, digest.teamId, item);
    const note = reason ? { note: reason } : {};
    if (answer === 'dismiss' && open) return this.actions.change(open.id, { status: 'declined', ...note }, decision);
    if (open) return open;
    return this.actions.create(newAction(digest.teamId, item), decision, answer === 'dismiss' ? note : undefined);
  }

  /** The list of missing articles knows, too, and watches for the article. A gap that is gone by now is no matter. */
  private async acceptGap(id: string, { actor, now }: { actor: Actor; now: Date }): Promise<void> {
    try {
      await this.gaps.decide(id, { to: 'accepted' }, { actor, teamIds: [] }, now);
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error;
    }
  }

  /** The team's action for the same theme or gap that is still being worked on. */
  private openAction(em: EntityManager, teamId: string, { subject }: Item): Promise<Action | null> {
    const about = subject.kind === 'gap' ? { gapId: subject.id! } : { themeId: subject.id! };
    return em.findOne(Action, {
      where: { teamId, ...about, status: Not(In(['shipped', 'declined'])) },
      order: { createdAt: 'DESC' },
    });
  }
}

export function itemOf(digest: Digest, key: string): Item {
  const item = digest.document.sections.flatMap((section) => section.items).find((candidate) => candidate.key === key);
  if (!item?.answerable)
    throw new NotFoundException({ code: 'digest-item.not-found', message: 'This digest has no such item.' });
  return item;
}

function newAction(
  teamId: string,
  { title, subject }: Item,
): { teamId: string; title: string; themeId: string | null; gapId: string | null } {
  return {
    teamId,
    title,
    themeId: subject.kind === 'theme' ? subject.id : null,
    gapId: subject.kind === 'gap' ? subject.id : null,
  };
}
