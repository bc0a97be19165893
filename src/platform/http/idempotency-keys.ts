import { Injectable } from '@nestjs/common';
import { DataSource, LessThan } from 'typeorm';
import { IdempotencyKey } from './idempotency-key.entity.js';

/** A process that has been silent for so long is gone, and the key of its call may be used again. */
const HELD_MS = 10_000;
const RENEWED_EVERY_MS = 2500;
const TRIES_TO_LET_GO = 60;
const KEPT_MS = 48 * 3_600_000;

/** A call that wants to begin. */
export type NewCall = Pick<IdempotencyKey, 'caller' | 'key' | 'route' | 'bodyHash'>;

@Injectable()
export class IdempotencyKeys {
  constructor(private readonly db: DataSource) {}

  /** Reserves a key for a call that begins now: null when it is ours, else the row of the earlier call. */
  async claim(row: NewCall, now: Date): Promise<IdempotencyKey | null> {
    const claimed = (await this.db.query(
      `INSERT INTO idempotency_key (caller, key, route, body_hash, created_at, held_until) VALUES ($1, $2, $3, $4, $5, $7)
       ON CONFLICT (caller, key) DO UPDATE SET route = $3, body_hash = $4, created_at = $5, held_until = $7, status = NULL, body = NULL
         WHERE idempotency_key.created_at < $6 OR (idempotency_key.status IS NULL AND idempotency_key.held_until < $5)
       RETURNING key`,
      [row.caller, row.key, row.route, row.bodyHash, now, before(now, KEPT_MS), before(now, -HELD_MS)],
    )) as unknown[];
    if (claimed.length > 0) return null;
    const known = await this.db.manager.findOneBy(IdempotencyKey, { caller: row.caller, key: row.key });
    // The first call failed and let go of the key between the two statements: try once more.
    return known ?? this.claim(row, now);
  }

  /** Holds the key while the call runs. Returns what ends it. A process that is killed renews nothing, so a retry need not wait long. */
  hold({ caller, key }: Pick<IdempotencyKey, 'caller' | 'key'>): () => void {
    const sql = 'UPDATE idempotency_key SET held_until = $3 WHERE caller = $1 AND key = $2 AND status IS NULL';
    const renew = (): void => {
      // While the database is away nobody else can take the key either.
      this.db.query(sql, [caller, key, before(new Date(), -HELD_MS)]).catch(() => undefined);
    };
    const timer = setInterval(renew, RENEWED_EVERY_MS).unref();
    return () => clearInterval(timer);
  }

  async complete(
    { caller, key }: Pick<IdempotencyKey, 'caller' | 'key'>,
    status: number,
    body: unknown,
  ): Promise<void> {
    await this.db.query('UPDATE idempotency_key SET status = $3, body = $4 WHERE caller = $1 AND key = $2', [
      caller,
      key,
      status,
      JSON.stringify(body ?? null),
    ]);
  }

  /**
   * Lets go of the key of a call that failed; while the database is away, again every second. Otherwise its repeats would
   * be told for some seconds that the first call is still running.
   */
  async letGo(call: Pick<IdempotencyKey, 'caller' | 'key'>): Promise<void> {
    await this.forget(call).catch(() => this.letGoLater(call, TRIES_TO_LET_GO));
  }

  private letGoLater(call: Pick<IdempotencyKey, 'caller' | 'key'>, triesLeft: number): void {
    const again = (): void => {
      this.forget(call).catch(() => triesLeft > 1 && this.letGoLater(call, triesLeft - 1));
    };
    setTimeout(again, 1000).unref();
  }

  async forget({ caller, key }: Pick<IdempotencyKey, 'caller' | 'key'>): Promise<void> {
    await this.db.manager.delete(IdempotencyKey, { caller, key });
  }

  /** Removes keys that are over. Returns how many. */
  async cleanUp(now: Date): Promise<number> {
    return (await this.db.manager.delete(IdempotencyKey, { createdAt: LessThan(before(now, KEPT_MS)) })).affected ?? 0;
  }
}

function before(now: Date, ms: number): Date {
  return new Date(now.getTime() - ms);
}
