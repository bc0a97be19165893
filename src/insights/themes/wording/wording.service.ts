import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Config } from '../../../platform/config.js';
import { askEndpoint, EndpointError, type EndpointOptions } from '../../endpoints/openai-endpoint.js';
import { lockThemes, recordEvents } from '../lifecycle/theme-log.js';
import { quotesOfThemes } from '../reading/theme-quotes.js';
import { themeWindow } from '../theme-window.js';
import { readWording, type ThemeMaterial, type Wording, wordingPrompt } from './wording.js';

interface WaitingTheme {
  id: string;
  label: string;
  keywords: string[];
}

const QUOTES = 5;
/** Themes of one run; the next run goes on. */
const PER_RUN = 10;
/** A theme that the model could not word is tried again after this long. */
const AGAIN_AFTER = '7 days';

const Completion = z.object({ choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1) });

/**
 * Lets a language model word names and summaries of established themes, where the operator has configured one. It sees masked
 * quotes only. A name given by a person is never touched; the engine's name stays where the model fails, with the reason.
 */
@Injectable()
export class WordingService {
  private readonly logger = new Logger(WordingService.name);

  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
  ) {}

  /** Words the themes that wait for it. An endpoint that cannot be used ends the run; nothing is lost. */
  async wordThemes(now: Date, signal: AbortSignal): Promise<{ worded: number; refused: number }> {
    const endpoint = this.endpoint();
    const counts = { worded: 0, refused: 0 };
    if (!endpoint) return counts;
    for (const theme of await this.waiting(now)) {
      if (signal.aborted) break;
      const material = await this.material(theme, now);
      if (!material) continue;
      try {
        const wording = readWording(await ask(endpoint, material), material);
        const isNamed = await this.store(theme, wording, endpoint.model, now);
        counts[isNamed ? 'worded' : 'refused']++;
      } catch (error) {
        if (!(error instanceof EndpointError)) throw error;
        this.logger.warn({ event: 'wording.unavailable', reason: `the wording endpoint ${error.message}` });
        break;
      }
    }
    return counts;
  }

  private endpoint(): EndpointOptions | null {
    const { WORDING_URL: url, WORDING_MODEL: model, WORDING_API_KEY: apiKey } = this.config.env;
    return url && model ? { url, model, apiKey, timeoutMs: 60_000 } : null;
  }

  private waiting(now: Date): Promise<WaitingTheme[]> {
    return this.db.query<WaitingTheme[]>(
      `SELECT id, label, keywords FROM theme WHERE root_id = id AND state = 'active' AND named_by = 'engine' AND NOT not_an_issue
         AND (worded_at IS NULL OR worded_at < $1::timestamptz - interval '${AGAIN_AFTER}')
       ORDER BY last_seen DESC NULLS LAST, id LIMIT ${PER_RUN}`,
      [now],
    );
  }

  /** Null for a theme that nobody has spoken of lately. */
  private async material({ id, label, keywords }: WaitingTheme, now: Date): Promise<ThemeMaterial | null> {
    const order = { period: themeWindow(now), filter: { themeIds: [id] }, count: QUOTES };
    const quotes = (await quotesOfThemes(this.db.manager, order)).get(id);
    return quotes ? { label, keywords, quotes: quotes.map(({ text }) => text) } : null;
  }

  /** False when the wording was refused, or the name is taken, or somebody named the theme meanwhile. */
  private store(
    theme: WaitingTheme,
    wording: Wording | { problem: string },
    model: string,
    now: Date,
  ): Promise<boolean> {
    return this.db.transaction(async (em) => {
      await lockThemes(em);
      const problem = 'problem' in wording ? wording.problem : null;
      const { name = null, summary = null } = 'problem' in wording ? {} : wording;
      const [row] = await em.query<{ isNamed: boolean }[]>(
        `WITH named AS (
           UPDATE theme SET label = $3, summary = $4, named_by = 'model', suggested_label = NULL, worded_at = $6, wording_problem = NULL
           WHERE id = $1 AND named_by = 'engine' AND label = $2 AND $5::text IS NULL
             AND NOT EXISTS (SELECT FROM theme o WHERE o.id <> $1 AND o.root_id = o.id AND o.state <> 'retired' AND lower(o.label) = lower($3))
           RETURNING 1),
         kept AS (
           UPDATE theme SET worded_at = $6, wording_problem = coalesce($5, 'Another theme has this name.')
           WHERE id = $1 AND NOT EXISTS (SELECT FROM named) RETURNING 1)
         SELECT EXISTS (SELECT FROM named) AS "isNamed"`,
        [theme.id, theme.label, name, summary, problem, now],
      );
      if (row!.isNamed && name !== theme.label) {
        const detail = { from: theme.label, to: name };
        await recordEvents(
          em,
          [{ themeId: theme.id, kind: 'renamed', cause: 'engine', actor: `model ${model}`, detail }],
          now,
        );
      }
      return row!.isNamed;
    });
  }
}

async function ask(endpoint: EndpointOptions, material: ThemeMaterial): Promise<string> {
  const body = { messages: wordingPrompt(material), temperature: 0, response_format: { type: 'json_object' } };
  const { choices } = await askEndpoint(endpoint, 'chat/completions', body, Completion);
  return choices[0]!.message.content;
}
