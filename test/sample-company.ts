import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateCompany } from '../samples/generate-company.js';
import type { Company } from '../samples/company.js';
import { writeCompany } from '../samples/write-company.js';
import { furnishCompany } from '../src/cli/demo-company.js';
import type { Digest } from '../src/digest/delivery/digest.entity.js';
import { ArticleImport } from '../src/ingest/articles/article-import.js';
import { ImportsService } from '../src/ingest/imports/imports.service.js';
import type { TestApp } from './app.js';

/** The Sunday that ends the sample, and the Monday morning on which its digests are due. */
const ENDS_ON = new Date('2026-11-22T00:00:00Z');
export const MONDAY = new Date('2026-11-23T09:00:00Z');

export interface TruthOfTheme {
  /** Issue that most messages of the theme are about. */
  issue: string;
  share: number;
}

/** Imports the sample company, mines it and builds last week's digests, exactly as the demo does. */
export async function liveThroughSample(service: TestApp, seed: number): Promise<Company> {
  const folder = mkdtempSync(join(tmpdir(), 'hearback-sample-'));
  const company = generateCompany({ seed, endsOn: ENDS_ON });
  writeCompany(folder, company);
  await service
    .get(ImportsService)
    .importTickets({ path: join(folder, 'tickets.jsonl'), source: 'sample', now: MONDAY });
  await service.get(ArticleImport).importPath(join(folder, 'articles'), 'sample', MONDAY);
  await service.drain(MONDAY, ['insights.embed', 'insights.assign', 'insights.fit', 'insights.gaps']);
  await furnishCompany(service.app, company.actions, MONDAY);
  await service.drain(MONDAY, ['digest.effects', 'digest.build', 'mail.send']);
  return company;
}

/** What each theme is really about, by the truth of its tickets. */
export async function truthOfThemes(service: TestApp, { truth }: Company): Promise<Map<string, TruthOfTheme>> {
  const issueOf = new Map(truth.tickets.map(({ id, issues, kind }) => [id, issues[0] ?? kind]));
  const rows = await service.db.query<{ id: string; ticket: string }[]>(
    `SELECT leaf.root_id AS id, t.external_id AS ticket FROM theme_assignment a JOIN theme leaf ON leaf.id = a.theme_id
     JOIN statement s ON s.id = a.statement_id JOIN feedback f ON f.id = s.feedback_id JOIN ticket t ON t.id = f.ticket_id
     WHERE s.position = 0`,
  );
  const members = Map.groupBy(rows, ({ id }) => id);
  return new Map(
    [...members].map(([id, tickets]) => [id, majority(tickets.map(({ ticket }) => issueOf.get(ticket) ?? 'unknown'))]),
  );
}

function majority(issues: string[]): TruthOfTheme {
  const counts = new Map<string, number>();
  for (const issue of issues) counts.set(issue, (counts.get(issue) ?? 0) + 1);
  const [issue, count] = [...counts].sort((a, b) => b[1] - a[1])[0]!;
  return { issue, share: count / issues.length };
}

export async function digestOf(service: TestApp, team: string): Promise<Digest> {
  const rows = await service.db.query<Digest[]>(
    `SELECT d.id, d.facts, d.document FROM digest d JOIN team ON team.id = d.team_id WHERE team.name = $1`,
    [team],
  );
  return rows[0]!;
}
