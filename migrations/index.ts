import { Ingest1700000001000 } from './0001-ingest.js';
import { Identity1700000002000 } from './0002-identity.js';
import { Mail1700000003000 } from './0003-mail.js';
import { Webhooks1700000004000 } from './0004-webhooks.js';
import { Connections1700000005000 } from './0005-connections.js';
import { Installation1700000006000 } from './0006-installation.js';
import { Surveys1700000010000 } from './0010-surveys.js';
import { Insights1700000020000 } from './0020-insights.js';
import { Digest1700000030000 } from './0030-digest.js';
import { Loop1700000031000 } from './0031-loop.js';
import { InsightsApi1700000040000 } from './0040-insights-api.js';
import { Wording1700000050000 } from './0050-wording.js';
import { MailReturns1700000060000 } from './0060-mail-returns.js';
import { MergedTickets1700000065000 } from './0065-merged-tickets.js';
import { Counting1700000070000 } from './0070-counting.js';
import { AlertJudgements1700000075000 } from './0075-alert-judgements.js';
import { HeldCalls1700000080000 } from './0080-held-calls.js';
import { AlertMoments1700000084000 } from './0084-alert-moments.js';
import { CountingPlans1700000086000 } from './0086-counting-plans.js';
import { RoomForAnswers1700000088000 } from './0088-room-for-answers.js';
import { DecidedGaps1700000090000 } from './0090-decided-gaps.js';

/** In order. Merged migrations are never edited: a change is a new file. */
export const migrations = [
  Ingest1700000001000,
  Identity1700000002000,
  Mail1700000003000,
  Webhooks1700000004000,
  Connections1700000005000,
  Installation1700000006000,
  Surveys1700000010000,
  Insights1700000020000,
  Digest1700000030000,
  Loop1700000031000,
  InsightsApi1700000040000,
  Wording1700000050000,
  MailReturns1700000060000,
  MergedTickets1700000065000,
  Counting1700000070000,
  AlertJudgements1700000075000,
  HeldCalls1700000080000,
  AlertMoments1700000084000,
  CountingPlans1700000086000,
  RoomForAnswers1700000088000,
  DecidedGaps1700000090000,
];
