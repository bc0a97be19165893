import { Injectable, UnprocessableEntityException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Period } from '../../../platform/periods.js';
import { EmbeddingsService } from '../../embedding/embeddings.service.js';
import type { EncoderRecord } from '../../embedding/encoder-record.entity.js';
import { dot, row } from '../../embedding/matrix.js';
import { fromBytes } from '../../embedding/vector-bytes.js';
import { assignAtOfLast } from '../lifecycle/theme-centroids.js';
import { updateSeen } from '../lifecycle/theme-states.js';
import { COUNTED, COUNTED_MESSAGES, OPENS, PERSON } from '../reading/theme-messages.js';
import { Theme } from '../tables/theme.entity.js';
import { themeWindow } from '../theme-window.js';
import { type Act, CurationService } from './curation.service.js';
import { assignTo, newTheme } from './membership.service.js';
import { labelOfTag, readTag, type TagReading, type TagVerdict } from './tag-verdict.js';

export interface TagCheck {
  tag: string;
  label: string;
  messages: number;
  customers: number;
  verdict: TagVerdict;
  coherence: number | null;
  theme: { id: string; label: string; share: number } | null;
}

interface TaggedRow {
  tag: string;
  /** The newest messages, by which the tag is judged. */
  ids: string[];
  themes: (string | null)[];
  messages: number;
  customers: number;
  bytes: Buffer;
}

/** Messages a tag is judged by, newest first. */
const SAMPLE = 300;
const JUDGED = `rank <= ${SAMPLE}`;
const MOST_TAGS = 200;

/** Help-desk tags as first themes: weak labels, so each is checked against what its messages say before it may seed one. */
@Injectable()
export class TagThemesService {
  constructor(
    private readonly db: DataSource,
    private readonly embeddings: EmbeddingsService,
    private readonly curation: CurationService,
  ) {}

  /** Every tag of the last twelve weeks, most used first, and whether it could seed a theme. Changes nothing. */
  async check(now: Date): Promise<TagCheck[]> {
    const encoder = await this.embeddings.serving();
    if (!encoder) return [];
    const rows = await this.tagged(encoder, themeWindow(now), null);
    const themes = await this.db.query<{ id: string; label: string }[]>(
      'SELECT id, label FROM theme WHERE id = ANY ($1)',
      [rows.flatMap((found) => found.themes.filter((id) => id !== null))],
    );
    const labels = new Map(themes.map(({ id, label }) => [id, label]));
    const assignAt = await assignAtOfLast(this.db.manager, encoder.id);
    return rows.map((found) => checkOf(found, readingOf(found, encoder, assignAt), labels));
  }

  /** Makes a theme of each of these tags. 422 with the tags that are not sound, and then nothing is made. */
  async seed(tags: readonly string[], act: Act): Promise<Theme[]> {
    const encoder = await this.embeddings.serving();
    const rows = encoder ? await this.tagged(encoder, themeWindow(act.now), tags) : [];
    const assignAt = encoder ? await assignAtOfLast(this.db.manager, encoder.id) : undefined;
    const readings = rows.map((found) => ({ found, reading: readingOf(found, encoder!, assignAt) }));
    const sound = new Set(readings.filter(({ reading }) => reading.verdict === 'sound').map(({ found }) => found.tag));
    const unsound = tags.filter((tag) => !sound.has(tag));
    if (unsound.length > 0)
      throw new UnprocessableEntityException({
        code: 'tag.unsound',
        message: `No theme can begin with: ${unsound.join(', ')}. Ask GET /v1/themes/tags why.`,
      });
    return this.curation.change(act, async (em) => {
      const themes: Theme[] = [];
      const left = new Set<string>();
      for (const { found, reading } of readings) {
        const name = { label: labelOfTag(found.tag), keywords: [], subtitle: null };
        const made = newTheme(name, false, { encoder: encoder!, centroid: reading.centre, areaId: null }, act);
        const theme = await em.save(Theme, { ...made, namedBy: 'tag' as const, origin: 'tag' as const });
        const members = nearest(found, reading, encoder!);
        for (const id of await themesHolding(em, members)) left.add(id);
        await assignTo(em, theme.id, members, act.now);
        themes.push(theme);
      }
      await updateSeen(em, [...left, ...themes.map(({ id }) => id)]);
      const events = themes.map(({ id, label }) => ({ themeId: id, kind: 'born' as const, detail: { label } }));
      return { result: themes, events };
    });
  }

  private tagged(encoder: EncoderRecord, period: Period, tags: readonly string[] | null): Promise<TaggedRow[]> {
    return this.db.query<TaggedRow[]>(
      `WITH tagged AS (
         SELECT tag, s.id, leaf.root_id AS theme, ${PERSON} AS person, e.vector,
           row_number() OVER (PARTITION BY tag ORDER BY f.occurred_at DESC, s.id) AS rank
         FROM ${COUNTED_MESSAGES} CROSS JOIN LATERAL unnest(f.tags) AS tag
         JOIN embedding e ON e.statement_id = s.id AND e.encoder_id = $1 AND length(e.vector) = $2
         LEFT JOIN theme_assignment a ON a.statement_id = s.id LEFT JOIN theme leaf ON leaf.id = a.theme_id
         WHERE s.position = 0 AND ${COUNTED} AND ${OPENS} AND f.occurred_at >= $3 AND f.occurred_at < $4
           AND ($5::text[] IS NULL OR tag = ANY ($5)))
       SELECT tag, array_agg(id ORDER BY rank) FILTER (WHERE ${JUDGED}) AS ids, array_agg(theme ORDER BY rank) FILTER (WHERE ${JUDGED}) AS themes,
         count(*)::int AS messages, count(DISTINCT person)::int AS customers, string_agg(vector, ''::bytea ORDER BY rank) FILTER (WHERE ${JUDGED}) AS bytes
       FROM tagged GROUP BY tag ORDER BY count(*) DESC, tag LIMIT ${MOST_TAGS}`,
      [encoder.id, encoder.dimensions * 4, period.from, period.to, tags],
    );
  }
}

function readingOf(
  { bytes, customers, themes }: TaggedRow,
  { dimensions }: EncoderRecord,
  assignAt?: number,
): TagReading {
  return readTag({ vectors: fromBytes(bytes, dimensions), customers, themes }, assignAt);
}

function checkOf(
  { tag, messages, customers }: TaggedRow,
  { verdict, coherence, theme }: TagReading,
  labels: ReadonlyMap<string, string>,
): TagCheck {
  const known = theme && { id: theme.id, label: labels.get(theme.id) ?? '', share: theme.share };
  return { tag, label: labelOfTag(tag), messages, customers, verdict, coherence, theme: known };
}

/** Themes that messages leave: when something was last said in them changes, too. */
async function themesHolding(em: EntityManager, members: readonly { id: string }[]): Promise<string[]> {
  const rows = await em.query<{ id: string }[]>(
    `SELECT DISTINCT theme_id AS id FROM theme_assignment WHERE statement_id = ANY ($1) AND theme_id IS NOT NULL`,
    [members.map(({ id }) => id)],
  );
  return rows.map(({ id }) => id);
}

/** The messages of the tag that the new theme takes. */
function nearest({ ids, bytes }: TaggedRow, { centre, assignAt }: TagReading, { dimensions }: EncoderRecord) {
  const vectors = fromBytes(bytes, dimensions);
  return ids
    .map((id, i) => ({ id, ownSimilarity: dot(row(vectors, i), centre) }))
    .filter(({ ownSimilarity }) => ownSimilarity >= assignAt);
}
