import type { Templates } from '../../platform/templates.js';
import { weeklyBarsSvg } from '../rendering/chart.js';
import { number, percent, share, shorten } from '../rendering/words.js';
import { inWords } from './audit-kpis.js';
import type { AuditChange, AuditKpi, AuditReport, AuditTheme } from './audit-report.js';

const QUOTE_CHARACTERS = 240;

const KINDS: Record<AuditChange['kind'], string> = {
  spike: 'Spike',
  rise: 'Rising',
  new: 'New',
  back: 'Came back',
  fall: 'Falling',
  quiet: 'Gone quiet',
};

/** The report as one self-contained page: no script, no address outside, pictures inside. */
export function renderAudit(report: AuditReport, templates: Templates): string {
  return templates.render('digest/audit/audit-page', {
    title: `What customers struggle with: ${report.file}`,
    report,
    lastDay: report.period ? new Date(Date.parse(report.period.to) - 1) : null,
    chart: report.weekly ? picture(report.weekly.map(({ tickets }) => tickets)) : null,
    kpis: report.kpis.map(kpiView),
    themes: report.themes.map(themeView),
    changes: report.changes.map(changeView),
    volumes: report.volumes.map(({ dimension, values }) => ({
      dimension,
      values: values.map((row) => ({ ...row, text: percent(row.share) })),
    })),
    inTheme: share(report.quality.inTheme),
    columns: Object.entries(report.quality.columns).map(([role, column]) => ({ role, column })),
  });
}

function kpiView({ name, text, n, low, high, unit, note }: AuditKpi) {
  const range = low === null || high === null ? null : `${inWords(low, unit)} to ${inWords(high, unit)}`;
  return { name, text, n: number(n), range, note };
}

function themeView(theme: AuditTheme) {
  return {
    ...theme,
    shareText: share(theme.share),
    negativeText: theme.negative ? share(theme.negative) : null,
    chart: theme.weekly ? picture(theme.weekly) : null,
    alt: theme.weekly ? `Tickets a week: ${theme.weekly.join(', ')}` : '',
    segments: theme.segments.map(
      (segment) =>
        `${segment.dimension} ${segment.value}: ${percent(segment.share)} of its tickets, ${percent(segment.elsewhere)} elsewhere`,
    ),
    quotes: theme.quotes.map((quote) => shorten(quote, QUOTE_CHARACTERS)),
  };
}

function changeView({ label, kind, day, windowDays, observed, expected, low, high }: AuditChange) {
  const sentence = `${number(observed)} tickets in ${windowDays === 1 ? 'a day' : `${windowDays} days`} where ${number(expected)} were to be expected (usual range ${number(low)} to ${number(high)})`;
  return { label, kind: KINDS[kind], day, sentence };
}

function picture(values: number[]): string {
  return `data:image/svg+xml;base64,${Buffer.from(weeklyBarsSvg(values)).toString('base64')}`;
}
