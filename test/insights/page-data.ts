import { randomUUID } from 'node:crypto';
import type { TestApp } from '../app.js';

const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS);

/** An alert about a theme, resting on its messages. */
export async function anAlert(service: TestApp, theme: string, more: { owners?: string[]; resolvedAt?: Date } = {}) {
  const id = randomUUID();
  await service.db.query(
    `INSERT INTO alert (id, theme_id, measure, kind, title, sentence, window_from, window_to, observed, expected, usual_low, usual_high, n, history, q, days,
       raised_at, grew_at, resolved_at, owners)
     SELECT $1, $2, 'contacts', 'spike', label, 'came all at once: 9 customers in a day where 0 to 4 are usual (1.8 expected)', $3, $4, 9, 1.8, 0, 4, 9, 40, .001,
       '{}', $3, $3, $5, $6::uuid[] FROM theme WHERE id = $2`,
    [id, theme, ago(2), ago(1), more.resolvedAt ?? null, more.owners ?? null],
  );
  await service.db.query(
    `INSERT INTO alert_member (alert_id, feedback_id) SELECT DISTINCT $1::uuid, s.feedback_id FROM theme_assignment a JOIN statement s ON s.id = a.statement_id
     WHERE a.theme_id = $2`,
    [id, theme],
  );
  return id;
}

/** A gap of a theme that seems to have no article, with its figures. */
export async function aGap(service: TestApp, theme: string): Promise<string> {
  const id = randomUUID();
  const avoidable = { p10: 0.4, p50: 1.2, p90: 2.6, assumptions: ['self-service solves 17 % of such contacts'] };
  await service.db.query('DELETE FROM kb_gap WHERE theme_id = $1', [theme]);
  await service.db.query(
    `INSERT INTO kb_gap (id, theme_id, verdict, rule, probability, priority, messages, missing_words, evidence, inputs_hash, computed_at, type, because, weekly,
       avoidable, figures_at)
     VALUES ($1, $2, 'likely', 'theme', .9, 1, 9, '{reset,link}', '{}', 'h', now(), 'missing', 'no article fits', 4.5, $3, now())`,
    [id, theme, avoidable],
  );
  return id;
}

/** A replay that is done, with one event that rests on the messages of a theme. */
export async function aRehearsal(service: TestApp, theme: string): Promise<void> {
  const weeks = [{ from: '2026-10-05', days: 7, messages: 40, alerts: 1 }];
  await service.db.query(
    `INSERT INTO alert_rehearsal (id, state, asked_at, asked_by, finished_at, first_day, days, days_done, messages, weeks, events)
     SELECT $1, 'done', now(), 'Ada', now(), '2026-09-14', 28, 28, 120, $2, jsonb_build_array(jsonb_build_object('key', 1, 'kind', 'spike', 'label', NULL,
       'sentence', 'came all at once: 9 customers in a day where 0 to 4 are usual (1.8 expected)', 'day', '2026-10-06', 'grewUntil', '2026-10-08', 'observed', 9,
       'q', .001, 'members', (SELECT json_agg(DISTINCT s.feedback_id) FROM theme_assignment a JOIN statement s ON s.id = a.statement_id WHERE a.theme_id = $3)))`,
    [randomUUID(), JSON.stringify(weeks), theme],
  );
}
