import { chunkArticle, type Article } from '../src/ingest/articles/chunks.js';
import { Kernels } from '../src/insights/embedding/kernels.js';
import { gather, row, type Matrix } from '../src/insights/embedding/matrix.js';
import { shippedModels } from '../src/insights/embedding/model-folder.js';
import { bm25, wordIndex } from '../src/insights/gaps/bm25.js';
import { fitGapModel, gapProbability } from '../src/insights/gaps/gap-probability.js';
import {
  coverMessage,
  openHelpCentre,
  suggestArticles,
  type MessageCoverage,
} from '../src/insights/gaps/help-centre.js';
import { coverTheme, nearestFellows } from '../src/insights/gaps/theme-coverage.js';
import { gapByMessages, gapByTheme, type GapVerdict } from '../src/insights/gaps/theme-gaps.js';
import { documentFrequencies } from '../src/insights/gaps/theme-words.js';
import { seededRandom } from '../src/insights/statistics/random.js';
import { wilsonInterval } from '../src/platform/statistics/wilson.js';
import { discoverThemes } from '../src/insights/themes/discover.js';
import { embedAll, isThere, readCsv, readJsonl } from './data.js';

/** npm run bench:gaps: retrieval, covered-or-gap, and missing articles with a quarter of the articles left out, beside BM25. */

interface Question {
  text: string;
  /** The article that answers it; null: none does, whatever is left out. */
  article: string | null;
}

interface HelpSet {
  name: string;
  articles: Article[];
  questions: Question[];
  /** Sentences of a help centre are no customers' words: they are grouped by their article, not mined. */
  byArticle?: boolean;
}

const LEFT_OUT = 0.25;
const REPEATS = 16;
const FINE = { cutAt: 0.84, minSizeFactor: 0, minSize: 3, smallShare: 0.25 };

function stackFaq(): HelpSet | null {
  if (!isThere('stackfaq/kb.jsonl')) return null;
  const kb = readJsonl<{ id: string; question: string; answers: string[] }>('stackfaq/kb.jsonl');
  return {
    name: 'stackfaq',
    articles: kb.map(({ id, question, answers }) => ({ id, title: question, text: answers.join('\n\n') })),
    questions: readCsv('stackfaq/queries.csv').map((line) => ({ text: line['text']!, article: line['article_id']! })),
  };
}

/** Training messages of an intent stand for its article, the first as title; test messages without an intent are gaps. */
function hint3(): HelpSet | null {
  if (!isThere('hint3/sofmattress_train.csv')) return null;
  const byLabel = Map.groupBy(readCsv('hint3/sofmattress_train.csv'), (line) => line['label']!);
  const articles = [...byLabel].map(([id, lines]) => ({
    id,
    title: id.replaceAll('_', ' ').toLowerCase(),
    text: lines.map((line) => line['text']!).join('\n\n'),
  }));
  const questions = readCsv('hint3/sofmattress_test.csv').map((line) => ({
    text: line['text']!,
    article: byLabel.has(line['label']!) ? line['label']! : null,
  }));
  return { name: 'hint3', articles, questions };
}

