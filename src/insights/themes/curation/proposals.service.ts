import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ThemeProposal } from '../tables/theme-proposal.entity.js';
import type { Theme } from '../tables/theme.entity.js';
import { type Act, CurationService } from './curation.service.js';
import { MembershipService } from './membership.service.js';

/** People's decisions on what the engine proposes. */
@Injectable()
export class ProposalsService {
  constructor(
    private readonly db: DataSource,
    private readonly curation: CurationService,
    private readonly membership: MembershipService,
  ) {}

  /** Does what is proposed: merges the younger theme into the older one, or splits off the smaller half. */
  async accept(id: string, act: Act): Promise<Theme> {
    const proposal = await this.open(id);
    if (proposal.kind === 'merge') return this.curation.merge(proposal.otherThemeId!, proposal.themeId, act);
    const parts = (proposal.evidence['parts'] ?? []) as { examples: string[] }[];
    return this.membership.split(proposal.themeId, await this.feedbackOf(parts.at(-1)?.examples ?? []), null, act);
  }

  /** A dismissed merge is never proposed again: the two are kept apart. A dismissed split is not proposed again either. */
  async dismiss(id: string, act: Act): Promise<void> {
    const proposal = await this.open(id);
    if (proposal.kind === 'merge') return this.curation.keepApart(proposal.themeId, proposal.otherThemeId!, act);
    await this.db.manager.update(
      ThemeProposal,
      { id },
      { state: 'dismissed', decidedAt: act.now, decidedBy: act.actor.name },
    );
  }

  private async open(id: string): Promise<ThemeProposal> {
    const proposal = await this.db.manager.findOneBy(ThemeProposal, { id });
    if (!proposal) throw new NotFoundException({ code: 'proposal.not-found', message: 'There is no such proposal.' });
    if (proposal.state === 'open') return proposal;
    throw new ConflictException({ code: 'proposal.decided', message: `This proposal is ${proposal.state} already.` });
  }

  private async feedbackOf(statementIds: readonly string[]): Promise<string[]> {
    const rows = await this.db.query<{ id: string }[]>(
      'SELECT DISTINCT feedback_id AS id FROM statement WHERE id = ANY ($1)',
      [statementIds],
    );
    return rows.map(({ id }) => id);
  }
}
