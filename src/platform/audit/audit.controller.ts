import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { RequireScope } from '../auth/public.js';
import { PageQuery, Pager } from '../http/page.js';
import { AuditService } from './audit.service.js';

const ListAudit = z.object({ ...PageQuery, subject: z.string().max(200).optional().describe('Such as `key:<id>`.') });
type ListAudit = z.infer<typeof ListAudit>;

@ApiTags('audit log')
@RequireScope('admin')
@Controller('v1/audit-log')
export class AuditController {
  constructor(
    private readonly audit: AuditService,
    private readonly pager: Pager,
  ) {}

  /** Who did what, newest first. */
  @Get()
  async list(@Query({ schema: ListAudit }) { limit, cursor, subject }: ListAudit) {
    const scope = ['audit', subject];
    const rows = await this.audit.list(limit + 1, this.pager.after(cursor, scope), subject);
    return this.pager.page(rows, limit, scope, (row) => [row.position]);
  }

  /** Reads the whole chain and tells whether a row was changed or removed. */
  @Get('verification')
  async verify() {
    const brokenAt = await this.audit.verify();
    return { isWhole: brokenAt === null, brokenAt };
  }
}
