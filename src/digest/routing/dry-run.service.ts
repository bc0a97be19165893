import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config.js';
import { lastCompleteWeek, type Week } from '../../platform/periods.js';
import { FactsService } from '../facts/facts.service.js';
import { TeamsService } from '../teams/teams.service.js';
import { type DryRunWeek, dryRunWeek } from './dry-run.js';
import type { RoutingFilter } from './routing-filter.js';
import { RoutingRulesService } from './routing-rules.service.js';

@Injectable()
export class DryRunService {
  constructor(
    private readonly facts: FactsService,
    private readonly rules: RoutingRulesService,
    private readonly teams: TeamsService,
    private readonly config: Config,
  ) {}

  /** What a rule would have given to a team in the last weeks, newest week first. Themes and numbers are those of today. */
  async try(teamId: string, filter: RoutingFilter, weeks: number, now: Date): Promise<DryRunWeek[]> {
    await this.teams.get(teamId);
    const zone = this.config.env.TIME_ZONE;
    const rules = await this.rules.list();
    const owner = (await this.teams.list()).find((team) => team.isDefaultOwner)?.id ?? null;
    const tried: DryRunWeek[] = [];
    for (const week of lastWeeks(weeks, zone, now)) {
      tried.push(dryRunWeek(await this.facts.gather(week, zone, now), { teamId, filter }, rules, owner));
    }
    return tried;
  }
}

function lastWeeks(count: number, zone: string, now: Date): Week[] {
  const weeks = [lastCompleteWeek(now, zone)];
  while (weeks.length < count) weeks.push(lastCompleteWeek(weeks.at(-1)!.from, zone));
  return weeks;
}
