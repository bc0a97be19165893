import type { ConnectionKind } from '../connection.schema.js';
import { freshdeskPull } from './freshdesk-pull.js';
import { helpscoutPull } from './helpscout-pull.js';
import { intercomPull } from './intercom-pull.js';
import type { PullableDesk } from './pull-stream.js';
import { zendeskPull } from './zendesk-pull.js';

/** Help desks that can be asked. The others only push. */
export const PULLABLE: Partial<Record<ConnectionKind, PullableDesk>> = {
  zendesk: zendeskPull,
  intercom: intercomPull,
  freshdesk: freshdeskPull,
  helpscout: helpscoutPull,
};
