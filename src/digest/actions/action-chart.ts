import { init } from 'echarts';
import { stableIds } from '../rendering/chart.js';

const WIDTH = 720;
const HEIGHT = 160;
/** Middle tones, legible on light and dark grounds. */
const BEFORE = '#8b98a0';
const AFTER = '#2f8f83';
const AXIS = '#7f8b90';
/** So that one contact does not fill the picture. */
const LOWEST_TOP = 4;

export interface ActionSeries {
  starts: Date[];
  values: number[];
  shippedAt: Date | null;
  /** In which the weeks begin. */
  zone: string;
}

/** Contacts a week around a fix: grey before shipping, coloured from the first whole week after it. SVG with its own text. */
export function actionChartSvg({ starts, values, shippedAt, zone }: ActionSeries): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  try {
    const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: zone });
    const isAfter = (start: Date): boolean => shippedAt !== null && start >= shippedAt;
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: 'system-ui, sans-serif' },
      grid: { left: 36, right: 8, top: 12, bottom: 26 },
      xAxis: {
        type: 'category',
        data: starts.map((start) => day.format(start)),
        axisLabel: { color: AXIS, fontSize: 12, interval: Math.max(0, Math.ceil(starts.length / 7) - 1) },
        axisLine: { lineStyle: { color: AXIS } },
        axisTick: { show: false },
      },
      yAxis: {
        type: 'value',
        min: 0,
        ...(Math.max(0, ...values) < LOWEST_TOP && { max: LOWEST_TOP }),
        splitNumber: 3,
        minInterval: 1,
        axisLabel: { color: AXIS, fontSize: 12 },
        splitLine: { lineStyle: { color: AXIS, opacity: 0.25 } },
      },
      series: [
        {
          type: 'bar',
          barCategoryGap: '25%',
          data: values.map((value, i) => ({
            value,
            itemStyle: { color: isAfter(starts[i]!) ? AFTER : BEFORE, borderRadius: 1 },
          })),
        },
      ],
    });
    return stableIds(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/** The chart in words, for those who do not see it. */
export function actionChartWords({ starts, values, shippedAt }: ActionSeries): string {
  const after = shippedAt ? values.filter((_, i) => starts[i]! >= shippedAt) : [];
  const before = values.slice(0, values.length - after.length);
  const told = `Contacts a week: ${before.join(', ')}`;
  return shippedAt && after.length ? `${told}; since shipping: ${after.join(', ')}` : told;
}
