import { z } from 'zod';
import type { DeliveryReport, ReportKind } from '../delivery-report.js';
import { jsonOf, reportOf } from './provider.js';

const Recipient = z.object({ emailAddress: z.string().max(320).toLowerCase(), status: z.string().optional() });
const Notification = z.object({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  mail: z.object({
    messageId: z.string(),
    source: z.string().optional(),
    headers: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
  }),
  bounce: z
    .object({ bounceType: z.string(), bouncedRecipients: z.array(Recipient), feedbackId: z.string() })
    .optional(),
  complaint: z
    .object({
      complaintFeedbackType: z.string().nullish(),
      complainedRecipients: z.array(Recipient),
      feedbackId: z.string(),
    })
    .optional(),
  delivery: z.object({ recipients: z.array(z.string().toLowerCase()) }).optional(),
});
type Notification = z.infer<typeof Notification>;
type Told = { kind: ReportKind; recipient: string; status?: string | null; eventId: string };

const STATUS = /^[245]\.\d{1,3}\.\d{1,3}$/;

/**
 * What Amazon SES tells by SNS, as a notification or as an event of a configuration set. SES writes a Message-ID of its own;
 * ours is among the original headers when they are included, and the envelope sender is always told.
 */
export function readSes(message: string): DeliveryReport[] {
  const parsed = Notification.safeParse(jsonOf(message));
  if (!parsed.success) return [];
  const { source, headers } = parsed.data.mail;
  const messageId = headers?.find(({ name }) => name.toLowerCase() === 'message-id')?.value ?? null;
  return toldBy(parsed.data).map(({ status, ...told }) =>
    reportOf({
      ...told,
      messageId,
      sentTo: source ? [source] : [],
      status: STATUS.test(status ?? '') ? status! : null,
    }),
  );
}

function toldBy({ notificationType, eventType, mail, bounce, complaint, delivery }: Notification): Told[] {
  const type = notificationType ?? eventType;
  if (type === 'Bounce' && bounce) {
    const kind = bounce.bounceType === 'Permanent' ? 'hard' : 'soft';
    return bounce.bouncedRecipients.map(({ emailAddress: recipient, status = null }) => {
      return { kind, recipient, status, eventId: `${bounce.feedbackId}:${recipient}` };
    });
  }
  if (type === 'Complaint' && complaint && complaint.complaintFeedbackType !== 'not-spam') {
    return complaint.complainedRecipients.map(({ emailAddress: recipient }) => {
      return { kind: 'complaint', recipient, eventId: `${complaint.feedbackId}:${recipient}` };
    });
  }
  if (type !== 'Delivery' || !delivery) return [];
  return delivery.recipients.map((recipient) => {
    return { kind: 'delivered', recipient, eventId: `${mail.messageId}:${recipient}:delivered` };
  });
}
