import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ANONYMOUS, type Caller } from '../auth/caller.js';
import { Config } from '../config.js';
import { Templates } from '../templates.js';
import { Assets } from './assets.js';
import { Navigation } from './navigation.js';

/** What every page template gives to the layout. */
export interface PageData {
  title: string;
  [name: string]: unknown;
}

/**
 * Renders pages inside the layout: `{{#> platform/pages/layout}} … {{/platform/pages/layout}}`. A module announces its pages
 * with `pages.menu.add({ label, href, order, scope, group })` when it starts.
 */
@Injectable()
export class Pages {
  constructor(
    private readonly templates: Templates,
    readonly menu: Navigation,
    private readonly assets: Assets,
    private readonly config: Config,
  ) {}

  /** The whole HTML document of a page for the person who asked. */
  render(request: FastifyRequest, template: string, data: PageData): string {
    const caller = request.caller ?? ANONYMOUS;
    const path = request.url.split('?')[0]!;
    return this.templates.render(template, { ...data, layout: this.layoutFor(caller, path) });
  }

  /** The page without menu, for customers and people who are not signed in. */
  renderBare(template: string, data: PageData): string {
    return this.templates.render(template, { ...data, layout: this.layoutFor(ANONYMOUS, '') });
  }

  private layoutFor(caller: Caller, path: string) {
    return {
      organisation: this.config.env.ORGANISATION,
      stylesheet: this.assets.href('style.css'),
      icon: this.assets.href('icon.svg'),
      menu: this.menu.sectionsFor(caller, path),
      person: caller.kind === 'anonymous' ? null : caller.name,
      maySignOut: caller.kind === 'member',
    };
  }
}
