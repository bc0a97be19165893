import type { EntityManager } from 'typeorm';
import { addTo, type Matrix, normalise, row } from '../../embedding/matrix.js';
import { fromBytes } from '../../embedding/vector-bytes.js';

interface ServingEncoder {
  id: number;
  dimensions: number;
}

/** Vectors of whole messages, for the feedback that has one; fewer rows than asked for otherwise. */
export async function vectorsOfFeedback(
  em: EntityManager,
  encoder: ServingEncoder,
  feedbackIds: readonly string[],
): Promise<Matrix> {
  const [found] = await em.query<{ bytes: Buffer | null }[]>(
    `SELECT string_agg(e.vector, ''::bytea ORDER BY f.occurred_at, f.source, f.external_id) AS bytes
     FROM feedback f JOIN statement s ON s.feedback_id = f.id AND s.position = 0
     JOIN embedding e ON e.statement_id = s.id AND e.encoder_id = $1 AND length(e.vector) = $3 WHERE f.id = ANY ($2)`,
    [encoder.id, feedbackIds, encoder.dimensions * 4],
  );
  return fromBytes(found!.bytes ?? Buffer.alloc(0), encoder.dimensions);
}

/** Direction of the mean of the rows. */
export function centreOf(vectors: Matrix): Float32Array {
  const sum = new Float32Array(vectors.cols);
  for (let i = 0; i < vectors.rows; i++) addTo(sum, row(vectors, i));
  return normalise(sum);
}
