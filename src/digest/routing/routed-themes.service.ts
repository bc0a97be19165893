import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { TeamThemes } from '../../platform/teams/team-themes.js';

/** Says which themes were routed to a team, for callers that may see no other. */
@Injectable()
export class RoutedThemes implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly teams: TeamThemes,
  ) {}

  onModuleInit(): void {
    this.teams.register((teamIds) => this.of(teamIds));
  }

  /** What their digests told of, what their alerts are about and what they act upon; merged themes as what they went into. */
  async of(teamIds: readonly string[]): Promise<string[]> {
    const rows = await this.db.query<{ id: string }[]>(
      `SELECT DISTINCT theme.root_id AS id FROM (
         SELECT (told ->> 'id')::uuid AS id FROM digest d CROSS JOIN LATERAL jsonb_array_elements(d.facts -> 'themes') told WHERE d.team_id = ANY ($1)
         UNION SELECT theme_id FROM alert WHERE owners && $1
         UNION SELECT theme_id FROM action WHERE team_id = ANY ($1)) routed JOIN theme ON theme.id = routed.id`,
      [teamIds],
    );
    return rows.map(({ id }) => id);
  }
}
