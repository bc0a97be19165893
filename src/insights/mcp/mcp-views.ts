import { Injectable } from '@nestjs/common';
import { GapList } from '../gaps/gap-list.service.js';
import { KpiViews } from '../kpis/kpi-views.service.js';
import { SearchService } from '../search/search.service.js';
import { ThemesService } from '../themes/themes.service.js';
import { TrendViews } from '../trends/trend-views.service.js';

/** The read models that tools ask. */
@Injectable()
export class McpViews {
  constructor(
    readonly themes: ThemesService,
    readonly trends: TrendViews,
    readonly kpis: KpiViews,
    readonly gaps: GapList,
    readonly search: SearchService,
  ) {}
}
