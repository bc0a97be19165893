import Handlebars from 'handlebars';
import { barChart, sparkline } from './pages/small-charts.js';
import { type RangeMark, rangeMark, type TrendChart, trendChart } from './pages/trend-chart.js';

const DATA_IMAGE = /^data:image\/(png|jpeg|gif|svg\+xml)[;,]/;
const SAFE_SCHEMES = new Set(['https:', 'http:', 'mailto:']);

/**
 * The only helpers that templates have. `safeUrl` is the only way from data to an `href`: relative addresses of ours,
 * https, http and mailto pass, everything else (`javascript:`, `data:`) becomes `#`. `safeImage` is the same for `src`.
 */
export function templateHelpers(publicUrl: string, timeZone: string): Record<string, Handlebars.HelperDelegate> {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone });
  const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const decimal = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
  const share = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 0 });
  return {
    safeUrl: (url: unknown) => safeUrl(url, publicUrl),
    safeImage: (url: unknown) => safeImage(url, publicUrl),
    date: (value: unknown) => formatted(value, (time) => day.format(time)),
    dateTime: (value: unknown) => formatted(value, (time) => moment.format(time)),
    number: (value: unknown) => (typeof value === 'number' ? decimal.format(value) : '–'),
    percent: (value: unknown) => (typeof value === 'number' ? share.format(value) : '–'),
    plural: (count: unknown, one: string, many: string) =>
      `${decimal.format(Number(count))} ${count === 1 ? one : many}`,
    eq: (left: unknown, right: unknown) => left === right,
    join: (values: unknown) => (Array.isArray(values) ? values.join(', ') : ''),
    bar: (value: unknown, label: unknown) => new Handlebars.SafeString(barChart(Number(value), String(label))),
    sparkline: (values: unknown, label: unknown) =>
      new Handlebars.SafeString(sparkline(numbers(values), String(label))),
    trendChart: (chart: unknown) => new Handlebars.SafeString(trendChart(chart as TrendChart)),
    rangeMark: (mark: unknown) => new Handlebars.SafeString(rangeMark(mark as RangeMark)),
  };
}

/** The address when it is harmless as a link, else `#`. */
export function safeUrl(url: unknown, publicUrl: string): string {
  if (typeof url !== 'string' || !URL.canParse(url, publicUrl)) return '#';
  return SAFE_SCHEMES.has(new URL(url, publicUrl).protocol) ? url : '#';
}

/** For `src` of images only: also a picture of our own making as a data address, where nothing in it can run. */
export function safeImage(url: unknown, publicUrl: string): string {
  return typeof url === 'string' && DATA_IMAGE.test(url) ? url : safeUrl(url, publicUrl);
}

function formatted(value: unknown, format: (time: Date) => string): string {
  if (value === null || value === undefined) return '–';
  const time = value instanceof Date ? value : new Date(String(value));
  return Number.isNaN(time.getTime()) ? '–' : format(time);
}

function numbers(values: unknown): number[] {
  return Array.isArray(values) ? values.map(Number) : [];
}
