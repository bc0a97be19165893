import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Pager } from '../http/page.js';
import type { ApiKey } from './api-key.entity.js';
import { ApiKeysService, type IssuedKey } from './api-keys.service.js';
import { Id, ListKeys, NewKeyBody } from './auth.schema.js';
import { type Caller, CurrentCaller } from './caller.js';
import { ForTeams, RequireScope } from './public.js';

@ApiTags('keys')
@RequireScope('admin')
@Controller('v1/keys')
export class KeysController {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly pager: Pager,
  ) {}

  /** All keys, newest first. Never the secrets. */
  @Get()
  async list(@Query({ schema: ListKeys }) { limit, cursor }: ListKeys) {
    const rows = await this.keys.list(limit + 1, this.pager.after(cursor, 'keys'));
    const { items, meta } = this.pager.page(rows, limit, 'keys', (row) => [row.createdAt.toISOString(), row.id]);
    return { items: items.map(keyView), meta };
  }

  /** Makes a key. The answer is the only place that ever shows it. */
  @Post()
  @ForTeams('own')
  async create(@Body({ schema: NewKeyBody }) body: NewKeyBody, @CurrentCaller() caller: Caller) {
    const expiresAt = body.expiresAt ? new Date(body.expiresAt) : null;
    return issuedView(await this.keys.issue({ ...body, expiresAt }, caller, new Date()));
  }

  /** A new key with the same rights. The old one works for another day. */
  @Post(':id/rotate')
  async rotate(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller) {
    return issuedView(await this.keys.rotate(id, caller, new Date()));
  }

  /** Ends a key for good, within a second. */
  @Delete(':id')
  @HttpCode(204)
  async revoke(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<void> {
    await this.keys.revoke(id, caller, new Date());
  }
}

function keyView(row: ApiKey) {
  const { id, name, shortId, lastFour, scopes, teamIds, createdBy, createdAt, expiresAt, lastUsedAt, revokedAt } = row;
  return {
    id,
    name,
    shown: `hb_live_${shortId}_…${lastFour}`,
    scopes,
    teamIds,
    createdBy,
    createdAt,
    expiresAt,
    lastUsedAt,
    revokedAt,
  };
}

function issuedView({ row, key }: IssuedKey) {
  return { ...keyView(row), key };
}
