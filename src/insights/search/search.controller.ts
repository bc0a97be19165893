import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../platform/auth/public.js';
import { SearchQuery } from './search.schema.js';
import { SearchService } from './search.service.js';

@ApiTags('search')
@RequireScope('read')
@Controller('v1/search')
export class SearchController {
  constructor(private readonly searching: SearchService) {}

  /** What customers wrote, by meaning and by words, or more like a feedback, ticket or theme. Snippets are masked. */
  @Get()
  search(@Query({ schema: SearchQuery }) query: SearchQuery) {
    return this.searching.search(query);
  }
}
