import { Injectable } from '@nestjs/common';
import { weekOf } from '../../platform/periods.js';
import type { CountedWeek } from '../memory/recollect.js';
import { TeamMemory } from '../memory/team-memory.service.js';
import { RoutingRulesService } from '../routing/routing-rules.service.js';
import type { DigestFacts, WeekFacts } from './digest-facts.js';
import { factsForTeam } from './team-facts.js';

const HALF_WEEK_MS = 3.5 * 86_400_000;

@Injectable()
export class TeamShare {
  constructor(
    private readonly routing: RoutingRulesService,
    private readonly memory: TeamMemory,
  ) {}

  /** The part of a week's facts that is routed to a team, with what its earlier digests left behind. */
  async of(teamId: string, all: DigestFacts): Promise<DigestFacts> {
    const own = factsForTeam(all, teamId, await this.routing.router());
    const memory = await this.memory.of(teamId, own, weeksBefore(all.week));
    const lateFromEarlierWeeks = await this.memory.lateMessages(teamId, new Date(all.week.from));
    return { ...own, memory, data: { ...own.data, lateFromEarlierWeeks } };
  }
}

/** The weeks before, by name, with their contacts as they are counted now. */
function weeksBefore({ from, zone, contactsBefore }: WeekFacts): CountedWeek[] {
  const weeks: CountedWeek[] = [];
  let to = new Date(from);
  for (const contacts of [...contactsBefore].reverse()) {
    const week = weekOf(new Date(to.getTime() - HALF_WEEK_MS), zone);
    weeks.unshift({ name: week.name, to: week.to, contacts });
    to = week.from;
  }
  return weeks;
}
