import { dot, gather, row } from '../embedding/matrix.js';
import type { Space } from '../themes/space.js';
import { advanceAlerts, type Alert } from '../trends/alert-life.js';
import { detect, slowGrowth, type DatedMessage, type Day } from '../trends/detect.js';
import type { Finding } from '../trends/finding.js';
import { SCAN, SCAN_REACH, type ScanRule } from '../trends/neighbour-scan.js';
import { directionOf, explainedBy, recountNear, resembles, toldBy, type Scene } from '../trends/same-event.js';
import { scanOf, scanParts } from '../trends/scan-day.js';
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

/** Before this day nothing is called a change. */
export const FIRST_DAY = 21;
/** What tests may look at: the longest window with its baseline, and the breaks before it. */
const DAYS_BACK = 126;

/**
 * Replays a history day by day: themes as they would have been fitted and assigned, the tests of every day, and alerts that are
 * raised once and grow. Nothing of a later day is seen on an earlier one.
 */
export async function replay(
  history: History,
  miner: Miner,
  { scan = SCAN, onDay = () => {} }: { scan?: ScanRule | null; onDay?: (day: number) => void | Promise<void> } = {},
): Promise<Replay> {
  const run = new Run(history, miner, scan);
  for (let day = 0; day < history.days; day++) {
    await run.day(day);
    await onDay(day);
  }
  return { events: run.events, weeks: run.weeks };
}

class Run {
  readonly events: ReplayedEvent[] = [];
  readonly weeks: ReplayedWeek[] = [];
  private readonly themes: ThemeReplay;
  private readonly place: Map<string, number>;
  private readonly scene: Scene;
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
    this.scene = {
      themeOf: (id) => this.themes.idOf(this.themes.assigned[this.place.get(id)!]!),
      vectorOf: (id) => row(history.vectors, this.place.get(id)!),
    };
    this.rowsOf = Array.from({ length: history.days }, () => []);
    history.day.forEach((day, i) => this.rowsOf[day]!.push(i));
  }

  /** In the order of the service: themes are fitted, the week that is over is looked at, the day's messages come, the day is looked at. */
  async day(day: number): Promise<void> {
    await this.themes.startDay(day);
    if (day % 7 === 0) this.space = null;
    if (day % 7 === 0 && day > FIRST_DAY) await this.lookAt(day - 1, { isWeekEnd: true, saidOn: day });
    this.themes.assign(this.rowsOf[day]!);
    if (day < FIRST_DAY) return;
    const isLast = day === this.history.days - 1;
    await this.lookAt(day, { isWeekEnd: isLast, saidOn: day });
  }

  private async lookAt(day: number, { isWeekEnd, saidOn }: { isWeekEnd: boolean; saidOn: number }): Promise<void> {
    const today = await this.look(day, isWeekEnd);
    const changes = advanceAlerts(this.alerts, detect(today, this.scan ?? SCAN), saidOn, (alert, finding) =>
      resembles(this.scene, alert, finding),
    );
    this.alerts = changes.alerts;
    for (const alert of changes.raised) this.events.push(this.eventOf(alert, saidOn));
    for (const alert of changes.grown) this.events.find(({ key }) => key === alert.key)!.until = saidOn;
    if (isWeekEnd) this.weeks.push(this.week(today));
  }

  /** All that is known at the end of a day. */
  private async look(today: number, isWeekEnd: boolean): Promise<Day> {
    const messages = this.rowsOf
      .slice(Math.max(0, today + 1 - DAYS_BACK), today + 1)
      .flat()
      .map((i) => this.dated(i));
    return {
      messages,
      today,
      isWeekEnd,
      scan: this.scan && (await this.neighbours(messages, today)),
      explained: explainedBy(this.scene, this.alerts, today),
      told: toldBy(this.alerts),
      recount: (theme) => recountNear(this.scene, messages, theme, today),
    };
  }

  private dated(i: number): DatedMessage {
    const { id, customer } = this.history.messages[i]!;
    return { id, day: this.history.day[i]!, customer, theme: this.scene.themeOf(id) };
  }

  private async neighbours(messages: readonly DatedMessage[], today: number): Promise<Day['scan']> {
    const parts = scanParts(messages, today);
    if (parts.recent.length === 0) return null;
    const rows = [...parts.before, ...parts.recent].map(({ id }) => this.place.get(id)!);
    const found = await this.miner.nearby({
      vectors: gather(this.history.vectors, rows),
      from: parts.before.length,
      each: SCAN_REACH,
      space: this.space ?? undefined,
    });
    this.space = found.space;
    return scanOf(parts, found);
  }

  /** The name of the theme it is about, else the message nearest to its middle. */
  private labelOf({ id, members }: Finding): string {
    for (let theme = 0; id !== null && theme < this.themes.count; theme++) {
      if (this.themes.idOf(theme) === id) return this.themes.nameOf(theme)!.label;
    }
    const middle = directionOf(this.scene, members);
    if (!middle) return id ?? '';
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
    const hints = slowGrowth(today).filter((hint) => !open.some((alert) => resembles(this.scene, alert, hint)));
    return {
      from,
      messages: recent.length,
      themes: new Set(recent.map(({ theme }) => theme)).size,
      unassigned: recent.filter(({ theme }) => theme === null).length,
      hints: hints.map((hint) => ({ ...hint, label: this.labelOf(hint) })),
      assigned: today.messages.flatMap(({ id, theme, day }) =>
        theme && day > today.today - 28 ? [{ message: this.place.get(id)!, theme }] : [],
      ),
    };
  }
}
