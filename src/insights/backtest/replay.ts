import { addTo, dot, normalise, row, slice, gather } from '../embedding/matrix.js';
import { ascending, quantile } from '../statistics/quantiles.js';
import type { Space } from '../themes/space.js';
import { advanceAlerts, explainedDays, type Alert } from '../trends/alert-life.js';
import { countDays, detect, slowGrowth, type DatedMessage, type Day } from '../trends/detect.js';
import { isUpward, type Finding } from '../trends/finding.js';
import { SCAN, SCAN_REACH, type ScanRule } from '../trends/neighbour-scan.js';
import type { History } from './history.js';
import { ThemeReplay, type Miner } from './theme-replay.js';

/** Something the alerts would have said, with what was known on that day. */
export interface ReplayedEvent extends Finding {
  key: number;
  /** The day on which it would have been said. */
  day: number;
  label: string;
  /** The last day on which it grew. */
  until: number;
}

/** One week as the digest would have seen it. */
export interface ReplayedWeek {
  /** Its first day. */
  from: number;
  messages: number;
  themes: number;
  unassigned: number;
  /** What may be growing slowly. */
  hints: (Finding & { label: string })[];
  /** Theme of each message of the last weeks, for further reading (coverage by articles). */
  assigned: { message: number; theme: string }[];
}

export interface Replay {
  events: ReplayedEvent[];
  weeks: ReplayedWeek[];
}

const FIRST_DAY = 21;
const SCAN_BACK_DAYS = 84;
const SCANNED_DAYS = 14;
const SCANNED_AT_WEEK_END = 28;
/** Above this the scan looks at every second, third... message of the baseline. */
const MOST_BASELINE = 12_000;
const SAME_DIRECTION = 0.8;
const RELATED_DIRECTION = 0.7;
const SHARED = 0.3;
const PART = 0.25;

/**
 * Replays a history day by day: themes as they would have been fitted and assigned, the tests of every day, and alerts that are
 * raised once and grow. Nothing of a later day is seen on an earlier one.
 */
export async function replay(
  history: History,
  miner: Miner,
  { scan = SCAN, onDay = () => {} }: { scan?: ScanRule | null; onDay?: (day: number) => void } = {},
): Promise<Replay> {
  const run = new Run(history, miner, scan);
  for (let day = 0; day < history.days; day++) {
    await run.day(day);
    onDay(day);
  }
  return { events: run.events, weeks: run.weeks };
}

class Run {
  readonly events: ReplayedEvent[] = [];
  readonly weeks: ReplayedWeek[] = [];
  private readonly themes: ThemeReplay;
  private readonly place: Map<string, number>;
  private readonly rowsOf: number[][];
  private alerts: Alert[] = [];
  private space: Space | null = null;

  constructor(
    private readonly history: History,
    private readonly miner: Miner,
    private readonly scan: ScanRule | null,
  ) {
    this.themes = new ThemeReplay(history, miner);
    this.place = new Map(history.messages.map(({ id }, i) => [id, i]));
    this.rowsOf = Array.from({ length: history.days }, () => []);
    history.day.forEach((day, i) => this.rowsOf[day]!.push(i));
  }

  async day(day: number): Promise<void> {
    if (await this.themes.startDay(day)) this.space = null;
    this.themes.assign(this.rowsOf[day]!);
    if (day < FIRST_DAY) return;
    const today = await this.look(day);
    const changes = advanceAlerts(this.alerts, detect(today, this.scan ?? SCAN), day, (alert, finding) =>
      this.resembles(alert, finding),
    );
    this.alerts = changes.alerts;
    for (const alert of changes.raised) this.events.push(this.eventOf(alert, day));
    for (const alert of changes.grown) this.events.find(({ key }) => key === alert.key)!.until = day;
    if (today.isWeekEnd) this.weeks.push(this.week(today));
  }

  /** Sunday, and the last day of the history: the digest that would come next. */
  private isWeekEnd(day: number): boolean {
    return day % 7 === 6 || day === this.history.days - 1;
  }

  /** All that is known at the end of a day. */
  private async look(day: number): Promise<Day> {
    const count = this.rowsOf.slice(0, day + 1).reduce((sum, rows) => sum + rows.length, 0);
    const messages = this.history.messages
      .slice(0, count)
      .map((message, i) => this.dated(message.id, i, message.customer));
    const explained = new Map<string, Alert[]>();
    for (const alert of this.alerts) {
      for (const theme of this.themesOf(alert.members)) explained.set(theme, [...(explained.get(theme) ?? []), alert]);
    }
    return {
      messages,
      today: day,
      isWeekEnd: this.isWeekEnd(day),
      scan: this.scan && (await this.neighbours(messages, day)),
      explained: (theme) => explainedDays(explained.get(theme) ?? [], day),
      recount: (theme) => this.recount(messages, theme),
    };
  }

  private dated(id: string, i: number, customer: string | null): DatedMessage {
    return { id, day: this.history.day[i]!, customer, theme: this.themes.idOf(this.themes.assigned[i]!) };
  }

