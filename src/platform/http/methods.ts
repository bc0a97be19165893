import { Injectable } from '@nestjs/common';
import type { FastifyInstance, RouteOptions } from 'fastify';

interface Pattern {
  matches: RegExp;
  methods: Set<string>;
}

/** Remembers which addresses know which methods, so that a wrong method is told apart from a wrong address. */
@Injectable()
export class KnownMethods {
  private readonly patterns = new Map<string, Pattern>();

  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', (route) => this.add(route));
  }

  /** The methods of an address, sorted, or null when there is no such address. */
  of(path: string): string[] | null {
    const methods = new Set<string>();
    for (const pattern of this.patterns.values()) {
      if (pattern.matches.test(path)) for (const method of pattern.methods) methods.add(method);
    }
    return methods.size > 0 ? [...methods].sort() : null;
  }

  /** Every address pattern with its methods. */
  all(): { url: string; methods: string[] }[] {
    return [...this.patterns].map(([url, { methods }]) => ({ url, methods: [...methods] }));
  }

  private add(route: RouteOptions): void {
    if (route.url.includes('*')) return;
    const pattern = this.patterns.get(route.url) ?? { matches: toRegExp(route.url), methods: new Set<string>() };
    for (const method of [route.method].flat()) pattern.methods.add(method);
    this.patterns.set(route.url, pattern);
  }
}

function toRegExp(url: string): RegExp {
  const escaped = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/:[A-Za-z0-9_]+/g, '[^/]+')}/?$`);
}
