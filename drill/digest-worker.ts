import { startService } from './service.js';

/** A replica that only builds and delivers digests: it is killed and frozen again and again by the drill of promise P3. */
const service = await startService({ ...process.env, LOG_LEVEL: 'fatal', DATABASE_POOL: '5' });
const aheadMs = Number(process.env['DRILL_AHEAD_MS'] ?? 0);
process.send?.('ready');
for (;;) {
  const counts = await service.drain(new Date(Date.now() + aheadMs), ['digest.build', 'digest.chat', 'mail.send']);
  const worked = Object.values(counts).some((some) => Object.values(some).some((count) => count > 0));
  if (!worked) process.send?.('idle');
  await new Promise((resolve) => setTimeout(resolve, 50));
}
