import { Module } from '@nestjs/common';
import { AlertLoudnessReader } from './alerts/alert-loudness.service.js';
import { AlertFormsController } from './alerts/pages/alert-forms.controller.js';
import { AlertPagesController } from './alerts/pages/alert-pages.controller.js';
import { AlertReader } from './alerts/pages/alert-reader.service.js';
import { RehearsalPagesController } from './alerts/rehearsal/pages/rehearsal-pages.controller.js';
import { DriverPagesController } from './drivers/pages/driver-pages.controller.js';
import { FilterChoices } from './filters/filter-choices.service.js';
import { GapPagesController } from './gaps/pages/gap-pages.controller.js';
import { GapReader } from './gaps/pages/gap-reader.service.js';
import { InsightsModule } from './insights.module.js';
import { GoalFormsController } from './kpis/pages/goal-forms.controller.js';
import { KpiOverview } from './kpis/pages/kpi-overview.service.js';
import { KpiPagesController } from './kpis/pages/kpi-pages.controller.js';
import { KpiTicketsPageController } from './kpis/pages/kpi-tickets-page.controller.js';
import { PriorityPagesController } from './priority/pages/priority-pages.controller.js';
import { SearchPagesController } from './search/pages/search-pages.controller.js';
import { SettingsPagesController } from './settings/pages/settings-pages.controller.js';
import { ThemeDraftsController } from './themes/pages/theme-drafts.controller.js';
import { ThemeFormsController } from './themes/pages/theme-forms.controller.js';
import { ThemeListController } from './themes/pages/theme-list.controller.js';
import { ThemePagesController } from './themes/pages/theme-pages.controller.js';
import { ThemeTagsController } from './themes/pages/theme-tags.controller.js';
import { ThemeTrends } from './themes/pages/theme-trends.service.js';
import { VisibleThemes } from './themes/pages/visible-themes.service.js';

/** What people read and decide about insights in a browser. Shows what the services of insights say, and computes nothing anew. */
@Module({
  imports: [InsightsModule],
  controllers: [
    RehearsalPagesController,
    AlertFormsController,
    AlertPagesController,
    DriverPagesController,
    GapPagesController,
    GoalFormsController,
    KpiPagesController,
    KpiTicketsPageController,
    PriorityPagesController,
    SearchPagesController,
    SettingsPagesController,
    ThemeDraftsController,
    ThemeListController,
    ThemeFormsController,
    ThemeTagsController,
    ThemePagesController,
  ],
  providers: [AlertLoudnessReader, AlertReader, FilterChoices, GapReader, KpiOverview, ThemeTrends, VisibleThemes],
})
export class InsightPagesModule {}
