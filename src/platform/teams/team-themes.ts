import { Injectable } from '@nestjs/common';

/** Ids of the themes that were routed to some teams. */
export type TeamThemesReader = (teamIds: readonly string[]) => Promise<string[]>;

/**
 * Which themes belong to a caller of single teams, whoever asks: the module that routes them registers here, the ones that
 * show them read here. While nobody routes, such callers see none.
 */
@Injectable()
export class TeamThemes {
  private reader: TeamThemesReader | null = null;

  register(reader: TeamThemesReader): void {
    this.reader = reader;
  }

  /** Null: the caller sees all. */
  async of({ teamIds }: { teamIds: readonly string[] }): Promise<string[] | null> {
    if (teamIds.length === 0) return null;
    return this.reader ? this.reader(teamIds) : [];
  }

  /** Whether a caller may see what is told of a theme. */
  async mayRead(caller: { teamIds: readonly string[] }, theme: string): Promise<boolean> {
    const own = await this.of(caller);
    return own === null || own.includes(theme);
  }
}
