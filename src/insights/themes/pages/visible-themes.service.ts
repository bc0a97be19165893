import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../platform/auth/caller.js';
import { TeamThemes } from '../../../platform/teams/team-themes.js';
import type { Period } from '../../../platform/periods.js';
import { themeNotFound } from '../curation/curation.service.js';
import type { MessageFilter } from '../reading/theme-messages.js';
import { type ReadThemes, type ThemeDetail, ThemeReader } from '../reading/theme-reader.service.js';
import type { Theme } from '../tables/theme.entity.js';

interface Asked {
  caller: Caller;
  period: Period;
  filter: MessageFilter;
}

/** What the pages of themes show to a caller: all, or those that were routed to the caller's teams. */
@Injectable()
export class VisibleThemes {
  constructor(
    private readonly reader: ThemeReader,
    private readonly teams: TeamThemes,
  ) {}

  async list({ caller, period, filter }: Asked, silenced = false): Promise<ReadThemes> {
    const own = await this.teams.of(caller);
    const found = await this.reader.list(period, filter, silenced);
    return own ? { ...found, themes: found.themes.filter(({ id }) => own.includes(id)) } : found;
  }

  /** 404 for a theme of other teams, as for one that does not exist. */
  async detail(root: Theme, { caller, period, filter }: Asked): Promise<ThemeDetail> {
    if (!(await this.teams.mayRead(caller, root.id))) throw themeNotFound();
    return this.reader.detail(root, period, filter);
  }

  coverage({ period, filter }: Asked) {
    return this.reader.coverage(period, filter);
  }
}
