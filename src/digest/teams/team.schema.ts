import { IANAZone } from 'luxon';
import { z } from 'zod';
import { WHEN_QUIET } from './team.entity.js';

const zone = z.string().refine((name) => IANAZone.isValidZone(name), 'not an IANA time zone such as Europe/Berlin');

export const NewTeam = z.object({
  name: z.string().trim().min(1).max(100),
  kind: z.enum(['product', 'content', 'support']),
  timeZone: zone.optional().describe('The zone of the organisation when absent.'),
  sendWeekday: z.int().min(1).max(7).default(1).describe('1 is Monday.'),
  sendHour: z.int().min(4).max(22).default(8).describe('Local hour. Hours that clocks skip or repeat are not offered.'),
  isDefaultOwner: z.boolean().default(false).describe('Gets what no routing rule claims.'),
  whenQuiet: z
    .enum(WHEN_QUIET)
    .default('send')
    .describe('A week in which nothing was established: send it, skip it, or tell it with the next one.'),
  recipients: z.array(z.email().max(320)).max(200).default([]),
});
export type NewTeam = z.infer<typeof NewTeam>;

export const TeamChanges = z.object({
  name: z.string().trim().min(1).max(100).optional(),
  kind: z.enum(['product', 'content', 'support']).optional(),
  timeZone: zone.optional(),
  sendWeekday: z.int().min(1).max(7).optional(),
  sendHour: z.int().min(4).max(22).optional(),
  isDefaultOwner: z.boolean().optional(),
  whenQuiet: z.enum(WHEN_QUIET).optional(),
  paused: z.boolean().optional(),
  recipients: z.array(z.email().max(320)).max(200).optional(),
});
export type TeamChanges = z.infer<typeof TeamChanges>;