  private async neighbours(messages: readonly DatedMessage[], today: number): Promise<Day['scan']> {
    const start = messages.findIndex(({ day }) => day > today - SCAN_BACK_DAYS);
    const looked = this.isWeekEnd(today) ? SCANNED_AT_WEEK_END : SCANNED_DAYS;
    const recent = messages.findIndex(({ day }) => day > today - looked);
    if (recent < 0) return null;
    const stride = Math.max(1, Math.ceil((recent - start) / MOST_BASELINE));
    const rows = Array.from({ length: messages.length - start }, (_, i) => start + i).filter(
      (i) => i >= recent || i % stride === 0,
    );
    const from = rows.indexOf(recent);
    const vectors =
      stride === 1 ? slice(this.history.vectors, start, messages.length) : gather(this.history.vectors, rows);
    const { index, similarity, each, space } = await this.miner.nearby({
      vectors,
      from,
      each: SCAN_REACH,
      space: this.space ?? undefined,
    });
    this.space = space;
    const list = (position: number) => {
      const at = (position - from) * each;
      return { index: index.subarray(at, at + each), similarity: similarity.subarray(at, at + each) };
    };
    return { messages: rows.map((i) => messages[i]!), neighboursOf: list };
  }

  /** Customers a day among the messages that lie as near to the theme's middle as three quarters of its own do. */
  private recount(messages: readonly DatedMessage[], theme: string): number[] {
    const today = messages.at(-1)!.day;
    const own = messages.filter((message) => message.theme === theme && message.day > today - SCAN_BACK_DAYS);
    const middle = this.direction(own.map(({ id }) => id));
    const nearness = messages.map((_, i) => dot(middle, row(this.history.vectors, i)));
    const bound = quantile(ascending(own.map(({ id }) => nearness[this.place.get(id)!]!)), 0.25) ?? 1;
    const near = messages.filter((_, i) => nearness[i]! >= bound).map((message) => ({ ...message, theme }));
    return [...(countDays(near, today + 1).series[0]?.counts ?? new Array<number>(today + 1).fill(0))];
  }

  /** Themes that hold a good part of the messages, most first: a later fit may have divided what was one theme. */
  private themesOf(members: readonly string[]): string[] {
    const votes = new Map<string, number>();
    for (const id of members) {
      const theme = this.themes.idOf(this.themes.assigned[this.place.get(id)!]!);
      if (theme) votes.set(theme, (votes.get(theme) ?? 0) + 1);
    }
    const held = [...votes].filter(([, count]) => count > PART * members.length);
    return held.sort((a, b) => b[1] - a[1]).map(([theme]) => theme);
  }

  private direction(members: readonly string[]): Float32Array {
    const sum = new Float32Array(this.history.vectors.cols);
    for (const id of members) addTo(sum, row(this.history.vectors, this.place.get(id)!));
    return normalise(sum);
  }

  private resembles(alert: Alert, finding: Finding): boolean {
    const known = new Set(alert.members);
    const shared = finding.members.filter((id) => known.has(id)).length;
    if (shared > SHARED * finding.members.length) return true;
    if (finding.id !== null && this.themesOf(alert.members)[0] === finding.id) return true;
    if (!isUpward(finding.kind) || !alert.members.length || !finding.members.length)
      return alert.id !== null && alert.id === finding.id;
    // What comes at once and is related is one event, even when it falls into two themes.
    const near = alert.grewOn >= finding.to - 1 ? RELATED_DIRECTION : SAME_DIRECTION;
    return dot(this.direction(alert.members), this.direction(finding.members)) > near;
  }

  /** The name of the theme it is about, else the message nearest to its middle. */
  private labelOf({ id, members }: Finding): string {
    for (let theme = 0; id !== null && theme < this.themes.count; theme++) {
      if (this.themes.idOf(theme) === id) return this.themes.nameOf(theme)!.label;
    }
    if (!members.length) return id ?? '';
    const middle = this.direction(members);
    const nearness = (member: string) => dot(middle, row(this.history.vectors, this.place.get(member)!));
    const best = members.reduce((a, b) => (nearness(b) > nearness(a) ? b : a));
    return this.history.messages[this.place.get(best)!]!.text.replace(/\s+/g, ' ').slice(0, 80);
  }

  private eventOf(alert: Alert, day: number): ReplayedEvent {
    const { key, id, kind, from, to, observed, expected, usual, history, q, members } = alert;
    return {
      key,
      id,
      kind,
      from,
      to,
      observed,
      expected,
      usual,
      history,
      q,
      members,
      day,
      until: day,
      label: this.labelOf(alert),
    };
  }

  private week(today: Day): ReplayedWeek {
    const from = today.today - (today.today % 7);
    const recent = today.messages.filter(({ day }) => day >= from);
    const open = this.alerts.filter(({ resolvedOn }) => resolvedOn === null);
    const hints = slowGrowth(today).filter((hint) => !open.some((alert) => this.resembles(alert, hint)));
    return {
      from,
      messages: recent.length,
      themes: new Set(recent.map(({ theme }) => theme)).size,
      unassigned: recent.filter(({ theme }) => theme === null).length,
      hints: hints.map((hint) => ({ ...hint, label: this.labelOf(hint) })),
      assigned: today.messages.flatMap(({ theme, day }, message) =>
        theme && day > today.today - 28 ? [{ message, theme }] : [],
      ),
    };
  }
}
