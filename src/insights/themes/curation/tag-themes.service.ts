import { Injectable, UnprocessableEntityException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Period } from '../../../platform/periods.js';
import { EmbeddingsService } from '../../embedding/embeddings.service.js';
import type { EncoderRecord } from '../../embedding/encoder-record.entity.js';
import { dot, row } from '../../embedding/matrix.js';
import { fromBytes } from '../../embedding/vector-bytes.js';
import { ASSIGN_AT } from '../lifecycle/assign-online.js';
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
  theme: { id: string; share: number } | null;
}

interface TaggedRow {
  tag: string;
  ids: string[];
  themes: (string | null)[];
  customers: number;
  bytes: Buffer;
}

/** Messages a tag is judged by, newest first. */
const SAMPLE = 300;
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
    return rows.map((found) => checkOf(found, this.read(found, encoder)));
  }

  /** Makes a theme of each of these tags. 422 with the tags that are not sound, and then nothing is made. */
  async seed(tags: readonly string[], act: Act): Promise<Theme[]> {
    const encoder = await this.embeddings.serving();
    const rows = encoder ? await this.tagged(encoder, themeWindow(act.now), tags) : [];
    const readings = rows.map((found) => ({ found, reading: this.read(found, encoder!) }));
    const sound = new Set(readings.filter(({ reading }) => reading.verdict === 'sound').map(({ found }) => found.tag));
    const unsound = tags.filter((tag) => !sound.has(tag));
    if (unsound.length > 0)
      throw new UnprocessableEntityException({
        code: 'tag.unsound',
        message: `No theme can begin with: ${unsound.join(', ')}. Ask GET /v1/themes/tags why.`,
      });
    return this.curation.change(act, async (em) => {
      const themes: Theme[] = [];
      for (const { found, reading } of readings) {
        const name = { label: labelOfTag(found.tag), keywords: [], subtitle: null };
        const made = newTheme(name, false, { encoder: encoder!, centroid: reading.centre, areaId: null }, act);
        const theme = await em.save(Theme, { ...made, namedBy: 'tag' as const, origin: 'tag' as const });
        await assignTo(em, theme.id, nearest(found, reading, encoder!), act.now);
        themes.push(theme);
      }
      await updateSeen(em, null);
      const events = themes.map(({ id, label }) => ({ themeId: id, kind: 'born' as const, detail: { label } }));
      return { result: themes, events };
    });
  }

  private read({ bytes, customers, themes }: TaggedRow, encoder: EncoderRecord): TagReading {
    return readTag({ vectors: fromBytes(bytes, encoder.dimensions), customers, themes });
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
       SELECT tag, array_agg(id ORDER BY rank) AS ids, array_agg(theme ORDER BY rank) AS themes,
         count(DISTINCT person)::int AS customers, string_agg(vector, ''::bytea ORDER BY rank) AS bytes
       FROM tagged WHERE rank <= ${SAMPLE} GROUP BY tag ORDER BY count(*) DESC, tag LIMIT ${MOST_TAGS}`,
      [encoder.id, encoder.dimensions * 4, period.from, period.to, tags],
    );
  }
}

function checkOf({ tag, ids, customers }: TaggedRow, { verdict, coherence, theme }: TagReading): TagCheck {
  return { tag, label: labelOfTag(tag), messages: ids.length, customers, verdict, coherence, theme };
}

/** The messages of the tag that the new theme takes. */
function nearest({ ids, bytes }: TaggedRow, { centre }: TagReading, { dimensions }: EncoderRecord) {
  const vectors = fromBytes(bytes, dimensions);
  return ids
    .map((id, i) => ({ id, ownSimilarity: dot(row(vectors, i), centre) }))
    .filter(({ ownSimilarity }) => ownSimilarity >= ASSIGN_AT);
}
