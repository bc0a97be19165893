import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Injectable } from '@nestjs/common';

const FOLDER = join(import.meta.dirname, 'assets');
const TYPES: Record<string, string> = { '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml' };

export interface Asset {
  href: string;
  type: string;
  body: Buffer;
}

/** The stylesheet and images, read once. Their address holds a hash of the content, so browsers may keep them for ever. */
@Injectable()
export class Assets {
  private readonly byName = new Map(readdirSync(FOLDER).map((name) => [name, load(name)]));
  private readonly byHref = new Map([...this.byName.values()].map((asset) => [asset.href, asset]));

  href(name: string): string {
    const asset = this.byName.get(name);
    if (!asset) throw new RangeError(`There is no asset "${name}"`);
    return asset.href;
  }

  find(href: string): Asset | null {
    return this.byHref.get(href) ?? null;
  }
}

function load(name: string): Asset {
  const body = readFileSync(join(FOLDER, name));
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
  const extension = extname(name);
  return {
    body,
    type: TYPES[extension] ?? 'application/octet-stream',
    href: `/assets/${name.slice(0, -extension.length)}.${hash}${extension}`,
  };
}
