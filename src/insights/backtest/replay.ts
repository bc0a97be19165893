import { addTo, dot, normalise, row, slice, gather } from '../embedding/matrix.js';
import type { Space } from '../themes/space.js';
import { advanceAlerts, explainedDays, type Alert } from '../trends/alert-life.js';
import { detect, slowGrowth, type DatedMessage, type Day } from '../trends/detect.js';
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
/** Above this the scan looks at every second, third... message of the baseline. */
const MOST_BASELINE = 12_000;
const SAME_DIRECTION = 0.8;
const SHARED = 0.3;

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

  /** All that is known at the end of a day. */
  private async look(day: number): Promise<Day> {
    const count = this.rowsOf.slice(0, day + 1).reduce((sum, rows) => sum + rows.length, 0);
    const messages = this.history.messages
      .slice(0, count)
      .map((message, i) => this.dated(message.id, i, message.customer));
    const explained = new Map<string, Alert[]>();
    for (const alert of this.alerts) {
      const theme = this.themeOf(alert.members);
      if (theme) explained.set(theme, [...(explained.get(theme) ?? []), alert]);
    }
    return {
      messages,
      today: day,
      isWeekEnd: day % 7 === 6,
      scan: this.scan && (await this.neighbours(messages, day)),
      explained: (theme) => explainedDays(explained.get(theme) ?? [], day),
    };
  }

  private dated(id: string, i: number, customer: string | null): DatedMessage {
    return { id, day: this.history.day[i]!, customer, theme: this.themes.idOf(this.themes.assigned[i]!) };
  }

  private async neighbours(messages: readonly DatedMessage[], today: number): Promise<Day['scan']> {
    const start = messages.findIndex(({ day }) => day > today - SCAN_BACK_DAYS);
    const recent = messages.findIndex(({ day }) => day > today - SCANNED_DAYS);
    if (recent < 0) return null;
    const stride = Math.max(1, Math.ceil((recent - start) / MOST_BASELINE));
    const rows = Array.from({ length: messages.length - start }, (_, i) => start + i).filter(
      (i) => i >= recent || i % stride === 0,
    );
    const from = rows.indexOf(recent);
    const vectors =
      stride === 1 ? slice(this.history.vectors, start, messages.length) : gather(this.history.vectors, rows);
    const copy = { ...vectors, data: vectors.data.slice() };
    const { index, similarity, each, space } = await this.miner.nearby({
      vectors: copy,
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

  private themeOf(members: readonly string[]): string | null {
    const votes = new Map<string, number>();
    for (const id of members) {
      const theme = this.themes.idOf(this.themes.assigned[this.place.get(id)!]!);
      if (theme) votes.set(theme, (votes.get(theme) ?? 0) + 1);
    }
    const [theme, count] = [...votes].sort((a, b) => b[1] - a[1])[0] ?? [null, 0];
    return count > 0.4 * members.length ? theme : null;
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
    if (finding.id !== null && this.themeOf(alert.members) === finding.id) return true;
    if (!isUpward(finding.kind) || !alert.members.length || !finding.members.length)
      return alert.id !== null && alert.id === finding.id;
    return dot(this.direction(alert.members), this.direction(finding.members)) > SAME_DIRECTION;
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
    const from = today.today - 6;
    const recent = today.messages.filter(({ day }) => day >= from);
    const alerted = new Set(
      this.alerts.filter(({ resolvedOn }) => resolvedOn === null).map(({ members }) => this.themeOf(members)),
    );
    const hints = slowGrowth(today).filter(({ id }) => !alerted.has(id));
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
