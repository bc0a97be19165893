import {
  ConflictException,
  Injectable,
  ServiceUnavailableException,
  UnprocessableEntityException,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EmbeddingsService } from '../../embedding/embeddings.service.js';
import type { EncoderRecord } from '../../embedding/encoder-record.entity.js';
import { dot, row } from '../../embedding/matrix.js';
import { MiningError, MiningProcess } from '../../embedding/mining-process.js';
import { ModelError } from '../../embedding/model-folder.js';
import { VectorIndexService } from '../../search/vector-index.service.js';
import { ASSIGN_AT } from '../lifecycle/assign-online.js';
import { liveThemes } from '../lifecycle/theme-centroids.js';
import { updateSeen } from '../lifecycle/theme-states.js';
import { CONTACT, COUNTED, COUNTED_MESSAGES, PERSON } from '../reading/theme-messages.js';
import { Theme } from '../tables/theme.entity.js';
import { type Act, CurationService } from './curation.service.js';
import { assignTo, newTheme } from './membership.service.js';
import { centreOf } from './vectors-of-feedback.js';

export interface ThemeDraft {
  description: string;
  examples: readonly string[];
}

/** What a theme would hold if it were saved as it is described. */
export interface DraftCheck {
  /** Whether it can be saved; if not, `problem` says why. */
  isSound: boolean;
  problem: string | null;
  contacts: number;
  customers: number;
  /** Where these messages are now; null: in no theme. */
  from: { themeId: string | null; label: string | null; messages: number }[];
  /** Existing themes that are nearly the same. */
  alike: { themeId: string; label: string; cosine: number }[];
  quotes: { feedbackId: string; text: string; cosine: number }[];
}

interface Match {
  id: string;
  feedbackId: string;
  text: string;
  contact: string;
  person: string;
  themeId: string | null;
  label: string | null;
  source: 'engine' | 'person' | null;
  similarity: number | null;
}

/** A description is shorter than a message, so the messages looked for lie a little farther. */
const MATCH_AT = 0.6;
const MOST_MATCHES = 2000;
/** Fewer customers make no recurring issue. */
const LEAST_CUSTOMERS = 3;
/** Nearer than this they are one: of pairs at .80 to .90 only one in nine is. */
const SAME_AT = 0.9;
const QUOTES = 5;

/** Themes that a person describes: checked against the data first, then saved with the messages they hold. */
@Injectable()
export class DraftThemesService {
  constructor(
    private readonly db: DataSource,
    private readonly curation: CurationService,
    private readonly embeddings: EmbeddingsService,
    private readonly mining: MiningProcess,
    private readonly index: VectorIndexService,
  ) {}

  /** What would happen; changes nothing. */
  async check(draft: ThemeDraft): Promise<DraftCheck> {
    const { check } = await this.look(draft);
    return check;
  }

  /** Saves a sound draft. 422 when too few customers say it, 409 when a theme is nearly the same. */
  async create(draft: ThemeDraft & { label: string }, act: Act): Promise<{ theme: Theme; check: DraftCheck }> {
    const { encoder, centroid, matches, check } = await this.look(draft);
    if (check.alike.length > 0) {
      throw new ConflictException({
        code: 'theme.exists',
        message: `"${check.alike[0]!.label}" (${check.alike[0]!.themeId}) is nearly the same theme.`,
      });
    }
    if (!check.isSound)
      throw new UnprocessableEntityException({ code: 'theme.draft-unsound', message: check.problem ?? '' });
    return this.curation.change(act, async (em) => {
      const name = { label: draft.label, keywords: [], subtitle: null };
      const made = newTheme(name, true, { encoder, centroid, areaId: null }, act);
      const theme = await em.save(Theme, { ...made, description: draft.description, pinned: true });
      const taken = matches.filter(
        (match) => match.source === 'engine' && match.cosine > (match.themeId ? (match.similarity ?? 1) : ASSIGN_AT),
      );
      await assignTo(
        em,
        theme.id,
        taken.map(({ id, cosine }) => ({ id, ownSimilarity: cosine })),
        act.now,
      );
      await updateSeen(em, [theme.id, ...taken.flatMap(({ themeId }) => themeId ?? [])]);
      const event = {
        themeId: theme.id,
        kind: 'born' as const,
        detail: { label: theme.label, messages: taken.length },
      };
      return { result: { theme, check }, events: [event] };
    });
  }

