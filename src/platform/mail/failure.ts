/** What an unsuccessful attempt means for the mail. */
export type FailureKind =
  /** The server cannot be reached or refuses us: the mail is not at fault and waits for the next try of the server. */
  | 'server-away'
  /** Not now (4xx): try this mail again later. */
  | 'retry'
  /** Never (5xx). */
  | 'refused'
  /** The mail was handed over completely and no answer came: it may have arrived. */
  | 'unknown';

export interface Failure {
  kind: FailureKind;
  /** The reply code and the stage, such as `550 RCPT TO`; never the server's words, which may quote the recipient. */
  reason: string;
  /** The server says that this recipient does not exist: never write there again. */
  isDeadAddress: boolean;
  /** When the server names a time to come back. */
  retryAfterSeconds: number | null;
}

interface SmtpError {
  code?: unknown;
  responseCode?: unknown;
  response?: unknown;
  command?: unknown;
}

const RECIPIENT_STAGES = new Set(['RCPT TO', 'DATA']);
/** 550 no such user, 551 not local, 553 bad name, 556 domain takes no mail; RFC 5321 section 4.2.3, RFC 7504. */
const DEAD_ADDRESS_CODES = new Set([550, 551, 553, 556]);
/** Enhanced codes under which a 550 is about policy, quota or content and not about the address; RFC 3463. */
const ADDRESS_IS_FINE = /\b5\.(2\.[1-9]|[3467]\.\d{1,3})\b/;
const COME_BACK = /(?:try again|retry|come back)[^\d]{0,20}(\d{1,5})\s*(s|m|h)/i;
const UNIT_SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600 };
const LONGEST_WAIT_SECONDS = 86_400;

/**
 * Sorts an error of nodemailer. The basic reply code decides, as RFC 5321 section 4.2 says, also when the enhanced code
 * disagrees. Only replies to RCPT and DATA are about this mail; all others are about the server or our account.
 * `wasHandedOver`: the whole message had been written to the server.
 */
export function classifyFailure(error: unknown, wasHandedOver: boolean): Failure {
  const { code, responseCode, response, command } = (error ?? {}) as SmtpError;
  const reply = typeof responseCode === 'number' ? responseCode : null;
  const stage = typeof command === 'string' ? command : 'CONN';
  const text = typeof response === 'string' ? response : '';
  const reason = `${reply ?? (typeof code === 'string' ? code : 'error')} ${stage}`;
  const kind = kindOf(reply, stage, wasHandedOver);
  const isDeadAddress =
    kind === 'refused' && stage === 'RCPT TO' && DEAD_ADDRESS_CODES.has(reply!) && !ADDRESS_IS_FINE.test(text);
  return { kind, reason, isDeadAddress, retryAfterSeconds: kind === 'retry' ? waitAskedFor(text) : null };
}

function kindOf(reply: number | null, stage: string, wasHandedOver: boolean): FailureKind {
  if (reply === null) return wasHandedOver ? 'unknown' : 'server-away';
  if (!RECIPIENT_STAGES.has(stage)) return 'server-away';
  if (reply === 421) return 'server-away';
  return reply >= 500 ? 'refused' : 'retry';
}

function waitAskedFor(text: string): number | null {
  const match = COME_BACK.exec(text);
  if (!match) return null;
  return Math.min(LONGEST_WAIT_SECONDS, Number(match[1]) * UNIT_SECONDS[match[2]!.toLowerCase()]!);
}
