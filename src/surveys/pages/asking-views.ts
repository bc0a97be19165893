import { Injectable } from '@nestjs/common';
import { DecisionsService } from '../asking/decisions.service.js';
import { DryRunService } from '../asking/dry-run.service.js';
import type { SkipReason } from '../asking/eligibility.js';
import { SurveyLinks } from '../surveys/survey-links.js';
import type { SurveyWithContent } from '../surveys/surveys.service.js';
import { ledgerLine } from './ledger-line.js';
import { REASON_WORDS } from './survey-views.js';

const DRY_RUN_DAYS = 30;
const LEDGER_LINES = 50;

/** What pages say about asking: dry run, ledger, links. */
@Injectable()
export class AskingViews {
  constructor(
    private readonly dryRuns: DryRunService,
    private readonly decisions: DecisionsService,
    private readonly links: SurveyLinks,
  ) {}

  async dryRun(survey: SurveyWithContent, reference: string | null, now: Date) {
    const { candidates, asked, skipped } = await this.dryRuns.run(survey, DRY_RUN_DAYS, now);
    const ledger = await this.decisions.summary(survey.id);
    const lines = await this.decisions.ledger(survey.id, reference, LEDGER_LINES);
    return {
      isRequestOnly: survey.settings.trigger.on === 'request',
      days: DRY_RUN_DAYS,
      candidates,
      asked,
      skipped: skipped.map(({ reason, count }) => ({ words: REASON_WORDS[reason], count, share: count / candidates })),
      ledger: ledger.map(({ outcome, reason, count }) => ({
        outcome,
        count,
        words: reason ? REASON_WORDS[reason as SkipReason] : '',
      })),
      reference: reference ?? '',
      lines: lines.map((line) => ledgerLine(line)),
    };
  }

  share(survey: SurveyWithContent) {
    const links = this.links.of(survey);
    const { widgetOrigins } = survey.settings;
    return {
      isActive: survey.state === 'active',
      links,
      // By path: the operator may look at this under another address than customers do, and the page loads from its own only.
      qrCode: new URL(links.qrCode).pathname,
      template: this.links.templateHtml(survey, 'TICKET'),
      origins: widgetOrigins,
    };
  }

  previewUrl(surveyId: string): string {
    return this.links.previewUrl(surveyId);
  }
}
