import { isRawMail, openRawMail } from '../mail/raw-mail.js';
import { type CleanMessage, type MessageInput, cleanMessage } from './clean-message.js';

/** As cleanMessage, for what comes from outside: a text that is a whole mail with its headers goes through the MIME parser first. */
export async function cleanReceived(input: MessageInput): Promise<CleanMessage> {
  const mail = isRawMail(input.text) ? await openRawMail(input.text) : null;
  return cleanMessage(mail ? { ...input, ...mail } : input);
}

/** The item as it is, or with its text cleaned when it is a whole mail. The mail itself stays what was received. */
export async function withOpenedMail<T extends ReceivedItem>(item: T): Promise<T> {
  if (item.cleaned || !isRawMail(item.text ?? undefined)) return item;
  return { ...item, cleaned: await cleanReceived({ text: item.text!, knownNames: item.knownNames }) };
}

interface ReceivedItem {
  text?: string | null | undefined;
  knownNames: readonly string[];
  cleaned?: CleanMessage | undefined;
}
