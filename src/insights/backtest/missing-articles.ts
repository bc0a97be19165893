import type { Article } from '../../ingest/articles/chunks.js';
import type { History } from './history.js';
import { gather } from '../embedding/matrix.js';
import type { MiningProcess } from '../embedding/mining-process.js';
import { coverMessages, type Similarities } from '../gaps/cover-messages.js';
import { openHelpCentre, type HelpCentre, type MessageCoverage } from '../gaps/help-centre.js';
import { coverGroups } from '../gaps/theme-coverage.js';
import { gapByTheme } from '../gaps/theme-gaps.js';

/** A theme that no article seems to answer, with what points to it. */
export interface MissingArticle {
  themeId: string;
  verdict: 'likely' | 'possible';
  n: number;
  words: string[];
  nearestArticle: { id: string; cosine: number } | null;
}

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
  const chunks = await mining.embed(helpCentre.chunks.map(({ text }) => text));
  const similarities: Similarities = (args) => mining.call('similarities', args);
  const covered = await coverMessages(similarities, helpCentre, chunks, history.vectors);
  return weeks.map((assigned) => missingIn(assigned, helpCentre, history, covered));
}

function missingIn(
  assigned: Week,
  helpCentre: HelpCentre,
  { messages, vectors }: History,
  covered: readonly MessageCoverage[],
): MissingArticle[] {
  const themes = [...Map.groupBy(assigned, ({ theme }) => theme)].filter(
    ([, members]) => members.length >= LEAST_MEMBERS,
  );
  const groups = themes.map(([, members]) => {
    const rows = members.map(({ message }) => message);
    return {
      texts: rows.map((i) => messages[i]!.text),
      vectors: gather(vectors, rows),
      coverages: rows.map((i) => covered[i]!),
    };
  });
  const background = assigned.map(({ message }) => messages[message]!.text);
  const coverages = coverGroups(helpCentre, groups, background);
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
