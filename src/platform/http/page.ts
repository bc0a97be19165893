import { createHmac, timingSafeEqual } from 'node:crypto';
import { BadRequestException, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Secrets } from '../secrets.js';

export const LARGEST_PAGE = 100;

/** Spread into the query schema of every list: `z.object({ ...PageQuery, state: ... })`. */
export const PageQuery = {
  limit: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(50).describe('Most items of a page.'),
  cursor: z.string().max(1000).optional().describe('`meta.nextCursor` of the page before.'),
};

/** Where a page ended: the sort values of its last row, the id last so that equal times keep their order. */
export type Position = (string | number)[];

export interface PageMeta {
  limit: number;
  nextCursor: string | null;
}

export interface Page<T> {
  items: T[];
  meta: PageMeta;
}

const MAC_BYTES = 12;

/**
 * Keyset paging. A cursor is opaque and signed together with the list and its filter: an edited cursor, or one of another
 * list or filter, is refused with 400. Never an offset, never a total.
 */
@Injectable()
export class Pager {
  constructor(private readonly secrets: Secrets) {}

  /** The position after which to read, or null for the first page. `scope` names the list and holds its filter. */
  after(cursor: string | undefined, scope: unknown): Position | null {
    if (cursor === undefined) return null;
    const bytes = Buffer.from(cursor, 'base64url');
    const mac = bytes.subarray(0, MAC_BYTES);
    const payload = bytes.subarray(MAC_BYTES);
    if (
      mac.length !== MAC_BYTES ||
      !timingSafeEqual(mac, this.mac(payload, scope)) ||
      bytes.toString('base64url') !== cursor
    ) {
      throw new BadRequestException({
        code: 'page.cursor-invalid',
        message: 'The cursor does not belong to this list and filter.',
      });
    }
    return JSON.parse(payload.toString('utf8')) as Position;
  }

  /** Makes a page of rows fetched with `limit + 1`: the extra row only tells that there is a next page. */
  page<T>(rows: T[], limit: number, scope: unknown, positionOf: (row: T) => Position): Page<T> {
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    const nextCursor = rows.length > limit && last !== undefined ? this.cursor(positionOf(last), scope) : null;
    return { items, meta: { limit, nextCursor } };
  }

  private cursor(position: Position, scope: unknown): string {
    const payload = Buffer.from(JSON.stringify(position));
    return Buffer.concat([this.mac(payload, scope), payload]).toString('base64url');
  }

  private mac(payload: Buffer, scope: unknown): Buffer {
    const hmac = createHmac('sha256', this.secrets.key('cursor'))
      .update(JSON.stringify(scope))
      .update('\n')
      .update(payload);
    return hmac.digest().subarray(0, MAC_BYTES);
  }
}
