import { Resvg } from '@resvg/resvg-js';
import { init } from 'echarts';

const WIDTH = 264;
const HEIGHT = 56;
const PAST = '#a9b4b8';
const NOW = '#2f8f83';

/** Small bars, one a week, this week in colour. SVG for pages; no text, so no font is needed. */
export function weeklyBarsSvg(values: number[]): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  try {
    const data = values.map((value, index) => ({
      value,
      itemStyle: { color: index === values.length - 1 ? NOW : PAST, borderRadius: 1 },
    }));
    chart.setOption({
      animation: false,
      grid: { left: 0, right: 0, top: 2, bottom: 2 },
      xAxis: { type: 'category', show: false, data: values.map((_, index) => index) },
      yAxis: { type: 'value', show: false, min: 0, max: Math.max(1, ...values) },
      series: [{ type: 'bar', data, barCategoryGap: '25%', silent: true, emphasis: { disabled: true } }],
    });
    return stableIds(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/** ECharts numbers its elements over the life of the process; the same facts must give the same bytes. */
export function stableIds(svg: string): string {
  const names = new Map<string, string>();
  return svg.replaceAll(/\bzr\d*-[a-z]+-?\d*/g, (name) => {
    if (!names.has(name)) names.set(name, `zr-${names.size}`);
    return names.get(name)!;
  });
}

/** The same picture for mail programs, which strip SVG: PNG at twice the size for sharp screens. */
export function weeklyBarsPng(values: number[]): Buffer {
  return Buffer.from(new Resvg(weeklyBarsSvg(values), { fitTo: { mode: 'width', value: WIDTH * 2 } }).render().asPng());
}

export const CHART_SIZE = { width: WIDTH, height: HEIGHT };
