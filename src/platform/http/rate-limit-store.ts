import type { FastifyRequest } from 'fastify';
import { type RateLimiter, tooMany } from './rate-limiter.js';
import type { RateName } from './rate-limits.js';

type Callback = (error: Error | null, result?: { current: number; ttl: number }) => void;

/** The store class that @fastify/rate-limit asks for, over our limiter. */
export function rateLimitStore(limiter: RateLimiter) {
  return class Store {
    incr(key: string, callback: Callback, windowMs: number, max: number): void {
      limiter.hit(key, { max, windowSeconds: windowMs / 1000 }, new Date()).then(
        (hits) => callback(null, hits),
        (error: Error) => callback(error),
      );
    }

    child(): Store {
      return this;
    }
  };
}

/** The plugin's route options for a named limit. A known key or person counts as itself, everybody else by address. */
export function rateLimitOf(name: RateName, limiter: RateLimiter) {
  const { max, windowSeconds } = limiter.limitOf(name);
  return {
    max,
    timeWindow: windowSeconds * 1000,
    keyGenerator: ({ caller, ip }: FastifyRequest) =>
      `${name}:${caller.kind === 'anonymous' ? limiter.addressKey(ip, new Date()) : caller.id}`,
    errorResponseBuilder: (_request: FastifyRequest, { ttl }: { ttl: number }) => tooMany(ttl),
  };
}
