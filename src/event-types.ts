import type { EventType } from './platform/webhooks/event-type.js';

/** Everything that other programs can be told of by webhook, in the order in which it happens. */
export const eventTypes: EventType[] = [
  { type: 'survey.sent', when: 'The mail server took the mail of an invitation.' },
  { type: 'survey.bounced', when: 'The mail of an invitation came back.' },
  { type: 'response.created', when: 'An answer began to count: the score, without waiting for a comment.' },
  { type: 'response.updated', when: 'A counted answer changed: another option, a comment, reasons.' },
  { type: 'response.quarantined', when: 'An answer looks like a machine; it does not count, and counts no longer.' },
  { type: 'response.released', when: 'A person decided that a quarantined answer counts.' },
  { type: 'unsubscribe.created', when: 'Somebody ended surveys for his address.' },
  { type: 'alert.raised', when: 'A theme or figure left its usual range.' },
  { type: 'alert.grew', when: 'What an alert tells of became clearly larger.' },
  { type: 'alert.resolved', when: 'What an alert told of is over.' },
  { type: 'digest.built', when: 'The digest of a team and week is ready.' },
  { type: 'action.reopened', when: 'What was shipped did not help: the contacts came back.' },
  { type: 'webhook.test', when: 'Somebody asked for a test delivery.' },
];
