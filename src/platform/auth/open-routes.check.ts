import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { PUBLIC, SCOPE } from './public.js';

/** Stops the start when a route says neither who may call it nor that anyone may. */
@Injectable()
export class OpenRoutesCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const undecided = this.discovery.getControllers().flatMap(({ metatype, instance }) => {
      if (!metatype || !instance) return [];
      const prototype = Object.getPrototypeOf(instance) as Record<string, unknown>;
      const handlers = this.scanner.getAllMethodNames(prototype).map((name) => prototype[name]);
      return handlers
        .filter((handler) => this.isUndecided(handler, metatype))
        .map((handler) => `${metatype.name}.${(handler as { name: string }).name}`);
    });
    if (undecided.length > 0) throw new Error(`Routes without @RequireScope or @Public: ${undecided.join(', ')}`);
  }

  private isUndecided(handler: unknown, controller: unknown): boolean {
    if (typeof handler !== 'function' || Reflect.getMetadata(PATH_METADATA, handler) === undefined) return false;
    return [PUBLIC, SCOPE].every(
      (key) => this.reflector.getAllAndOverride(key, [handler, controller as () => void]) === undefined,
    );
  }
}
