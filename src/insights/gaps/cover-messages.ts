import { row, slice, type Matrix } from '../embedding/matrix.js';
import { coverMessage, type HelpCentre, type MessageCoverage } from './help-centre.js';

/** Numbers of one product in the mining process. */
const BLOCK_NUMBERS = 4_000_000;

/** Cosines of every row with every column, wherever the arithmetic is done. */
export type Similarities = (args: { rows: Matrix; columns: Matrix }) => Promise<Matrix>;

/** How near the help centre comes to each message. `chunks` are the vectors of its chunks, in their order. */
export async function coverMessages(
  similarities: Similarities,
  helpCentre: HelpCentre,
  chunks: Matrix,
  vectors: Matrix,
): Promise<MessageCoverage[]> {
  const covered: MessageCoverage[] = [];
  const step = Math.max(1, Math.floor(BLOCK_NUMBERS / Math.max(1, chunks.rows)));
  for (let from = 0; from < vectors.rows; from += step) {
    const rows = slice(vectors, from, Math.min(vectors.rows, from + step));
    if (chunks.rows === 0) {
      for (let i = 0; i < rows.rows; i++) covered.push(coverMessage(helpCentre, new Float32Array(0)));
      continue;
    }
    const cosines = await similarities({ rows, columns: chunks });
    for (let i = 0; i < cosines.rows; i++) covered.push(coverMessage(helpCentre, row(cosines, i)));
  }
  return covered;
}
