/** What a caller may do. Every route names one; `admin` contains all others. */
export const SCOPES = ['read', 'write', 'ingest', 'surveys:send', 'export', 'erase', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

export const ROLES = ['admin', 'editor', 'analyst', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

const ROLE_SCOPES: Record<Role, readonly Scope[]> = {
  admin: SCOPES,
  editor: ['read', 'write', 'ingest', 'surveys:send', 'export'],
  analyst: ['read', 'export'],
  viewer: ['read'],
};

export const ROLE_MEANINGS: Record<Role, string> = {
  admin: 'Everything, including people, keys and erasure',
  editor: 'Changes themes, surveys, routing and actions; sends surveys; exports',
  analyst: 'Reads everything and exports',
  viewer: 'Reads',
};

export function scopesOfRole(role: Role): readonly Scope[] {
  return ROLE_SCOPES[role];
}

export function allows(granted: readonly Scope[], wanted: Scope): boolean {
  return granted.includes('admin') || granted.includes(wanted);
}

/** A key cannot make a wider key: every wanted scope must be held already. */
export function mayGrant(granted: readonly Scope[], wanted: readonly Scope[]): boolean {
  return wanted.every((scope) => allows(granted, scope));
}
