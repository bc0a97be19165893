import { z } from 'zod';
import { PageQuery } from '../http/page.js';
import { isMailAddress } from '../mail/address.js';
import { ROLES, SCOPES } from './scopes.js';

const Name = z.string().trim().min(1).max(100);
const TeamIds = z.array(z.uuid()).max(100).default([]).describe('Only these teams; empty means all.');
export const Email = z.string().trim().max(254).refine(isMailAddress, 'Not a mail address');
export const Id = z.uuid();

export const ListKeys = z.object(PageQuery);
export type ListKeys = z.infer<typeof ListKeys>;

export const NewKeyBody = z.object({
  name: Name.describe('What the key is for.'),
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length).describe('What it may do.'),
  teamIds: TeamIds,
  expiresAt: z.iso.datetime({ offset: true }).nullish().describe('When it ends; never when absent.'),
});
export type NewKeyBody = z.infer<typeof NewKeyBody>;

export const ListMembers = z.object(PageQuery);
export type ListMembers = z.infer<typeof ListMembers>;

export const NewMemberBody = z.object({ email: Email, name: Name, role: z.enum(ROLES), teamIds: TeamIds });
export type NewMemberBody = z.infer<typeof NewMemberBody>;

export const MemberChangeBody = z.object({
  name: Name.optional(),
  role: z.enum(ROLES).optional(),
  teamIds: z.array(z.uuid()).max(100).optional(),
  disabled: z.boolean().optional().describe('True ends all sessions and refuses new ones.'),
});
export type MemberChangeBody = z.infer<typeof MemberChangeBody>;

/** An address of ours to go to after signing in; anything else becomes the first page. */
export const Next = z
  .string()
  .max(2000)
  .optional()
  .transform((path) => (path && /^\/(?![/\\])[^\s\\]*$/.test(path) ? path : '/'));

export const SignInBody = z.object({ email: Email, next: Next });
export type SignInBody = z.infer<typeof SignInBody>;
export const NextQuery = z.object({ next: Next });
export type NextQuery = z.infer<typeof NextQuery>;
export const UseLinkBody = z.object({ next: Next, email: Email.optional(), name: Name.optional() });
export type UseLinkBody = z.infer<typeof UseLinkBody>;

const OneOrMany = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (value === undefined ? [] : [value].flat()), z.array(item));
export const KeyForm = z.object({
  name: Name,
  scopes: OneOrMany(z.enum(SCOPES)).refine((scopes) => scopes.length > 0, 'Choose at least one'),
  days: z.enum(['', '30', '90', '365']).default(''),
});
export type KeyForm = z.infer<typeof KeyForm>;
export const MemberForm = z.object({ email: Email, name: Name, role: z.enum(ROLES) });
export type MemberForm = z.infer<typeof MemberForm>;
export const MemberChangeForm = z.object({
  role: z.enum(ROLES).optional(),
  disabled: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
});
export type MemberChangeForm = z.infer<typeof MemberChangeForm>;
