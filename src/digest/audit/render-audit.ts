import type { Templates } from '../../platform/templates.js';
import { actionChartSvg } from '../actions/action-chart.js';
import { weeklyBarsSvg } from '../rendering/chart.js';
import { quoteWords } from '../rendering/quote-words.js';
import { number, percent, share, SMALL_SAMPLE, usualWords } from '../rendering/words.js';
import { inWords } from './audit-kpis.js';
import type { AuditChange, AuditGap, AuditKpi, AuditReport, AuditTheme } from './audit-report.js';
import { daysWords } from './first-steps.js';

const QUOTE_CHARACTERS = 220;
/** Issues that are shown with quotes; all are in the table. */
const MOST_DETAILED = 10;
const MOST_GAPS = 8;

const KINDS: Record<AuditChange['kind'], { text: string; tone: string }> = {
  spike: { text: 'Spike', tone: 'alarm' },
  rise: { text: 'Rising', tone: 'alarm' },
  new: { text: 'New', tone: 'alarm' },
  back: { text: 'Came back', tone: 'alarm' },
  fall: { text: 'Falling', tone: 'good' },
  quiet: { text: 'Gone quiet', tone: 'good' },
};

/** The report as one self-contained page: no script, no address outside, pictures inside. */
export function renderAudit(report: AuditReport, templates: Templates): string {
  const { period, totals, quality } = report;
  const most = Math.max(1, ...report.themes.map(({ tickets }) => tickets));
  const gaps = report.gaps?.slice(0, MOST_GAPS).map(gapView) ?? null;
  return templates.render('digest/audit/audit-page', {
    title: `What customers struggle with: ${report.file}`,
    report,
    lastDay: period ? new Date(Date.parse(period.to) - 1) : null,
    chart: chartOf(report),
    kpis: report.kpis.map(kpiView),
    rows: report.themes.map((theme, index) => rowView(theme, index, most)),
    unlisted: totals.themes - report.themes.length,
    themes: report.themes.slice(0, MOST_DETAILED).map(themeView),
    changes: report.changes.map(changeView),
    gaps,
    moreGaps: (report.gaps?.length ?? 0) - (gaps?.length ?? 0),
    volumes: report.volumes.map(({ dimension, values }) => ({
      dimension,
      values: values.map((row) => ({ ...row, text: percent(row.share) })),
    })),
    inTheme: percent(quality.inTheme.count / Math.max(1, quality.inTheme.n)),
    inThemeOf: `of ${number(quality.inTheme.n)} with an issue`,
    columns: Object.entries(quality.columns).map(([role, column]) => ({ role, column })),
  });
}

function chartOf({ weekly, period }: AuditReport) {
  if (!weekly || !period || weekly.length < 2) return null;
  const values = weekly.map(({ tickets }) => tickets);
  const starts = weekly.map(({ from }) => new Date(from));
  const svg = actionChartSvg({ starts, values, shippedAt: null, zone: period.zone });
  return { image: picture(svg), alt: `Tickets a week: ${values.join(', ')}` };
}

function kpiView({ name, text, n, low, high, unit, note }: AuditKpi) {
  const range = low === null || high === null ? null : `${inWords(low, unit)} to ${inWords(high, unit)}`;
  return { name, text, n: number(n), range, note };
}

/** A line of the table of all issues; the bar is relative to the largest. */
function rowView({ id, label, tickets, share: of, negative, weekly }: AuditTheme, index: number, most: number) {
  return {
    anchor: index < MOST_DETAILED ? id : null,
    rank: index + 1,
    label,
    tickets,
    share: percent(of.count / of.n),
    width: Math.max(2, Math.round((100 * tickets) / most)),
    negative: negative && negative.n >= SMALL_SAMPLE ? percent(negative.count / negative.n) : null,
    chart: weekly ? picture(weeklyBarsSvg(weekly)) : null,
    alt: weekly ? `Tickets a week: ${weekly.join(', ')}` : '',
  };
}

function themeView(theme: AuditTheme) {
  return {
    ...theme,
    shareText: share(theme.share),
    negativeText: theme.negative ? share(theme.negative) : null,
    chart: theme.weekly ? picture(weeklyBarsSvg(theme.weekly)) : null,
    alt: theme.weekly ? `Tickets a week: ${theme.weekly.join(', ')}` : '',
    segments: theme.segments.map(
      ({ dimension, value, here, elsewhere }) =>
        `Mostly ${dimension} ${value}: ${share(here)} of these tickets, ${percent(elsewhere)} of all others.`,
    ),
    quotes: theme.quotes.map((quote) => quoteWords(quote, QUOTE_CHARACTERS)),
  };
}

function gapView({ label, band, tickets, nearest, missingWords, questions }: AuditGap) {
  const words = missingWords.length ? `Customers’ words for it: ${missingWords.join(', ')}.` : null;
  const near = band === 'likely' ? 'No article comes near; the closest is' : 'The nearest article is';
  return {
    label,
    band,
    tickets,
    words,
    nearest: nearest ? `${near} “${nearest.title}”.` : null,
    questions: questions.slice(0, 2).map((quote) => quoteWords(quote, QUOTE_CHARACTERS)),
  };
}

function changeView({ label, kind, day, windowDays, observed, expected, low, high }: AuditChange) {
  const sentence = `${number(observed)} tickets in ${daysWords(windowDays)}, ${usualWords(expected)} (range ${number(low)} to ${number(high)})`;
  return { label, kind: KINDS[kind], day, sentence, span: windowDays === 1 ? 'on' : 'until' };
}

function picture(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