  /** The centre is what is described together with the messages near to it, so that it lies where customers' words lie. */
  private async look(draft: ThemeDraft) {
    const encoder = await this.embeddings.serving();
    if (!encoder) throw noEncoder();
    const seeds = await this.embed([draft.description, ...draft.examples], encoder);
    const near = await this.index.nearest(centreOf(seeds), MOST_MATCHES);
    const cosines = new Map(near.filter(({ cosine }) => cosine >= MATCH_AT).map(({ id, cosine }) => [id, cosine]));
    const matches = (await this.matches([...cosines.keys()])).map((match) => ({
      ...match,
      cosine: cosines.get(match.id)!,
    }));
    matches.sort((a, b) => b.cosine - a.cosine || (a.id < b.id ? -1 : 1));
    const centroid = centreOf(seeds);
    const { themes, centroids } = await liveThemes(this.db.manager, encoder);
    const alike = themes
      .map(({ rootId, label }, j) => ({ themeId: rootId, label, cosine: dot(centroid, row(centroids, j)) }))
      .filter(({ cosine }) => cosine >= SAME_AT)
      .sort((a, b) => b.cosine - a.cosine);
    return { encoder, centroid, matches, check: checkOf(matches, alike) };
  }

  private async embed(texts: string[], encoder: EncoderRecord) {
    try {
      if ((await this.mining.model()).fingerprint !== encoder.fingerprint) throw noEncoder();
      return await this.mining.embed(texts, { priority: 'interactive' });
    } catch (error) {
      if (error instanceof MiningError || error instanceof ModelError) throw noEncoder();
      throw error;
    }
  }

  private matches(ids: readonly string[]): Promise<Match[]> {
    return this.db.query<Match[]>(
      `SELECT s.id, f.id AS "feedbackId", left(f.masked, 300) AS text, ${CONTACT} AS contact, ${PERSON} AS person, a.theme_id AS "themeId",
         root.label, a.source, a.similarity FROM ${COUNTED_MESSAGES} LEFT JOIN theme_assignment a ON a.statement_id = s.id
       LEFT JOIN theme leaf ON leaf.id = a.theme_id LEFT JOIN theme root ON root.id = leaf.root_id
       WHERE s.id = ANY ($1::uuid[]) AND ${COUNTED}`,
      [ids],
    );
  }
}

function checkOf(matches: readonly (Match & { cosine: number })[], alike: DraftCheck['alike']): DraftCheck {
  const customers = new Set(matches.map(({ person }) => person)).size;
  const groups = Map.groupBy(matches, ({ themeId }) => themeId);
  const tooFew =
    customers < LEAST_CUSTOMERS
      ? `Only ${customers === 1 ? '1 customer says' : `${customers} customers say`} something like this; ${LEAST_CUSTOMERS} make a theme.`
      : null;
  const problem = alike.length > 0 ? `"${alike[0]!.label}" is nearly the same theme.` : tooFew;
  return {
    isSound: problem === null,
    problem,
    contacts: new Set(matches.map(({ contact }) => contact)).size,
    customers,
    from: [...groups]
      .map(([themeId, group]) => ({ themeId, label: group[0]!.label, messages: group.length }))
      .sort((a, b) => b.messages - a.messages),
    alike,
    quotes: matches.slice(0, QUOTES).map(({ feedbackId, text, cosine }) => ({ feedbackId, text, cosine })),
  };
}

function noEncoder(): ServiceUnavailableException {
  return new ServiceUnavailableException({
    code: 'encoder.unavailable',
    message: 'The encoder is not ready. See /health/ready.',
  });
}
