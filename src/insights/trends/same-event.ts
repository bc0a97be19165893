import { addTo, dot, normalise } from '../embedding/matrix.js';
import { ascending, quantile } from '../statistics/quantiles.js';
import { explainedDays, type Alert } from './alert-life.js';
import { countDays, type DatedMessage } from './detect.js';
import { isUpward, type Finding } from './finding.js';
import type { Explained } from './theme-tests.js';

/** What is known today about single messages, by id. */
export interface Scene {
  themeOf: (message: string) => string | null;
  /** Null: too old, or not embedded yet. */
  vectorOf: (message: string) => Float32Array | null;
}

/** Middles of two different issues of one field often reach .8: what is taken for known is never told. */
const SAME_DIRECTION = 0.85;
const RELATED_DIRECTION = 0.8;
const SHARED = 0.3;
const PART = 0.25;
const RECOUNT_DAYS = 84;

/** Themes that hold a good part of the messages, most first: a later fit may have divided what was one theme. */
export function themesOf({ themeOf }: Scene, members: readonly string[]): string[] {
  const votes = new Map<string, number>();
  for (const id of members) {
    const theme = themeOf(id);
    if (theme !== null) votes.set(theme, (votes.get(theme) ?? 0) + 1);
  }
  const held = [...votes].filter(([, count]) => count > PART * members.length);
  return held.sort((a, b) => b[1] - a[1]).map(([theme]) => theme);
}

/** The middle of some messages as a unit vector; null when none of them has a vector. */
export function directionOf({ vectorOf }: Scene, members: readonly string[]): Float32Array | null {
  let sum: Float32Array | null = null;
  for (const id of members) {
    const vector = vectorOf(id);
    if (vector) addTo((sum ??= new Float32Array(vector.length)), vector);
  }
  return sum && normalise(sum);
}

/** Whether a good part of what a finding rests on was told already. */
export function restsOnSame(alert: Pick<Alert, 'members'>, { members }: Pick<Finding, 'members'>): boolean {
  const known = new Set(alert.members);
  return members.length > 0 && members.filter((id) => known.has(id)).length > SHARED * members.length;
}

/** The same event: it rests on the same messages, is about the same theme, or means the same. */
export function resembles(scene: Scene, alert: Alert, finding: Finding): boolean {
  if (restsOnSame(alert, finding)) return true;
  if (finding.id !== null && themesOf(scene, alert.members)[0] === finding.id) return true;
  if (!isUpward(finding.kind) || !alert.members.length || !finding.members.length)
    return alert.id !== null && alert.id === finding.id;
  const [before, now] = [directionOf(scene, alert.members), directionOf(scene, finding.members)];
  // What comes at once and is related is one event, even when it falls into two themes.
  const near = alert.grewOn >= finding.to - 1 ? RELATED_DIRECTION : SAME_DIRECTION;
  return before !== null && now !== null && dot(before, now) > near;
}

/** Days that alerts have explained, by the themes their messages are in today. The day looked at is always tested again. */
export function explainedBy(scene: Scene, alerts: readonly Alert[], today: number): Explained {
  const byTheme = new Map<string, Alert[]>();
  for (const alert of alerts) {
    for (const theme of themesOf(scene, alert.members)) byTheme.set(theme, [...(byTheme.get(theme) ?? []), alert]);
  }
  return (theme) => {
    const days = explainedDays(byTheme.get(theme) ?? [], today);
    days.delete(today);
    return days;
  };
}

/** Messages of events that are over and were told as more than usual. */
export function toldBy(alerts: readonly Alert[]): Set<string> {
  const over = alerts.filter(({ kind, resolvedOn }) => resolvedOn !== null && isUpward(kind));
  return new Set(over.flatMap(({ members }) => members));
}

/** Customers a day among the messages that lie as near to the theme's middle as three quarters of its own do. */
export function recountNear(scene: Scene, messages: readonly DatedMessage[], theme: string, today: number): number[] {
  const recent = messages.filter(({ day }) => day > today - RECOUNT_DAYS);
  const own = recent.filter((message) => message.theme === theme);
  const middle = directionOf(
    scene,
    own.map(({ id }) => id),
  );
  const nearness = (id: string) => {
    const vector = scene.vectorOf(id);
    return vector && middle ? dot(middle, vector) : -1;
  };
  const bound = quantile(ascending(own.map(({ id }) => nearness(id))), 0.25) ?? 1;
  const near = recent.filter(({ id }) => nearness(id) >= bound).map((message) => ({ ...message, theme }));
  return [...(countDays(near, today + 1).series[0]?.counts ?? new Array<number>(today + 1).fill(0))];
}
