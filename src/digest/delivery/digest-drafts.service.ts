import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config.js';
import type { Week } from '../../platform/periods.js';
import { FactsService, type GatheredWeeks } from '../facts/facts.service.js';
import { composeDigest } from '../rendering/compose.js';
import type { Team } from '../teams/team.entity.js';
import type { Digest } from './digest.entity.js';
import { isQuiet } from './quiet-week.js';

const HELD = { send: null, skip: 'skipped', combine: 'combined' } as const;

@Injectable()
export class DigestDrafts {
  constructor(
    private readonly config: Config,
    private readonly facts: FactsService,
  ) {}

  /** The digest of a team and week as it would be now, stored nowhere. Held when the week is quiet and the team wants that. */
  async draft(team: Team, week: Week, now: Date, gathered?: GatheredWeeks): Promise<Digest> {
    const facts = await this.facts.forTeam(team, week, now, gathered);
    const inputsHash = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 12);
    const provenance = { inputsHash, model: facts.data.model, settings: facts.data.settings, version: '1' };
    const document = composeDigest(facts, {
      organisation: this.config.env.ORGANISATION,
      team: { id: team.id, name: team.name, kind: team.kind },
      provenance,
    });
    const held = isQuiet(facts, document, now) ? HELD[team.whenQuiet] : null;
    return { id: randomUUID(), teamId: team.id, week: week.name, facts, document, inputsHash, builtAt: now, held };
  }
}
