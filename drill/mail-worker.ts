import { startService } from './service.js';

/** A process that only sends: it is killed again and again by the drill of promise P4. */
const { DATA_DIR, SMTP_URL, MAIL_FROM } = process.env;
const service = await startService({ DATA_DIR, SMTP_URL, MAIL_FROM, RATE_LIMIT_FACTOR: '1000' });
const aheadMs = Number(process.env['DRILL_AHEAD_MS'] ?? 0);
process.send?.('ready');
for (;;) {
  const counts = await service.drain(new Date(Date.now() + aheadMs), ['mail.send']);
  const worked = Object.values(counts['mail.send'] ?? {}).some((count) => count > 0);
  if (!worked) process.send?.('idle');
  await new Promise((resolve) => setTimeout(resolve, 50));
}
