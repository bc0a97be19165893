export const ACTOR_KINDS = ['member', 'key', 'system', 'anonymous'] as const;

/** Who did something, as the audit log remembers it after the key or person is gone. */
export interface Actor {
  kind: (typeof ACTOR_KINDS)[number];
  id: string | null;
  name: string;
}

export const SYSTEM: Actor = { kind: 'system', id: null, name: 'system' };
