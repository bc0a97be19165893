import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EmbeddingsService } from '../embedding/embeddings.service.js';
import { dot, groupSums, normalise, row } from '../embedding/matrix.js';
import { MiningProcess } from '../embedding/mining-process.js';
import { liveThemes } from './lifecycle/theme-centroids.js';

/** Below this cosine a description is about something else. */
const LEAST_COSINE = 0.5;

@Injectable()
export class NearestThemeService {
  constructor(
    private readonly db: DataSource,
    private readonly mining: MiningProcess,
    private readonly embeddings: EmbeddingsService,
  ) {}

  /** The theme nearest to the mean of some sentences, by cosine of centroids; null when none is near. */
  async nearestTo(sentences: string[]): Promise<string | null> {
    const encoder = await this.embeddings.serving();
    if (!encoder || sentences.length === 0) return null;
    const { themes, centroids } = await liveThemes(this.db.manager, encoder);
    const vectors = await this.mining.embed(sentences, { priority: 'interactive' });
    const mean = normalise(row(groupSums(vectors, new Int32Array(vectors.rows), 1).sums, 0));
    const ranked = themes.map(({ rootId }, i) => ({ rootId, cosine: dot(mean, row(centroids, i)) }));
    const best = ranked.reduce<(typeof ranked)[number] | null>((a, b) => (!a || b.cosine > a.cosine ? b : a), null);
    return best && best.cosine >= LEAST_COSINE ? best.rootId : null;
  }
}
