import type { INestApplicationContext } from '@nestjs/common';
import type { SampleAction } from '../../samples/company.js';
import { ActionsService } from '../digest/actions/actions.service.js';
import { RoutingRulesService } from '../digest/routing/routing-rules.service.js';
import { TeamsService } from '../digest/teams/teams.service.js';
import { NearestThemeService } from '../insights/themes/nearest-theme.service.js';
import { SYSTEM } from '../platform/audit/actor.js';

const PRODUCT = {
  name: 'Product',
  kind: 'product',
  recipients: ['product@marlowick.example'],
  isDefaultOwner: true,
} as const;
const CONTENT = {
  name: 'Help centre',
  kind: 'content',
  recipients: ['content@marlowick.example'],
  isDefaultOwner: false,
} as const;
const HOURS = { sendWeekday: 1, sendHour: 4, whenQuiet: 'send' } as const;

/**
 * What a company enters by hand: two teams, what goes to whom, and two fixes that were shipped four weeks ago. Each fix is
 * tied to the theme that is nearest to what customers had said about it. Safe to repeat.
 */
export async function furnishCompany(app: INestApplicationContext, actions: SampleAction[], now: Date): Promise<void> {
  const teams = app.get(TeamsService, { strict: false });
  const known = await teams.list();
  const team = async (wanted: typeof PRODUCT | typeof CONTENT): Promise<string> => {
    const found = known.find(({ name }) => name === wanted.name);
    return (found ?? (await teams.create({ ...HOURS, ...wanted, recipients: [...wanted.recipients] }, now))).id;
  };
  const product = await team(PRODUCT);
  const content = await team(CONTENT);
  const rules = app.get(RoutingRulesService, { strict: false });
  if ((await rules.list()).length === 0) {
    await rules.create(product, { kinds: ['theme', 'action', 'alert'] }, now);
    await rules.create(content, { kinds: ['gap'] }, now);
  }
  for (const action of actions) await enterFix(app, product, action);
}

async function enterFix(app: INestApplicationContext, teamId: string, fix: SampleAction): Promise<void> {
  const actions = app.get(ActionsService, { strict: false });
  if ((await actions.list({ team: teamId })).some(({ title }) => title === fix.title)) return;
  const themeId = await app.get(NearestThemeService, { strict: false }).nearestTo(fix.about);
  const decided = { actor: SYSTEM, now: new Date(fix.decided_at) };
  const { id } = await actions.create(
    { teamId, title: fix.title, themeId, owner: fix.owner, outsideUrl: fix.link },
    decided,
  );
  await actions.change(
    id,
    { status: 'shipped', shippedAt: fix.shipped_at },
    { actor: SYSTEM, now: new Date(fix.shipped_at) },
  );
}
