import { ConflictException, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../platform/audit/actor.js';
import { AuditService } from '../../platform/audit/audit.service.js';
import { actorOf, type Caller } from '../../platform/auth/caller.js';
import { KbGap } from './kb-gap.entity.js';
import { GapList, type ListedGap } from './gap-list.service.js';
import { type GapState, mayBecome } from './gap-life.js';

export interface GapDecision {
  to: GapState;
  reason?: string | null | undefined;
  articleId?: string | null | undefined;
}

/** Who decides, and of which teams; of all when none is named. */
export interface Decider {
  actor: Actor;
  teamIds: readonly string[];
}

/** A caller as the one who decides. */
export function deciderOf(caller: Caller): Decider {
  return { actor: actorOf(caller), teamIds: caller.teamIds };
}

/** What people decide about gaps. */
@Injectable()
export class GapDecisions {
  constructor(
    private readonly db: DataSource,
    private readonly list: GapList,
    private readonly audit: AuditService,
  ) {}

  /**
   * Moves a gap on, by its id or that of its theme; who sees single teams decides about theirs, wherever it is done. Deciding
   * the same again changes nothing. 409 when it cannot be decided so.
   */
  async decide(
    id: string,
    { to, reason = null, articleId = null }: GapDecision,
    { actor, teamIds }: Decider,
    now: Date,
  ): Promise<ListedGap> {
    const { id: gapId } = await this.list.getOwn({ teamIds }, id);
    await this.db.transaction(async (em) => {
      const gap = await em.findOneOrFail(KbGap, { where: { id: gapId }, lock: { mode: 'pessimistic_write' } });
      if (gap.state === to) return;
      if (!mayBecome(gap.state, to))
        throw new ConflictException({ code: 'gap.state', message: `A ${gap.state} gap cannot become ${to}.` });
      const decided = {
        state: to,
        stateAt: now,
        stateBy: actor.name,
        stateReason: reason,
        stateWeekly: gap.weekly ?? 0,
        // What an accepted article changes afterwards says nothing about the chance that was given.
        stateProbability: gap.state === 'proposed' ? (gap.evidence['unshifted'] ?? null) : gap.stateProbability,
      };
      await em.update(KbGap, { id: gapId }, { ...decided, writtenArticleId: articleId });
      const detail = { from: gap.state, to, reason };
      await this.audit.record({ actor, action: `gap.${to}`, subject: `gap:${gapId}`, detail, now }, em);
    });
    return this.list.get(gapId);
  }
}
