import type { Drill } from './drill.js';

/** All drills by the number of their promise. Each is loaded when it is asked for. */
export const drills: Record<string, () => Promise<Drill>> = {
  P1: async () => (await import('./p1-ingest-survives-kill.js')).ingestSurvivesKill,
  P4: async () => (await import('./p4-never-twice.js')).neverTwice,
  P5: async () => (await import('./p5-smtp-away.js')).smtpAway,
  P6: async () => (await import('./p6-robots.js')).robots,
  P7: async () => (await import('./p7-load.js')).load,
  P11: async () => (await import('./p11-forged-links.js')).forgedLinks,
  P16: async () => (await import('./p16-mining-beside-the-api.js')).miningBesideTheApi,
  DEMO: async () => (await import('./demo-kills.js')).demoKills,
};
