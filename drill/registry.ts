import type { Drill } from './drill.js';

/** All drills by the number of their promise. Each is loaded when it is asked for. */
export const drills: Record<string, () => Promise<Drill>> = {
  P1: async () => (await import('./p1-ingest-survives-kill.js')).ingestSurvivesKill,
  P2: async () => (await import('./p2-postgres-restarts.js')).postgresRestarts,
  P3: async () => (await import('./p3-one-digest.js')).oneDigest,
  P4: async () => (await import('./p4-never-twice.js')).neverTwice,
  P5: async () => (await import('./p5-smtp-away.js')).smtpAway,
  P6: async () => (await import('./p6-robots.js')).robots,
  P7: async () => (await import('./p7-load.js')).load,
  P8: async () => (await import('./p8-ingest-load.js')).ingestLoad,
  P9: async () => (await import('./p9-hostile-ingest.js')).hostileIngest,
  P11: async () => (await import('./p11-forged-links.js')).forgedLinks,
  P15: async () => (await import('./p15-time-is-right.js')).timeIsRight,
  P16: async () => (await import('./p16-mining-beside-the-api.js')).miningBesideTheApi,
  P19: async () => (await import('./p19-erasure.js')).erasure,
  DEMO: async () => (await import('./demo-kills.js')).demoKills,
  SAMPLE: async () => (await import('./sample-truth.js')).sampleTruth,
};
