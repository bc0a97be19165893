import type { GapArticle, ListedGap } from './gap-list.service.js';
import { stems } from './stems.js';

/** What a writer starts from; all texts masked. */
export interface BriefMaterial {
  questions: string[];
  keywords: string[];
  searches: { query: string; count: number }[];
  /** Answers of agents that solved a ticket for good. */
  replies: string[];
}

const STEPS = 8;
const SENTENCE = /[^.!?\n]+[.!?]?/g;
/** Greetings and farewells say nothing about the matter. */
const POLITE =
  /^(hi|hello|hey|dear|thanks|thank you|best|kind|regards|cheers|sorry|glad|happy to|let (me|us) know|please let|have a|i hope|we hope|if you have any)\b/i;

/**
 * Sentences that recur in meaning among the answers that worked, in the order in which agents say them: each is scored by how
 * many answers hold its words. Extracted, never made up.
 */
export function outlineOf(replies: readonly string[]): string[] {
  const answers = replies.map((reply) =>
    (reply.match(SENTENCE) ?? [])
      .map((sentence) => sentence.trim())
      .filter((sentence) => sentence.length > 25 && sentence.length < 260 && !POLITE.test(sentence)),
  );
  const wordsOf = (text: string) => new Set(stems(text).map(({ stem }) => stem));
  const df = new Map<string, number>();
  for (const reply of replies) for (const stem of wordsOf(reply)) df.set(stem, (df.get(stem) ?? 0) + 1);
  const scored = answers.flatMap((sentences) =>
    sentences.map((text, i) => {
      const words = wordsOf(text);
      const score =
        [...words].reduce((sum, stem) => sum + (df.get(stem)! > 1 ? df.get(stem)! : 0), 0) / Math.max(4, words.size);
      return { text, words, score, place: i / sentences.length };
    }),
  );
  const chosen: typeof scored = [];
  for (const one of scored.sort((a, b) => b.score - a.score || (a.text < b.text ? -1 : 1))) {
    const repeats = chosen.some(({ words }) => overlap(words, one.words) > 0.5);
    if (!repeats && one.score > 0) chosen.push(one);
    if (chosen.length === STEPS) break;
  }
  return chosen.sort((a, b) => a.place - b.place).map(({ text }) => text);
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = [...a].filter((word) => b.has(word)).length;
  return both / Math.max(1, Math.min(a.size, b.size));
}

const TASK: Record<string, string> = {
  missing: 'Write an article',
  insufficient: 'Complete the article',
  'hard-to-find': 'Make the article easier to find: use the words of customers in title and first lines',
  outdated: 'Bring the article up to date',
  'duplicate-articles': 'Make the two articles say the same once: merge them or correct one',
  'not-documentation': 'Nothing to write: this looks like a defect, pass it to the product team',
};

const number = (value: number) => String(Math.round(value * 10) / 10);

export interface BriefLine {
  text: string;
  /** Said behind it in brackets. */
  note?: string;
  url?: string | null;
}

/** A part of the brief: plain paragraphs, points, steps in order, or customers' own words. */
export interface BriefSection {
  title: string;
  kind: 'paragraphs' | 'points' | 'steps' | 'quotes';
  lines: BriefLine[];
}

/** What the brief says, for Markdown and page alike; parts without anything to say are left out. */
export function briefSections(gap: ListedGap, material: BriefMaterial): BriefSection[] {
  const { questions, keywords, searches, replies } = material;
  const words = [...new Set([...gap.missingWords, ...keywords])];
  const task = TASK[gap.type ?? 'missing'] ?? 'Write an article';
  const sections: BriefSection[] = [
    {
      title: 'What to do',
      kind: 'paragraphs',
      lines: [`${task}${gap.because ? `: ${gap.because}.` : '.'}`, ...size(gap)].map(line),
    },
    { title: 'Suggested title', kind: 'paragraphs', lines: [line(titleOf(gap, questions))] },
    { title: 'What customers ask', kind: 'quotes', lines: questions.map(line) },
    { title: 'Their words', kind: 'paragraphs', lines: words.length ? [line(words.join(', '))] : [] },
    {
      title: 'What they searched for in vain',
      kind: 'points',
      lines: searches.map(({ query, count }) => ({ text: query, note: String(count) })),
    },
    {
      title: `Outline, from ${replies.length} answers that solved it`,
      kind: 'steps',
      lines: outlineOf(replies).map(line),
    },
    { title: 'Related articles', kind: 'points', lines: gap.articles.map(articleLine) },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

const line = (text: string): BriefLine => ({ text });

function articleLine({ title, url, cosine }: GapArticle): BriefLine {
  return { text: title, url, note: `similarity ${number(cosine * 100)} %` };
}

/** The brief for a writer as Markdown: a draft to start from, never published by itself. */
export function briefOf(gap: ListedGap, material: BriefMaterial): string {
  const body = briefSections(gap, material).map(
    ({ title, kind, lines }) =>
      `## ${title}\n\n${lines.map((one, i) => markdown(one, kind, i)).join(kind === 'paragraphs' ? '\n\n' : '\n')}`,
  );
  return `# Brief: ${plain(gap.theme.label)}\n\n${body.join('\n\n')}\n\n---\nA draft for a person to finish. Texts are customers' and agents' own, with personal data masked.\n`;
}

function markdown({ text, url, note }: BriefLine, kind: BriefSection['kind'], i: number): string {
  const said = `${plain(text)}${url ? ` <${url}>` : ''}${note ? ` (${note})` : ''}`;
  if (kind === 'paragraphs') return said;
  return `${kind === 'steps' ? `${i + 1}.` : '-'} ${kind === 'quotes' ? `“${said}”` : said}`;
}

function size({ weekly, avoidable }: ListedGap): string[] {
  if (weekly === null || !avoidable) return [];
  const { p10, p50, p90, assumptions } = avoidable;
  return [
    `${number(weekly)} contacts a week; help could avoid about ${number(p50)} of them (${number(p10)} to ${number(p90)}).`,
    `Assumed: ${assumptions.join('; ')}.`,
  ];
}

/** The shortest real question, else the name of the theme. */
function titleOf(gap: ListedGap, questions: readonly string[]): string {
  const asked = questions
    .flatMap((text) => text.match(/[^.!?\n]+\?/g) ?? [])
    .map((text) => text.trim())
    .filter((text) => text.length >= 15 && text.length <= 90)
    .sort((a, b) => a.length - b.length);
  return asked[0] ?? gap.theme.label;
}

/** One line without Markdown of its own: customers' texts must not become headings, links or HTML. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|]/g, '\\$&')
    .trim();
}
