import type { Article } from '../ingest/articles/chunks.js';
import type { History } from '../insights/backtest/history.js';
import { gather, row } from '../insights/embedding/matrix.js';
import type { MiningProcess } from '../insights/embedding/mining-process.js';
import { coverMessage, openHelpCentre, type HelpCentre, type MessageCoverage } from '../insights/gaps/help-centre.js';
import { coverTheme, nearestFellows } from '../insights/gaps/theme-coverage.js';
import { gapByTheme } from '../insights/gaps/theme-gaps.js';
import { documentFrequencies } from '../insights/gaps/theme-words.js';

/** A theme that no article seems to answer, with what points to it. */
export interface MissingArticle {
  themeId: string;
  verdict: 'likely' | 'possible';
  n: number;
  words: string[];
  nearestArticle: { id: string; cosine: number } | null;
}

const BLOCK = 500;
const LEAST_MEMBERS = 3;

type Week = readonly { message: number; theme: string }[];

/** For each week (messages with their theme) the themes without an article, in order of p sqrt(n). */
export async function missingArticles(
  mining: MiningProcess,
  articles: readonly Article[],
  history: History,
  weeks: readonly Week[],
): Promise<MissingArticle[][]> {
  const helpCentre = openHelpCentre(articles);
  const covered = await coverAll(mining, helpCentre, history);
  return weeks.map((assigned) => missingIn(assigned, helpCentre, history, covered));
}

async function coverAll(mining: MiningProcess, helpCentre: HelpCentre, history: History): Promise<MessageCoverage[]> {
  const chunks = await mining.embed(helpCentre.chunks.map(({ text }) => text));
  const covered: MessageCoverage[] = [];
  for (let from = 0; from < history.vectors.rows; from += BLOCK) {
    const rows = Array.from({ length: Math.min(BLOCK, history.vectors.rows - from) }, (_, i) => from + i);
    const cosines = await mining.call('similarities', { rows: gather(history.vectors, rows), columns: chunks });
    for (let i = 0; i < cosines.rows; i++) covered.push(coverMessage(helpCentre, row(cosines, i)));
  }
  return covered;
}

function missingIn(
  assigned: Week,
  helpCentre: HelpCentre,
  { messages, vectors }: History,
  covered: readonly MessageCoverage[],
): MissingArticle[] {
  const frequencies = {
    df: documentFrequencies(assigned.map(({ message }) => messages[message]!.text)),
    total: assigned.length,
  };
  const themes = [...Map.groupBy(assigned, ({ theme }) => theme)].filter(
    ([, members]) => members.length >= LEAST_MEMBERS,
  );
  const coverages = themes.map(([, members]) => {
    const fellows = nearestFellows(members.map(({ message }) => row(vectors, message)));
    const known = members.map(({ message }, i) => ({
      text: messages[message]!.text,
      coverage: covered[message]!,
      nearestFellow: fellows[i]!,
    }));
    return coverTheme(helpCentre, known, frequencies);
  });
  const verdicts = gapByTheme(coverages) ?? [];
  const found = verdicts.flatMap(({ verdict, order }, i) => (verdict === 'none' ? [] : [{ i, verdict, order }]));
  return found
    .sort((a, b) => b.order - a.order)
    .map(({ i, verdict }) => {
      const { n, vocabulary, best } = coverages[i]!;
      return {
        themeId: themes[i]![0],
        verdict,
        n,
        words: vocabulary.map(({ word }) => word),
        nearestArticle: best && { id: best.id, cosine: best.cosine },
      };
    });
}
