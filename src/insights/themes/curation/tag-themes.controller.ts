import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller } from '../../../platform/auth/caller.js';
import { RequireScope } from '../../../platform/auth/public.js';
import { SeedThemes } from '../themes.schema.js';
import { TagThemesService } from './tag-themes.service.js';

/** Help-desk tags as the beginning of themes. */
@ApiTags('themes')
@Controller('v1/themes/tags')
export class TagThemesController {
  constructor(private readonly tags: TagThemesService) {}

  /** Tags of the last twelve weeks, and whether each could seed a theme: sound, few, broad (several things), known (a theme holds it). */
  @Get()
  @RequireScope('read')
  async check() {
    return { items: await this.tags.check(new Date()) };
  }

  /** Makes a theme of each of these tags; all of them must be sound. */
  @Post()
  @RequireScope('write')
  async seed(@Body({ schema: SeedThemes }) { tags }: SeedThemes, @CurrentCaller() caller: Caller) {
    const themes = await this.tags.seed(tags, { actor: actorOf(caller), now: new Date() });
    return { items: themes.map(({ id, label }) => ({ id, label })) };
  }
}
