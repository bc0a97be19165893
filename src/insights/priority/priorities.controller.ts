import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { RequireScope } from '../../platform/auth/public.js';
import { Config } from '../../platform/config.js';
import { FieldSelection } from '../../platform/http/field-selection.js';
import { PageQuery, Pager } from '../../platform/http/page.js';
import { evidenceUrl, FieldsQuery, ORDER, ordered, PeriodQuery, periodOf } from '../filters/filter.schema.js';
import { themesOf } from '../themes/reading/period-themes.js';
import { PrioritiesService } from './priorities.service.js';

const PrioritiesQuery = z.object({ ...PageQuery, ...PeriodQuery, ...FieldsQuery }).refine(ordered, ORDER);
type PrioritiesQuery = z.infer<typeof PrioritiesQuery>;

/** Periods before that make up the usual level. */
const BEFORE = 4;

@ApiTags('themes')
@RequireScope('read')
@UseInterceptors(FieldSelection)
@Controller('v1/priorities')
export class PrioritiesController {
  constructor(
    private readonly db: DataSource,
    private readonly priorities: PrioritiesService,
    private readonly config: Config,
    private readonly pager: Pager,
  ) {}

  /**
   * Themes of a period by how much they matter: reach x effort x negativity x score effect x trend. Every part is shown with
   * what it was made of; a part that is not known is 1. Weights are set in `/v1/kpis/settings`.
   */
  @Get()
  async list(@Query({ schema: PrioritiesQuery }) { limit, cursor, fields: _, ...query }: PrioritiesQuery) {
    const now = new Date();
    const period = periodOf(query, now);
    const scope = ['priorities', query];
    const after = this.pager.after(cursor, scope) as [number, string] | null;
    const zone = this.config.env.TIME_ZONE;
    const counted = themesOf(this.db.manager, { period, zone, before: BEFORE, quotes: 0, segments: false }).then(
      ({ themes }) => themes,
    );
    const ranked = await this.priorities.of(counted, period, now);
    const rows = (await counted)
      .map(({ id, label, area }) => {
        const { score, parts, signals, weights } = ranked.get(id)!;
        const evidence = evidenceUrl(`/v1/themes/${id}/feedback`, period);
        return { id, label, area, score, parts, signals, weights, evidence };
      })
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .filter(({ score, id }) => !after || score < after[0] || (score === after[0] && id > after[1]));
    const page = this.pager.page(rows.slice(0, limit + 1), limit, scope, ({ score, id }) => [score, id]);
    return { items: page.items, meta: { ...page.meta, period } };
  }
}
