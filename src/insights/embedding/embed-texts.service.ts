import { Injectable, Logger } from '@nestjs/common';
import { StatementsService } from '../../ingest/feedback/statements.service.js';
import { readVectors, SMALL_TALK_BELOW } from '../sentiment/heads.js';
import { ReadingsService } from '../sentiment/readings.service.js';
import { minedSentences } from '../themes/naming/sentences.js';
import { EmbeddingsService, type StatementText } from './embeddings.service.js';
import type { ConfiguredEncoder } from './encoders.service.js';
import type { Matrix } from './matrix.js';
import { MiningError, MiningProcess } from './mining-process.js';
import { ModelError } from './model-folder.js';

/** Texts of one call to the mining process; all vectors of a block are stored together. */
const BLOCK = 256;
/** Failures in a row that blame the process and not the texts: more than halving a block down to one text makes. */
const PROCESS_FAILURES = 12;
/** Nobody raises more issues in one message. */
const MOST_SENTENCES = 30;

/** Sends texts to the mining process and stores what comes back. Nothing is locked while the encoder reads. */
@Injectable()
export class EmbedTextsService {
  private readonly logger = new Logger(EmbedTextsService.name);

  constructor(
    private readonly mining: MiningProcess,
    private readonly embeddings: EmbeddingsService,
    private readonly readings: ReadingsService,
    private readonly statements: StatementsService,
  ) {}

  removeRetired(): Promise<number> {
    return this.embeddings.removeRetired();
  }

  async embedChunks({ record }: ConfiguredEncoder): Promise<number> {
    let stored = 0;
    for (;;) {
      const pending = await this.embeddings.pendingChunks(record.id, BLOCK);
      if (pending.length === 0) return stored;
      const ids = pending.map(({ id }) => id);
      const vectors = await this.mining.embed(pending.map(({ text }) => text));
      const fresh = await this.embeddings.storeChunks(record.id, ids, vectors);
      if (fresh === 0) return stored;
      stored += fresh;
    }
  }

  /** One block of statements, newest first: vectors, readings, and the sentences of longer messages for a later block. */
  async embedStatements(
    encoder: ConfiguredEncoder,
    now: Date,
  ): Promise<{ embedded: number; sentences: number; failed: number }> {
    const pending = await this.embeddings.pendingStatements(encoder.record, now, BLOCK);
    if (pending.length === 0) return { embedded: 0, sentences: 0, failed: 0 };
    const done = await this.embedOrNarrow(pending, { failures: 0 });
    const failed = pending.filter(({ id }) => done.failed.has(id));
    for (const { id } of failed) await this.embeddings.recordFailure(encoder.record.id, id, done.failed.get(id)!, now);
    let sentences = 0;
    let embedded = 0;
    for (const { texts, vectors } of done.blocks) {
      const readings = readVectors(encoder.heads, vectors);
      const ids = texts.map(({ id }) => id);
      // Readings first: a vector without a reading would wait for ever.
      await this.readings.store(encoder.record.id, ids, readings);
      embedded += await this.embeddings.storeStatements(encoder.record.id, ids, vectors);
      sentences += await this.statements.recordSentences(
        texts.filter((_, i) => readings[i]!.issue >= SMALL_TALK_BELOW).flatMap(sentencesOf),
      );
    }
    return { embedded, sentences, failed: failed.length };
  }

  /** A block that the process dies of is halved until the guilty text is found. When every text fails, it is not the texts. */
  private async embedOrNarrow(texts: StatementText[], trouble: { failures: number }): Promise<Narrowed> {
    try {
      const vectors = await this.mining.embed(texts.map(({ text }) => text));
      trouble.failures = 0;
      return { blocks: [{ texts, vectors }], failed: new Map() };
    } catch (error) {
      if (!(error instanceof MiningError || error instanceof ModelError)) throw error;
      if (this.mining.state().status === 'failed' || ++trouble.failures > PROCESS_FAILURES) {
        this.logger.warn({ event: 'mining.interrupted', reason: error.message });
        return { blocks: [], failed: new Map() };
      }
      if (texts.length === 1) return { blocks: [], failed: new Map([[texts[0]!.id, error.message]]) };
      const middle = Math.ceil(texts.length / 2);
      const halves = [
        await this.embedOrNarrow(texts.slice(0, middle), trouble),
        await this.embedOrNarrow(texts.slice(middle), trouble),
      ];
      return {
        blocks: halves.flatMap(({ blocks }) => blocks),
        failed: new Map(halves.flatMap(({ failed }) => [...failed])),
      };
    }
  }
}

interface Narrowed {
  blocks: { texts: StatementText[]; vectors: Matrix }[];
  failed: Map<string, string>;
}

/** Sentences of a whole message that may raise a further issue: none of a message that is one sentence. */
function sentencesOf({ feedbackId, position, text }: StatementText) {
  const sentences = position === 0 ? minedSentences(text) : [];
  return sentences.length > 1 ? [{ feedbackId, sentences: sentences.slice(0, MOST_SENTENCES) }] : [];
}
