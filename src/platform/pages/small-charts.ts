const BAR = { width: 120, height: 8 };
const LINE = { width: 120, height: 28, padding: 3 };

/** A horizontal bar as inline SVG; `share` between 0 and 1. Colours come from the stylesheet. */
export function barChart(share: number, label: string): string {
  const filled = round(Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * BAR.width);
  const shape = `width="${BAR.width}" height="${BAR.height}" rx="4"`;
  return (
    `<svg class="chart-bar" viewBox="0 0 ${BAR.width} ${BAR.height}" width="${BAR.width}" height="${BAR.height}" role="img" ` +
    `aria-label="${escapeXml(label)}"><rect class="chart-track" ${shape}/>` +
    `<rect class="chart-fill" width="${filled}" height="${BAR.height}" rx="4"/></svg>`
  );
}

/** A small line of values in order of time, from zero to their maximum, with a dot on the last one. */
export function sparkline(values: number[], label: string): string {
  const finite = values.filter(Number.isFinite);
  const top = Math.max(1, ...finite);
  const step = (LINE.width - 2 * LINE.padding) / Math.max(1, finite.length - 1);
  const points = finite.map((value, i) => [LINE.padding + i * step, y(value, top)] as const);
  const path = points.map(([x, level]) => `${round(x)},${round(level)}`).join(' ');
  const last = points.at(-1);
  const dot = last ? `<circle class="chart-dot" cx="${round(last[0])}" cy="${round(last[1])}" r="2.5"/>` : '';
  return (
    `<svg class="chart-line" viewBox="0 0 ${LINE.width} ${LINE.height}" width="${LINE.width}" height="${LINE.height}" role="img" ` +
    `aria-label="${escapeXml(label)}"><polyline points="${path}"/>${dot}</svg>`
  );
}

function y(value: number, top: number): number {
  return LINE.height - LINE.padding - (value / top) * (LINE.height - 2 * LINE.padding);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}
