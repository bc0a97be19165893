import type { ConnectionKind } from './connection.schema.js';

export interface Instruction {
  label: string;
  /** What to do in the help desk, in order. */
  steps: string[];
}

/** How each help desk is told where to deliver; the page shows it beside address and secret. */
export const INSTRUCTIONS: Record<ConnectionKind, Instruction> = {
  zendesk: {
    label: 'Zendesk',
    steps: [
      'In Zendesk open Admin Center, Apps and integrations, Webhooks, Create webhook, and choose "Zendesk events".',
      'Choose the ticket events: created, comment added, status changed, merged, comment made private, comment redacted, deleted.',
      'Paste the address as endpoint, method POST, format JSON, and save.',
      'Reveal the signing secret of the webhook and enter it here under "Rotate", or make the connection with it.',
      'For past tickets: make an API token and enter it with the address of its owner. Reading begins within a minute.',
    ],
  },
  intercom: {
    label: 'Intercom',
    steps: [
      'In the Developer Hub open your app, Webhooks, and paste the address.',
      'Choose the topics conversation.user.created, conversation.user.replied, conversation.admin.replied, conversation.admin.closed, conversation.rating.added, conversation.deleted, conversation_part.redacted.',
      'The secret is the client secret of the app.',
      'For past conversations enter the access token of the app.',
    ],
  },
  freshdesk: {
    label: 'Freshdesk',
    steps: [
      'Freshdesk signs nothing: the address holds a secret. Keep it to yourself, and allow only the addresses of Freshdesk.',
      'In Admin, Workflows, Automations, make a rule for ticket creation and one for ticket updates with the action "Trigger webhook".',
      'Method POST, the address, encoding JSON, content "Simple" with all ticket properties.',
      'For past tickets and whole conversations enter an API key.',
    ],
  },
  helpscout: {
    label: 'Help Scout',
    steps: [
      'In Help Scout open Manage, Apps, Webhooks, and paste the address and the secret.',
      'Choose the conversation events created, customer reply, agent reply, status, merged, deleted, and satisfaction ratings.',
      'For past conversations make an app under My Apps and enter its id and secret.',
    ],
  },
  chatwoot: {
    label: 'Chatwoot',
    steps: [
      'In Chatwoot open Settings, Integrations, Webhooks, Add new webhook, and paste the address.',
      'Choose conversation created, conversation status changed, conversation updated, message created, message updated.',
      'Chatwoot 4.11 and later shows a secret: enter it here under "Rotate". Older versions do not sign: add "/" and the secret of the connection to the address.',
    ],
  },
  generic: {
    label: 'Any other program',
    steps: [
      'POST a JSON body to the address, signed as Standard Webhooks say (headers webhook-id, webhook-timestamp, webhook-signature).',
      'The mapping says where in the body everything stands, one JSONPath (RFC 9535) a line.',
    ],
  },
  imap: {
    label: 'Mailbox (IMAP)',
    steps: [
      'Enter the address of the mail server, user and password; an app password where two factors are needed.',
      'Addresses of your own team tell replies from questions. The mailbox is only read, nothing is moved or marked.',
    ],
  },
};
