import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { RequireScope } from '../../platform/auth/public.js';
import { FieldSelection } from '../../platform/http/field-selection.js';
import { dimensionsOf, evidenceUrl, periodOf } from '../filters/filter.schema.js';
import { labelsOf, rootsOf } from '../filters/theme-roots.js';
import { driverView } from './driver-view.js';
import { DriversAnswer, DriversQuery } from './drivers.schema.js';
import { DriversService } from './drivers.service.js';

const UNITS = { csat: 'percentage points', effort: 'replies a ticket' } as const;
const DEFAULT_DAYS_MS = 84 * 86_400_000;

@ApiTags('drivers')
@RequireScope('read')
@UseInterceptors(FieldSelection)
@Controller('v1/drivers')
export class DriversController {
  constructor(
    private readonly db: DataSource,
    private readonly drivers: DriversService,
  ) {}

  /**
   * What moves CSAT (in points of a hundred) or effort (in replies a ticket): for each theme the score with and without it,
   * and the effect adjusted for channel, plan, product, language and other themes; 12 weeks when no `from`. Correlation, not cause.
   */
  @Get()
  @ApiOkResponse({ standardSchema: DriversAnswer as never })
  async list(@Query({ schema: DriversQuery }) { score, fields: _, theme, ...query }: DriversQuery) {
    const to = query.to ? new Date(query.to) : new Date();
    const period = query.from ? periodOf(query, to) : { from: new Date(to.getTime() - DEFAULT_DAYS_MS), to };
    const filter = { ...dimensionsOf(query), ...(theme ? { themeIds: await rootsOf(this.db.manager, [theme]) } : {}) };
    const found = await this.drivers.of(score, period, filter);
    const labels = await labelsOf(
      this.db.manager,
      found.drivers.map((driver) => driver.theme),
    );
    const key = score === 'csat' ? 'csat' : 'handleTime';
    const items = found.drivers.map((driver) => ({
      ...driverView(driver, labels.get(driver.theme) ?? '', score),
      evidence: evidenceUrl(`/v1/kpis/${key}/tickets`, period, { ...dimensionsOf(query), theme: driver.theme }),
    }));
    const { n, mean, segments } = found;
    return {
      items,
      segments,
      meta: { period, score, unit: UNITS[score], n, mean: mean === null ? null : score === 'csat' ? 100 * mean : mean },
    };
  }
}
