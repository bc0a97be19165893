import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf, type Caller, CurrentCaller } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { refuse } from '../../platform/http/schema.pipe.js';
import { type Receipt, RightsService } from './rights.service.js';
import { type FoundCustomer, Subjects } from './subjects.js';

const Id = z.uuid();

const CustomerQuery = z.object({
  email: z.string().trim().max(320).optional(),
  source: z.string().trim().max(63).optional(),
  externalId: z.string().trim().max(300).optional(),
});
type CustomerQuery = z.infer<typeof CustomerQuery>;

@ApiTags('rights')
@Controller('v1/customers')
export class CustomersController {
  constructor(
    private readonly rights: RightsService,
    private readonly subjects: Subjects,
  ) {}

  /** Finds customers by e-mail address, or by the id that a source gave. */
  @Get()
  @RequireScope('export')
  async find(@Query({ schema: CustomerQuery }) query: CustomerQuery): Promise<{ items: FoundCustomer[] }> {
    if (!query.email && !(query.source && query.externalId))
      throw refuse(['email'], 'Give email, or source and externalId');
    return { items: await this.subjects.find(query) };
  }

  /** All that is known about a customer. */
  @Get(':id/export')
  @RequireScope('export')
  @AtEdge({ rate: 'export' })
  async export(
    @Param('id', { schema: Id }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<Record<string, unknown>> {
    return this.rights.export(id, actorOf(caller), new Date());
  }

  /** Forgets a customer, with everything derived. The receipt says how much was removed where. */
  @Post(':id/erase')
  @RequireScope('erase')
  @HttpCode(200)
  @AtEdge({ rate: 'erase' })
  async erase(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<Receipt> {
    return this.rights.erase(id, actorOf(caller), new Date());
  }
}