/** Sentences taken out of a real help centre stand for questions about the article they were in. */
function helpCentre(name: string): HelpSet | null {
  if (!isThere(`${name}/kb.jsonl`)) return null;
  const questions: Question[] = [];
  const articles = readJsonl<Article>(`${name}/kb.jsonl`).map(({ id, title, text }) => {
    const sentences = text
      .split(/(?<=[.?!])\s+|\n+/u)
      .filter((one) => /^[A-Z][^|<>{}[\]`*#]{40,180}[.?]$/u.test(one.trim()));
    const taken = sentences.filter((_, i) => i % Math.max(1, Math.floor(sentences.length / 6)) === 0).slice(0, 6);
    questions.push(...taken.map((sentence) => ({ text: sentence.trim(), article: id })));
    return { id, title, text: taken.reduce((rest, sentence) => rest.replace(sentence, ' '), text) };
  });
  return { name, articles, questions, byArticle: true };
}

interface Embedded extends HelpSet {
  vectors: Matrix;
  chunks: ReturnType<typeof chunkArticle>;
  chunkVectors: Matrix;
}

async function embedded(set: HelpSet): Promise<Embedded> {
  const chunks = set.articles.flatMap(chunkArticle);
  const vectors = await embedAll([...set.questions.map(({ text }) => text), ...chunks.map(({ text }) => text)]);
  const rows = (from: number, n: number) =>
    gather(
      vectors,
      Array.from({ length: n }, (_, i) => from + i),
    );
  return {
    ...set,
    chunks,
    vectors: rows(0, set.questions.length),
    chunkVectors: rows(set.questions.length, chunks.length),
  };
}

const shown = (yes: number, n: number) => {
  const interval = wilsonInterval(yes, n);
  return interval ? `${(yes / n).toFixed(2)} [${interval.low.toFixed(2)}, ${interval.high.toFixed(2)}]` : 'none';
};

async function coverAll(
  kernels: Kernels,
  set: Embedded,
  articles: readonly Article[],
): Promise<{ centre: ReturnType<typeof openHelpCentre>; covered: MessageCoverage[] }> {
  const kept = new Set(articles.map(({ id }) => id));
  const centre = openHelpCentre(articles);
  const chunkRows = set.chunks.flatMap(({ articleId }, i) => (kept.has(articleId) ? [i] : []));
  const cosines = await kernels.similarities(set.vectors, gather(set.chunkVectors, chunkRows));
  return { centre, covered: set.questions.map((_, i) => coverMessage(centre, row(cosines, i))) };
}

async function retrieval(kernels: Kernels, set: Embedded): Promise<void> {
  const { centre, covered } = await coverAll(kernels, set, set.articles);
  const words = wordIndex(set.articles.map(({ title, text }) => `${title}\n${text}`));
  const asked = set.questions.flatMap((question, i) => (question.article ? [{ ...question, i }] : []));
  const ours = asked.map(({ i, text, article }) =>
    suggestArticles(centre, text, covered[i]!.cosines, 3).findIndex(({ id }) => id === article),
  );
  const plain = asked.map(({ text, article }) => {
    const scores = bm25(words, text);
    const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!).slice(0, 3);
    return order.findIndex((at) => scores[at]! > 0 && set.articles[at]!.id === article);
  });
  const hits = (ranks: number[], k: number) =>
    shown(ranks.filter((rank) => rank >= 0 && rank < k).length, ranks.length);
  console.log(`  R@1 ${hits(ours, 1)} (BM25 ${hits(plain, 1)}), R@3 ${hits(ours, 3)} (BM25 ${hits(plain, 3)})`);
}

/** Area under the ROC curve with the interval of Hanley and McNeil 1982. */
function auroc(gap: number[], covered: number[]): string {
  const all = [...gap.map((score) => ({ score, is: 1 })), ...covered.map((score) => ({ score, is: 0 }))].sort(
    (a, b) => a.score - b.score,
  );
  let below = 0;
  let sum = 0;
  for (let i = 0; i < all.length;) {
    let j = i;
    while (j < all.length && all[j]!.score === all[i]!.score) j++;
    const ties = all.slice(i, j);
    const negatives = ties.filter(({ is }) => is === 0).length;
    sum += (ties.length - negatives) * (below + negatives / 2);
    below += negatives;
    i = j;
  }
  const [n, m] = [gap.length, covered.length];
  const a = sum / (n * m);
  const q1 = a / (2 - a);
  const q2 = (2 * a * a) / (1 + a);
  const half = 1.96 * Math.sqrt((a * (1 - a) + (n - 1) * (q1 - a * a) + (m - 1) * (q2 - a * a)) / (n * m));
  return `${a.toFixed(2)} +- ${half.toFixed(2)}`;
}

interface Tally {
  gap: number[];
  covered: number[];
  gapWords: number[];
  coveredWords: number[];
  calibration: { p: number; is: number }[];
  rules: Record<'B' | 'W', Record<GapVerdict, { right: number; said: number; found: Set<string> }>>;
  missing: number;
  falseWhenComplete: { said: number; themes: number };
}

function emptyTally(): Tally {
  const rule = () => ({
    likely: { right: 0, said: 0, found: new Set<string>() },
    possible: { right: 0, said: 0, found: new Set<string>() },
    none: { right: 0, said: 0, found: new Set<string>() },
  });
  return {
    gap: [],
    covered: [],
    gapWords: [],
    coveredWords: [],
    calibration: [],
    rules: { B: rule(), W: rule() },
    missing: 0,
    falseWhenComplete: { said: 0, themes: 0 },
  };
}

async function themesOf(kernels: Kernels, set: Embedded): Promise<number[][]> {
  if (set.byArticle) {
    const groups = Map.groupBy(set.questions.keys(), (i) => set.questions[i]!.article);
    return [...groups.values()].filter((list) => list.length >= 3);
  }
  const { assignments, sizes } = await discoverThemes(kernels, set.vectors, FINE);
  const members: number[][] = sizes.map(() => []);
  assignments.forEach((theme, i) => theme >= 0 && members[theme]!.push(i));
  return members.filter((list) => list.length >= 3);
}

function judge(
  set: Embedded,
  state: { centre: ReturnType<typeof openHelpCentre>; covered: MessageCoverage[] },
  themes: readonly number[][],
) {
  const texts = set.questions.map(({ text }) => text);
  const frequencies = { df: documentFrequencies(texts), total: texts.length };
  const features = themes.map((members) => {
    const fellows = nearestFellows(members.map((i) => row(set.vectors, i)));
    return coverTheme(
      state.centre,
      members.map((i, r) => ({ text: texts[i]!, coverage: state.covered[i]!, nearestFellow: fellows[r]! })),
      frequencies,
    );
  });
  const model = fitGapModel(state.covered.map(({ best }) => best))!;
  const p = state.covered.map(({ best }) => gapProbability(model, best.first));
  return {
    p,
    B: gapByTheme(features)?.map(({ verdict }) => verdict),
    W: themes.map((members) => gapByMessages(members.map((i) => p[i]!))!.verdict),
  };
}

async function round(
  kernels: Kernels,
  set: Embedded,
  themes: readonly number[][],
  { tally, seed }: { tally: Tally; seed: number },
): Promise<void> {
  const random = seededRandom(seed);
  const out = new Set(set.articles.filter(() => random.uniform() < LEFT_OUT).map(({ id }) => id));
  const kept = set.articles.filter(({ id }) => !out.has(id));
  const state = await coverAll(kernels, set, kept);
  const { p, B, W } = judge(set, state, themes);
  const words = wordIndex(kept.map(({ title, text }) => `${title}\n${text}`));
  const isGap = set.questions.map(({ article }) => article === null || out.has(article));
  set.questions.forEach(({ text }, i) => {
    (isGap[i] ? tally.gap : tally.covered).push(-state.covered[i]!.best.first);
    (isGap[i] ? tally.gapWords : tally.coveredWords).push(-Math.max(...bm25(words, text)));
    tally.calibration.push({ p: p[i]!, is: isGap[i] ? 1 : 0 });
  });
  const asked = new Set(set.questions.flatMap(({ article }) => (article && out.has(article) ? [article] : [])));
  tally.missing += asked.size;
  themes.forEach((members, j) => {
    const right = members.filter((i) => isGap[i]).length > members.length / 2;
    for (const rule of ['B', 'W'] as const) {
      const verdict = (rule === 'B' ? B : W)?.[j] ?? 'none';
      for (const level of verdict === 'likely'
        ? (['likely', 'possible'] as const)
        : verdict === 'possible'
          ? (['possible'] as const)
          : []) {
        const cell = tally.rules[rule][level];
        cell.said++;
        if (!right) continue;
        cell.right++;
        members.forEach(
          (i) =>
            isGap[i] && set.questions[i]!.article !== null && cell.found.add(`${seed} ${set.questions[i]!.article}`),
        );
      }
    }
  });
}

async function complete(kernels: Kernels, set: Embedded, themes: readonly number[][], tally: Tally): Promise<void> {
  const { B } = judge(set, await coverAll(kernels, set, set.articles), themes);
  themes.forEach((members, j) => {
    if (members.some((i) => set.questions[i]!.article === null)) return;
    tally.falseWhenComplete.themes++;
    if (B?.[j] === 'likely') tally.falseWhenComplete.said++;
  });
}

function report(tally: Tally): void {
  const brier = tally.calibration.reduce((sum, { p, is }) => sum + (p - is) ** 2, 0) / tally.calibration.length;
  console.log(
    `  covered or gap: AUROC ${auroc(tally.gap, tally.covered)} (BM25 ${auroc(tally.gapWords, tally.coveredWords)}); Brier score of P(gap) ${brier.toFixed(3)}`,
  );
  for (const rule of ['B', 'W'] as const) {
    const { likely, possible } = tally.rules[rule];
    const line = (name: string, { right, said, found }: typeof likely) =>
      `${name} right ${shown(right, said)} of ${said}, ${shown(found.size, tally.missing)} of the missing found`;
    console.log(`  rule ${rule}: ${line('likely', likely)}; ${line('likely or possible', possible)}`);
  }
  const { said, themes } = tally.falseWhenComplete;
  console.log(`  nothing left out: ${said} of ${themes} themes falsely "likely"`);
}

const kernels = await Kernels.open(shippedModels('kernels'));
const pooled = { right: 0, said: 0 };
console.log(
  'The encoder was trained on questions of stackfaq and hint3 and on both help centres: numbers flatter, compare them with BM25 only. Rounds share questions, so intervals over rounds are somewhat narrow.',
);
for (const set of [stackFaq(), hint3(), helpCentre('kb_chatwoot'), helpCentre('kb_plausible')]) {
  if (!set) continue;
  const ready = await embedded(set);
  const themes = await themesOf(kernels, ready);
  console.log(
    `\n${set.name}: ${set.articles.length} articles, ${set.questions.length} questions, ${themes.length} themes`,
  );
  await retrieval(kernels, ready);
  const tally = emptyTally();
  for (let seed = 0; seed < REPEATS; seed++) await round(kernels, ready, themes, { tally, seed });
  await complete(kernels, ready, themes, tally);
  report(tally);
  pooled.right += tally.rules.B.likely.right;
  pooled.said += tally.rules.B.likely.said;
}
console.log(`\nall sets, rule B: "likely" right ${shown(pooled.right, pooled.said)} of ${pooled.said}`);
