import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { HttpException, HttpStatus, Injectable, Logger } from '@nestjs/common';
import ipaddr from 'ipaddr.js';
import { DataSource } from 'typeorm';
import { Config } from '../config.js';
import { Gathered } from '../database/gathered.js';
import { prepared } from '../database/prepared.js';
import { Secrets } from '../secrets.js';
import { RATE_LIMITS, type RateLimit, type RateName } from './rate-limits.js';

export interface Hits {
  current: number;
  /** Milliseconds until the window ends. */
  ttl: number;
}

interface Hit {
  key: string;
  windowSeconds: number;
  now: Date;
}

/** Sorted, so that two replicas that count the same keys never wait for each other in a circle. */
const HITS = `
  INSERT INTO rate_limit (key, hits, resets_at)
  SELECT h.key, h.hits, h.resets_at FROM unnest($1::text[], $2::int[], $3::timestamptz[]) AS h (key, hits, resets_at) ORDER BY h.key
  ON CONFLICT (key) DO UPDATE SET
    hits = CASE WHEN rate_limit.resets_at <= $4 THEN excluded.hits ELSE rate_limit.hits + excluded.hits END,
    resets_at = CASE WHEN rate_limit.resets_at <= $4 THEN excluded.resets_at ELSE rate_limit.resets_at END
  RETURNING key, hits, resets_at`;

/** Most keys kept in memory; beyond it the oldest go. */
const LOCAL_KEYS = 10_000;
const DAY_MS = 86_400_000;

/**
 * Counts hits in one atomic upsert, so that a limit is exact over all replicas. While the database is away each replica
 * counts alone up to its share of the limit: never unlimited.
 */
@Injectable()
export class RateLimiter {
  private readonly logger = new Logger(RateLimiter.name);
  private readonly exhausted = new Map<string, { current: number; until: number }>();
  private readonly local = new Map<string, { hits: number; until: number }>();
  private readonly shared = new Gathered<Hit, Hits>((asked) => this.hitShared(asked));
  private isFallback = false;

  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly secrets: Secrets,
  ) {}

  /** True while counting happens in this process alone. */
  get usesFallback(): boolean {
    return this.isFallback;
  }

  limitOf(name: RateName): RateLimit {
    const { max, windowSeconds } = RATE_LIMITS[name];
    return { max: Math.ceil(max * this.config.env.RATE_LIMIT_FACTOR), windowSeconds };
  }

  /** An address as a key: IPv6 by its /64, hashed with a key that changes every day, so that no address is stored. */
  addressKey(address: string, now: Date): string {
    const day = Math.floor(now.getTime() / DAY_MS);
    return createHmac('sha256', this.secrets.key('address'))
      .update(`${day}:${network(address)}`)
      .digest('base64url')
      .slice(0, 22);
  }

  /** Counts one hit and throws 429 when it is one too many. */
  async take(name: RateName, key: string, now: Date): Promise<void> {
    const limit = this.limitOf(name);
    const { current, ttl } = await this.hit(`${name}:${key}`, limit, now);
    if (current > limit.max) throw tooMany(ttl);
  }

  /** Whether a key is known in this process to be over its limit. Asks nobody. */
  isExhausted(name: RateName, key: string, now: Date): boolean {
    return (this.exhausted.get(`${name}:${key}`)?.until ?? 0) > now.getTime();
  }

  async hit(key: string, limit: RateLimit, now: Date): Promise<Hits> {
    const known = this.exhausted.get(key);
    if (known && known.until > now.getTime()) return { current: known.current, ttl: known.until - now.getTime() };
    try {
      const hits = await this.shared.ask({ key, windowSeconds: limit.windowSeconds, now });
      this.isFallback = false;
      if (hits.current > limit.max)
        remember(this.exhausted, key, { current: hits.current, until: now.getTime() + hits.ttl });
      return hits;
    } catch (error) {
      if (!this.isFallback) this.logger.error({ event: 'limiter.alone', reason: (error as Error).name });
      this.isFallback = true;
      return this.hitAlone(key, limit, now);
    }
  }

  /** Removes windows that ended, except those that are being counted. Returns how many. */
  async cleanUp(now: Date): Promise<number> {
    const ended = 'SELECT key FROM rate_limit WHERE resets_at <= $1 FOR UPDATE SKIP LOCKED';
    const [, count] = (await this.db.query(`DELETE FROM rate_limit WHERE key IN (${ended})`, [now])) as [
      unknown,
      number,
    ];
    return count;
  }

  /** One statement for a crowd. Several hits of one key in it are counted one after the other. */
  private async hitShared(asked: Hit[]): Promise<Hits[]> {
    const now = asked.at(-1)!.now;
    const counts = new Map<string, { hits: number; resetsAt: Date }>();
    for (const { key, windowSeconds } of asked) {
      const resetsAt = new Date(now.getTime() + windowSeconds * 1000);
      counts.set(key, { hits: (counts.get(key)?.hits ?? 0) + 1, resetsAt });
    }
    const entries = [...counts.values()];
    const values = [[...counts.keys()], entries.map(({ hits }) => hits), entries.map(({ resetsAt }) => resetsAt), now];
    const rows = await prepared<{ key: string; hits: number; resets_at: Date }>(
      this.db.manager,
      'rate-hits',
      HITS,
      values,
    );
    const found = new Map(
      rows.map((row) => [row.key, { next: row.hits - counts.get(row.key)!.hits, until: row.resets_at }]),
    );
    return asked.map(({ key }) => {
      const row = found.get(key)!;
      row.next += 1;
      return { current: row.next, ttl: row.until.getTime() - now.getTime() };
    });
  }

  /** Scaled so that this replica's share of the limit already counts as the whole limit. */
  private hitAlone(key: string, { max, windowSeconds }: RateLimit, now: Date): Hits {
    const share = Math.max(1, Math.floor(max / this.config.env.REPLICAS));
    const known = this.local.get(key);
    const isOpen = known !== undefined && known.until > now.getTime();
    const entry = isOpen
      ? { ...known, hits: known.hits + 1 }
      : { hits: 1, until: now.getTime() + windowSeconds * 1000 };
    remember(this.local, key, entry);
    return { current: max - share + entry.hits, ttl: entry.until - now.getTime() };
  }
}

export function tooMany(ttlMs: number): HttpException {
  const retryAfterSeconds = Math.max(1, Math.ceil(ttlMs / 1000));
  const message = `Too many requests. Try again in ${retryAfterSeconds} seconds.`;
  return new HttpException({ code: 'rate.exceeded', message, retryAfterSeconds }, HttpStatus.TOO_MANY_REQUESTS);
}

/** One household or office often owns a whole IPv6 /64, so an address there counts as its network. */
export function network(address: string): string {
  if (!isIPv6(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return (parsed as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':');
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > LOCAL_KEYS) map.delete(map.keys().next().value!);
}
