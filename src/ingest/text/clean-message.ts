import { normalizeText } from '../../platform/text.js';
import { detectLanguage } from './language.js';
import { htmlToPlain } from './html-to-plain.js';
import { normalizeMachineText } from './machine-text.js';
import { type PersonalSpan, maskPersonalData } from './masking/mask.js';
import { visibleReply } from './visible/visible-reply.js';

export interface MessageInput {
  /** Plain text as received. When both are given and text is not blank, text wins. */
  text?: string | undefined;
  html?: string | undefined;
  /** Names known from the ticket's own fields (requester, agent): masked wherever they stand. */
  knownNames?: readonly string[] | undefined;
  /** ISO 3166 country for phone numbers without a country code. */
  defaultCountry?: string | undefined;
}

export interface CleanMessage {
  /** What the customer wrote in this message, unmasked: stays where the original stays. */
  visible: string;
  /** Visible with personal data replaced by `[EMAIL_1]` and the like: what may be quoted, shown, mailed. */
  masked: string;
  /** Masked with machine text (ids, URLs, traces) shortened and quoted lines dropped: what is embedded. */
  mined: string;
  /** ISO 639-1 code, or null when the text is too short or too mixed to tell. */
  language: string | null;
  /** What was masked, as UTF-16 offsets in `visible`, ascending, not overlapping. */
  spans: PersonalSpan[];
}

/** The one way from a received message to clean text, for the service and the command line. Pure; never throws; linear in its input. */
export function cleanMessage(input: MessageInput): CleanMessage {
  const visible = visibleReply(normalizeText(sourceText(input)));
  const { masked, spans } = maskPersonalData(visible, input);
  const mined = normalizeMachineText(masked);
  return { visible, masked, mined, language: detectLanguage(mined), spans };
}

function sourceText({ text, html }: MessageInput): string {
  if (text !== undefined && text.trim() !== '') return text;
  return html ? htmlToPlain(html) : '';
}
