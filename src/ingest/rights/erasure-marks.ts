import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Secrets } from '../../platform/secrets.js';

export type MarkKind = 'ticket' | 'customer' | 'email' | 'feedback';

@Injectable()
export class ErasureMarks {
  constructor(
    private readonly db: DataSource,
    private readonly secrets: Secrets,
  ) {}

  /** The mark of one thing: a keyed hash, so that the list of the erased names nobody. */
  keyOf(kind: MarkKind, source: string, id: string): string {
    const text = kind === 'email' ? `email\n${id.trim().toLowerCase()}` : `${kind}\n${source}\n${id}`;
    return createHmac('sha256', this.secrets.key('erasure')).update(text).digest('base64url').slice(0, 27);
  }

  async add(keys: string[], now: Date, em: EntityManager = this.db.manager): Promise<void> {
    await em.query(
      'INSERT INTO erasure_mark (key, erased_at) SELECT unnest($1::text[]), $2 ON CONFLICT (key) DO NOTHING',
      [keys, now],
    );
  }

  /** Which of these keys are marked, with the time of the erasure. */
  async among(keys: string[], em: EntityManager = this.db.manager): Promise<Map<string, Date>> {
    if (keys.length === 0) return new Map();
    const sql = 'SELECT key, erased_at FROM erasure_mark WHERE key = ANY ($1)';
    const rows = await em.query<{ key: string; erased_at: Date }[]>(sql, [keys]);
    return new Map(rows.map((row) => [row.key, row.erased_at]));
  }

  /**
   * Which of these must not come back: erased ones, and what an erased customer said before the erasure. What the same
   * person says later is new and welcome. In the order given.
   */
  async erasedAmong(
    kind: 'ticket' | 'feedback',
    source: string,
    items: Erasable[],
    em: EntityManager,
  ): Promise<boolean[]> {
    if (!(await this.hasAny(em))) return items.map(() => false);
    const keys = items.map((item) => ({
      own: this.keyOf(kind, source, item.externalId),
      people: this.peopleOf(source, item),
    }));
    const marked = await this.among(
      keys.flatMap(({ own, people }) => [own, ...people]),
      em,
    );
    return items.map((item, i) => {
      const { own, people } = keys[i]!;
      return marked.has(own) || people.some((key) => (marked.get(key)?.getTime() ?? 0) >= Date.parse(item.at));
    });
  }

  /** Most deployments have erased nobody yet; they should not pay for hashing every ticket. */
  private async hasAny(em: EntityManager): Promise<boolean> {
    const [row] = await em.query<{ found: boolean }[]>('SELECT EXISTS (SELECT FROM erasure_mark) AS found');
    return row?.found ?? false;
  }

  private peopleOf(source: string, { requester }: Erasable): string[] {
    if (!requester) return [];
    const known = [this.keyOf('customer', source, requester.externalId)];
    return requester.email ? [...known, this.keyOf('email', source, requester.email)] : known;
  }
}

/** What was said, by whom and when. */
export interface Erasable {
  externalId: string;
  requester?: { externalId: string; email?: string | null | undefined } | null | undefined;
  at: string;
}
