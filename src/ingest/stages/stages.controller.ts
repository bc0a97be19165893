import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf, type Caller, CurrentCaller } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import { AuditService } from '../../platform/audit/audit.service.js';
import type { StageMapping } from './stage-of.js';
import { StageRules } from './stage-rules.service.js';

const short = z.string().trim().min(1).max(300);

export const StageRuleList = z
  .object({
    rules: z
      .array(
        z.object({
          field: short.describe(
            'tag, product, plan, channel, team, priority, language, or a further field of the source.',
          ),
          value: short.describe('Compared without case; * stands for anything.'),
          stage: short.describe('onboarding, use, billing, renewal, or a name of your own.'),
        }),
      )
      .max(200),
  })
  .strict();
export type StageRuleList = z.infer<typeof StageRuleList>;

/** Which tags and fields mean which stage of the customer's journey. */
@ApiTags('ingest')
@Controller('v1/stage-rules')
export class StagesController {
  constructor(
    private readonly stages: StageRules,
    private readonly audit: AuditService,
  ) {}

  @Get()
  @RequireScope('read')
  async list(): Promise<{ rules: StageMapping[] }> {
    return { rules: await this.stages.rules() };
  }

  /** Replaces the rules; the first that fits counts. Stored tickets follow, except those whose source gave a stage. */
  @Put()
  @RequireScope('write')
  async replace(
    @Body({ schema: StageRuleList }) { rules }: StageRuleList,
    @CurrentCaller() caller: Caller,
  ): Promise<{ moved: number }> {
    const moved = await this.stages.replace(rules);
    const detail = { rules: rules.length, moved };
    await this.audit.record({
      actor: actorOf(caller),
      action: 'stage-rules.replaced',
      subject: 'stage-rules',
      detail,
      now: new Date(),
    });
    return { moved };
  }
}
