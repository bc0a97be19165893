import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { PersonalData, type PersonalDataHolder, type Subject } from '../../platform/personal-data/personal-data.js';
import type { DigestFacts } from '../facts/digest-facts.js';
import type { DigestDocument } from '../rendering/document.js';
import { DigestRendering } from '../rendering/digest-rendering.service.js';
import { isQuoteOf, withoutQuotes } from './without-quotes.js';

interface Frozen {
  id: string;
  team_id: string;
  week: string;
  facts: DigestFacts;
  document: DigestDocument;
}

const DIGESTS_AT_ONCE = 50;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Digests are frozen, with one exception: what an erased customer said is taken out of their quotes, and out of the mails
 * that the outbox still holds. The counts stay.
 */
@Injectable()
export class QuotedCustomers implements PersonalDataHolder, OnModuleInit {
  readonly name = 'digests';

  constructor(
    private readonly registry: PersonalData,
    private readonly rendering: DigestRendering,
  ) {}

  onModuleInit(): void {
    this.registry.register(this);
  }

  /** Quotes are parts of texts that the export holds whole. */
  async export(): Promise<[]> {
    return [];
  }

  async erase({ feedbackIds }: Subject, em: EntityManager): Promise<number> {
    const said = await em.query<{ text: string; at: Date; since: Date }[]>(
      `SELECT f.masked AS text, f.occurred_at AS at, f.received_at AS since FROM feedback f WHERE f.id = ANY ($1)
       UNION ALL SELECT s.text, f.occurred_at, f.received_at FROM statement s JOIN feedback f ON f.id = s.feedback_id WHERE f.id = ANY ($1)`,
      [feedbackIds],
    );
    const isTheirs = isQuoteOf(said.map(({ text }) => text));
    const times = [...new Set(said.map(({ at }) => at.toISOString()))];
    let cleaned = 0;
    for await (const digest of this.quoting(em, times)) {
      const facts = withoutQuotes(digest.facts, isTheirs);
      const document = withoutQuotes(digest.document, isTheirs);
      if (!facts && !document) continue;
      await this.replace(em, { ...digest, facts: facts ?? digest.facts, document: document ?? digest.document });
      cleaned++;
    }
    return cleaned;
  }

  /** Digests that quote something said at one of these times. */
  private async *quoting(em: EntityManager, times: string[]): AsyncGenerator<Frozen> {
    for (let last = FIRST; times.length > 0;) {
      const rows = await em.query<Frozen[]>(
        `SELECT id, team_id, week, facts, document FROM digest WHERE id > $1
           AND EXISTS (SELECT FROM unnest($2::text[]) AS said (at) WHERE position(said.at IN facts::text) > 0)
         ORDER BY id LIMIT ${DIGESTS_AT_ONCE}`,
        [last, times],
      );
      yield* rows;
      if (rows.length < DIGESTS_AT_ONCE) return;
      last = rows.at(-1)!.id;
    }
  }

  private async replace(em: EntityManager, { id, team_id: teamId, week, facts, document }: Frozen): Promise<void> {
    await em.query('UPDATE digest SET facts = $2, document = $3 WHERE id = $1', [
      id,
      JSON.stringify(facts),
      JSON.stringify(document),
    ]);
    const mails = await em.query<{ id: string; recipient: string }[]>(
      `SELECT id, split_part(dedupe_key, ':', 4) AS recipient FROM mail_outbox
       WHERE kind = 'digest' AND starts_with(dedupe_key, $1) AND html <> ''`,
      [`digest:${teamId}:${week}:`],
    );
    for (const mail of mails) {
      const { html, text } = this.rendering.mail({ document }, this.rendering.linksFor(id, mail.recipient));
      await em.query('UPDATE mail_outbox SET html = $2, text = $3 WHERE id = $1', [mail.id, html, text]);
    }
  }
}
