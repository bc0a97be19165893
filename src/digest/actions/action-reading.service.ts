import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { themeFacts } from '../../insights/themes/reading/period-themes.js';
import { Config } from '../../platform/config.js';
import { Effect } from '../effects/effect.entity.js';
import type { Action } from './action.entity.js';
import { weeksOfThemes, type WeekOfThemes } from './action-weeks.js';

/** A theme has a name in at most this many choices of a form. */
const MOST_CHOICES = 200;

@Injectable()
export class ActionReadingService {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
  ) {}

  /** Readings of the effect of each action, in the order in which they were taken. */
  async effectsOf(actionIds: string[]): Promise<Map<string, Effect[]>> {
    const rows = await this.db
      .getRepository(Effect)
      .find({ where: { actionId: In(actionIds) }, order: { readAt: 'ASC', weeks: 'ASC' } });
    return Map.groupBy(rows, ({ actionId }) => actionId);
  }

  /** Contacts a week of the themes that actions are about, in the zone of the organisation unless another is asked for. */
  weeksOf(
    actions: Pick<Action, 'themeId' | 'gapId'>[],
    now: Date,
    span: { weeks?: number; zone?: string },
  ): Promise<WeekOfThemes> {
    const ids = [...new Set(actions.flatMap((action) => themeOf(action) ?? []))];
    return weeksOfThemes(this.db.manager, ids, { zone: this.config.env.TIME_ZONE, now, ...span });
  }

  async themeLabel(id: string): Promise<string | null> {
    return (await themeFacts(this.db.manager, [id]))[0]?.label ?? null;
  }

  /** Themes that a new action may be about, by name. */
  async themeChoices(): Promise<{ id: string; label: string }[]> {
    const themes = (await themeFacts(this.db.manager, null)).filter(({ notAnIssue }) => !notAnIssue);
    const named = themes.map(({ id, label }) => ({ id, label })).sort((a, b) => a.label.localeCompare(b.label));
    return named.slice(0, MOST_CHOICES);
  }
}

/** A missing article is known by the theme that it is missing for. */
export function themeOf({ themeId, gapId }: Pick<Action, 'themeId' | 'gapId'>): string | null {
  return themeId ?? gapId;
}
