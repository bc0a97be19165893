import { ForbiddenException, NotFoundException } from '@nestjs/common';

/** Whose rights may end at some teams: a key, or a member. */
interface Scoped {
  teamIds: readonly string[];
}

/** Members and keys of some teams see these; without a list they see all. */
export function maySeeTeam({ teamIds }: Scoped, teamId: string): boolean {
  return teamIds.length === 0 || teamIds.includes(teamId);
}

/** Throws 404, as for a team that does not exist. */
export function requireTeam(caller: Scoped, teamId: string): void {
  if (!maySeeTeam(caller, teamId))
    throw new NotFoundException({ code: 'team.not-found', message: 'There is no such team.' });
}

/** What concerns all teams, as making a new one, is for those who see all. */
export function requireAllTeams({ teamIds }: Scoped): void {
  if (teamIds.length > 0)
    throw new ForbiddenException({ code: 'team.scope', message: 'This needs somebody who sees all teams.' });
}
