import type { ListedGap } from './gap-list.service.js';
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
  'duplicate-articles': 'Merge the two articles',
  'not-documentation': 'Nothing to write: this looks like a defect, pass it to the product team',
};

const number = (value: number) => String(Math.round(value * 10) / 10);

/** The brief for a writer as Markdown: a draft to start from, never published by itself. */
export function briefOf(gap: ListedGap, material: BriefMaterial): string {
  const { questions, keywords, searches, replies } = material;
  const steps = outlineOf(replies);
  const sections: [string, string[]][] = [
    [
      'What to do',
      [`${TASK[gap.type ?? 'missing'] ?? 'Write an article'}${gap.because ? `: ${gap.because}.` : '.'}`, ...size(gap)],
    ],
    ['Suggested title', [titleOf(gap, questions)]],
    ['What customers ask', list(questions.map(quoted))],
    [
      'Their words',
      [...new Set([...gap.missingWords, ...keywords])].length
        ? [[...new Set([...gap.missingWords, ...keywords])].join(', ')]
        : [],
    ],
    ['What they searched for in vain', list(searches.map(({ query, count }) => `${plain(query)} (${count})`))],
    [`Outline, from ${replies.length} answers that solved it`, list(steps.map(plain), true)],
    [
      'Related articles',
      gap.article
        ? list([
            `${plain(gap.article.title)}${gap.article.url ? ` <${gap.article.url}>` : ''} (similarity ${number(gap.article.cosine * 100)} %)`,
          ])
        : [],
    ],
  ];
  const body = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `## ${title}\n\n${lines.join('\n')}`);
  return `# Brief: ${plain(gap.theme.label)}\n\n${body.join('\n\n')}\n\n---\nA draft for a person to finish. Texts are customers' and agents' own, with personal data masked.\n`;
}

function size({ weekly, avoidable }: ListedGap): string[] {
  if (weekly === null || !avoidable) return [];
  const { p10, p50, p90, assumptions } = avoidable;
  return [
    '',
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
  return plain(asked[0] ?? gap.theme.label);
}

function list(lines: readonly string[], numbered = false): string[] {
  return lines.map((line, i) => `${numbered ? `${i + 1}.` : '-'} ${line}`);
}

function quoted(text: string): string {
  return `“${plain(text)}”`;
}

/** One line without Markdown of its own: customers' texts must not become headings, links or HTML. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|]/g, '\\$&')
    .trim();
}
